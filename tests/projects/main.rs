//! Programs of several stacks: what goes from one to the other, in which order, and what is refused.

mod exporting;
mod ordering;
mod refusing;
mod supplying;

use ironwright::aws::ec2::{SecurityGroup, Subnet, Vpc};
use ironwright::aws::logs::LogGroup;
use ironwright::core::plan::Plan;
use ironwright::prelude::*;

/// What varies in the program.
#[derive(Clone)]
pub(crate) struct Shop {
    /// The network's range.
    range: &'static str,
    /// Whether the second subnet is there, and used.
    second: bool,
    /// The name of the web stack's log group.
    logs: &'static str,
}

impl Default for Shop {
    fn default() -> Self {
        Self { range: "10.0.0.0/16", second: true, logs: "web" }
    }
}

/// A network; a web stack that uses it; logs that use nothing.
pub(crate) fn shop(project: &mut Project, shop: &Shop) -> ironwright::Result<()> {
    let (vpc, second) = project.stack("network", |stack| {
        let vpc = stack.add("main", Vpc::new(shop.range));
        let second = shop.second.then(|| stack.add("b", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 1))));
        Ok((vpc, second))
    })?;
    project.stack("web", |stack| {
        stack.add("web", SecurityGroup::new(&vpc, "web", "the web servers"));
        if let Some(second) = &second {
            let group = LogGroup::new("subnet").tag("subnet", &second.id);
            stack.add("subnet", group);
        }
        stack.output("network", &vpc.id);
        Ok(())
    })?;
    project.stack("logs", |stack| {
        stack.add("web", LogGroup::new(shop.logs));
        Ok(())
    })
}

/// Plans as text, stack by stack.
pub(crate) fn text(plans: &[Plan]) -> String {
    plans.iter().map(|plan| format!("{}\n{plan}\n", plan.stack)).collect()
}
