//! What a printed policy allows, call by call: as AWS would judge, but that every resource is any.

use std::collections::BTreeMap;

use crate::Permissions;

/// What may be called.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// Actions, and the regions in which they are allowed; none for all.
    allowed: BTreeMap<String, Option<Vec<String>>>,
}

impl Guard {
    /// What these policies allow together, read from the JSON that is printed of them.
    pub(super) fn of<'a>(policies: impl IntoIterator<Item = &'a Permissions>) -> Self {
        let mut allowed = BTreeMap::new();
        for policy in policies {
            let printed: serde_json::Value = serde_json::from_str(&policy.to_json()).unwrap_or_default();
            for statement in members(&printed["Statement"]) {
                let region = statement["Condition"]["StringEquals"]["aws:RequestedRegion"].as_str();
                for action in members(&statement["Action"]).filter_map(|action| action.as_str()) {
                    let regions = allowed.entry(action.to_owned()).or_insert_with(|| Some(Vec::new()));
                    match (region, regions) {
                        (Some(region), Some(regions)) => regions.push(region.to_owned()),
                        (None, regions) => *regions = None,
                        (Some(_), None) => {}
                    }
                }
            }
        }
        Self { allowed }
    }

    /// Whether an action may be called in a region.
    pub(super) fn allows(&self, action: &str, region: &str) -> bool {
        match self.allowed.get(action) {
            Some(Some(regions)) => regions.iter().any(|allowed| allowed == region),
            Some(None) => true,
            None => false,
        }
    }
}

fn members(value: &serde_json::Value) -> impl Iterator<Item = &serde_json::Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use ironwright_aws::{iam, logs};
    use ironwright_core::Stack;
    use ironwright_core::stack::Location;

    use super::*;

    #[test]
    fn what_is_printed_is_allowed_where_it_is_printed_for_and_nothing_else_is() {
        let mut stack = Stack::new("demo");
        stack.add("web", logs::LogGroup::new("/web"));
        stack.add("web", iam::Group::new("web"));
        let graph = stack.graph().expect("a sound program");
        let london = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let guard = Guard::of([&Permissions::for_life(&graph, Some(&london))]);
        assert!(guard.allows("logs:CreateLogGroup", "eu-west-2"));
        assert!(!guard.allows("logs:CreateLogGroup", "us-east-1"));
        // IAM is one for all regions, and is reached in another.
        assert!(guard.allows("iam:CreateGroup", "us-east-1"));
        assert!(!guard.allows("ec2:DescribeTags", "eu-west-2"));
        let both =
            Guard::of([&Permissions::for_life(&graph, Some(&london)), &Permissions::for_life(&graph, None)]);
        assert!(both.allows("logs:CreateLogGroup", "us-east-1"));
    }
}
