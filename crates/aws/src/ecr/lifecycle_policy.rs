//! `ecr.LifecyclePolicy`

use std::collections::HashMap;

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::expression::Expression;
use ironwright_core::{Document, Input, Map, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::RepositoryName;

/// The rules by which a repository's images expire.
///
/// ```
/// use ironwright_aws::ecr::{LifecyclePolicy, LifecycleRule, Repository};
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let nginx = stack.add("nginx", Repository::new("nginx"));
/// stack.add("nginx", LifecyclePolicy::new(&nginx, LifecycleRule::expire_untagged_after(14)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecr.LifecyclePolicy",
    id = "{repository_name}",
    outputs = LifecyclePolicyOutputs,
    page = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
    unique = [["repository_name"]],
    check = check
)]
pub struct LifecyclePolicy {
    /// The repository, which takes its rules with it when it is deleted.
    #[input(replaces, weak, length = 2..=256, pattern(super::NAME, super::NAME_IN_WORDS))]
    repository_name: Input<RepositoryName>,
    /// The rules: a [`LifecycleRule`], or [`LifecycleRules`], in up to 30720 characters.
    #[input(weak, unordered)]
    policy: Input<Document>,
}

/// What AWS gives back of a [`LifecyclePolicy`].
#[derive(Outputs, Debug)]
pub struct LifecyclePolicyOutputs {
    /// The repository.
    pub repository_name: Output<RepositoryName>,
}

/// One rule of a [`LifecyclePolicy`].
#[derive(Clone, Debug)]
#[must_use = "a rule does nothing until a policy has it"]
pub struct LifecycleRule {
    priority: u32,
    description: Option<String>,
    days: u32,
}

impl LifecycleRule {
    /// Expires images without a tag so many days after they were pushed, at least one.
    pub fn expire_untagged_after(days: u32) -> Self {
        Self { priority: 1, description: None, days }
    }

    /// The rule's place among the others, from 1: lower ones are applied first, and no two are the same. Default: 1.
    pub fn priority(mut self, priority: u32) -> Self {
        self.priority = priority;
        self
    }

    /// What the rule is for.
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    fn value(&self) -> Value {
        let mut rule = Map::new();
        rule.insert("rulePriority".into(), i64::from(self.priority).into());
        if let Some(description) = &self.description {
            rule.insert("description".into(), description.as_str().into());
        }
        let selection: [(&str, Value); 4] = [
            ("tagStatus", "untagged".into()),
            ("countType", "sinceImagePushed".into()),
            ("countUnit", "days".into()),
            ("countNumber", i64::from(self.days).into()),
        ];
        rule.insert("selection".into(), object(selection));
        rule.insert("action".into(), object([("type", "expire".into())]));
        Value::map(rule)
    }
}

/// The rules of a [`LifecyclePolicy`], in the order of their priority however they are written.
#[derive(Clone, Debug, Default)]
pub struct LifecycleRules(Vec<LifecycleRule>);

impl LifecycleRules {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule.
    pub fn rule(mut self, rule: LifecycleRule) -> Self {
        self.0.push(rule);
        self
    }
}

impl From<LifecycleRule> for Input<Document> {
    fn from(rule: LifecycleRule) -> Self {
        LifecycleRules::new().rule(rule).into()
    }
}

impl From<LifecycleRules> for Input<Document> {
    fn from(mut rules: LifecycleRules) -> Self {
        rules.0.sort_by_key(|rule| rule.priority);
        let rules = Value::list(rules.0.iter().map(LifecycleRule::value));
        Self::new(Expression::Value(object([("rules", rules)])))
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::map(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// ECR's limit for the rules of a policy.
const MOST_RULES: usize = 50;

/// ECR's limit for the text of a policy.
const MOST_CHARACTERS: usize = 30_720;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(policy) = inputs.block("policy") else { return };
    super::check_length("policy", MOST_CHARACTERS, inputs, problems);
    let rules = policy.blocks("rules", None);
    if rules.is_empty() || rules.len() > MOST_RULES {
        problems.report(
            "policy.rules",
            format!("has {} rules, AWS takes 1 to {MOST_RULES}", rules.len()),
            "add one: `LifecycleRule::expire_untagged_after(14)`, or leave the policy out",
        );
    }
    let mut of_priority: HashMap<i64, String> = HashMap::new();
    for (path, rule) in &rules {
        if let Some(priority) = rule.int("rulePriority") {
            let property = format!("policy.{path}.rulePriority");
            if priority < 1 {
                problems.report(&property, format!("{priority} is below 1"), "priorities count from 1");
            }
            match of_priority.get(&priority) {
                Some(first) => problems.report(
                    &property,
                    format!("{priority} is the priority of {first} too"),
                    "give each rule a priority of its own: `.priority(2)`",
                ),
                None => {
                    of_priority.insert(priority, path.clone());
                }
            }
        }
        if let Some(days) = rule.block("selection").and_then(|selection| selection.int("countNumber"))
            && days < 1
        {
            problems.report(
                format!("policy.{path}.selection.countNumber"),
                format!("{days} is below 1"),
                "an image is kept for a day at least",
            );
        }
    }
}
