//! Which role a declaration hands on, as far as that can be known before anything exists.

use ironwright_core::graph::Node;
use ironwright_core::stack::Location;
use ironwright_core::template::{Fill, fill};
use ironwright_core::value::OutputRef;
use ironwright_core::{Graph, Map, Value};

use crate::handler::Handler;

/// The inputs by which a declaration hands roles on; unknown ones among them are there, and no text.
pub(super) fn inputs(graph: &Graph, node: &Node, location: Option<&Location>, handler: &dyn Handler) -> Map {
    let passes = handler.passes();
    let handed_on = node.inputs.iter().filter(|(name, _)| passes.iter().any(|pass| pass.input == *name));
    handed_on
        .map(|(name, expression)| {
            let lookup =
                |output: &OutputRef| output_of(graph, output, location).unwrap_or(Value::Unknown(None));
            ((*name).into(), expression.evaluate(&lookup).unwrap_or(Value::Unknown(None)))
        })
        .collect()
}

/// An output that follows from what is declared: `arn:aws:iam::{account}:role{path}{role_name}`.
fn output_of(graph: &Graph, output: &OutputRef, location: Option<&Location>) -> Option<Value> {
    let at = graph.position(&output.address)?;
    let node = &graph.nodes()[at];
    let template = node.kind.output(&output.output)?.template?;
    let location = location?;
    let inputs = graph.evaluate(at, &|_| Value::Unknown(None)).ok()?;
    let mut facts = Facts { inputs: &inputs, location, guessed: false };
    let text = fill(template, &mut facts).ok()?;
    (!facts.guessed).then(|| Value::text(in_partition(&text, &location.region)))
}

/// What is certain of a resource that may not exist yet.
struct Facts<'a> {
    inputs: &'a Map,
    location: &'a Location,
    /// Whether something was asked for that AWS makes up.
    guessed: bool,
}

impl Fill for Facts<'_> {
    fn named(&mut self, name: &str) -> Option<String> {
        match name {
            "account" => Some(self.location.account.clone()),
            "region" => Some(self.location.region.clone()),
            input => Some(self.inputs.get(input)?.as_text()?.to_owned()),
        }
    }

    fn random(&mut self, _: u32) -> u32 {
        self.guessed = true;
        0
    }
}

/// ARNs in China and of the United States' government begin otherwise.
fn in_partition(arn: &str, region: &str) -> String {
    let partition = match region {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    arn.replacen("arn:aws:", &format!("arn:{partition}:"), 1)
}
