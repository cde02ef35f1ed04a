//! Whether our kinds agree with CloudFormation's schemas: which inputs there are, which are required, and which of
//! them replace a resource. Where we differ, a sentence says why.

use std::collections::{BTreeMap, BTreeSet};

use ironwright_aws::registry;
use ironwright_core::Kind;
use ironwright_core::kind::{Change, Field};

/// Kinds that CloudFormation has no type for.
const WITHOUT_A_TYPE: &[(&str, &str)] = &[
    (
        "ec2.DefaultRouteTable",
        "It is the main route table that AWS makes with a VPC; CloudFormation cannot adopt one.",
    ),
    ("ecr.LifecyclePolicy", "CloudFormation has it as a property of the repository, `LifecyclePolicy`."),
    (
        "ecr.RepositoryPolicy",
        "CloudFormation has it as a property of the repository, `RepositoryPolicyText`.",
    ),
    ("iam.GroupPolicyAttachment", "CloudFormation has it as a property of the group, `ManagedPolicyArns`."),
];

/// Inputs, and properties that CloudFormation requires, which are not as there.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "ec2.InternetGateway",
        "vpc_id",
        "CloudFormation has a type of its own for the attachment; we detach and attach the same gateway.",
    ),
    (
        "ec2.SecurityGroupRule",
        "direction",
        "CloudFormation has a type for each direction, so the direction never changes there.",
    ),
    ("ec2.SecurityGroupRule", "tags", "EC2 lets rules be tagged, CloudFormation does not offer it."),
    (
        "ec2.Vpc",
        "instance_tenancy",
        "EC2 changes `dedicated` to `default` in place and nothing else; we replace either way.",
    ),
    (
        "ecs.ClusterCapacityProviders",
        "DefaultCapacityProviderStrategy",
        "ECS takes an empty strategy, which is what leaving it out means here.",
    ),
    (
        "ecs.Service",
        "launch_type",
        "ECS's UpdateService takes no launch type: only the way to a strategy is open in place, as it is with us.",
    ),
    ("iam.Policy", "tags", "IAM lets managed policies be tagged, CloudFormation does not offer it."),
];

/// What CloudFormation says of a type's properties; a nested one is written `EncryptionConfiguration/KmsKey`.
struct Schema {
    properties: BTreeSet<String>,
    required: BTreeSet<String>,
    create_only: BTreeSet<String>,
    conditional_create_only: BTreeSet<String>,
    read_only: BTreeSet<String>,
}

impl Schema {
    /// Whether the property, or what it is part of, stands in a list.
    fn lists(list: &BTreeSet<String>, property: &str) -> bool {
        let mut ends = property.match_indices('/').map(|(at, _)| at).chain([property.len()]);
        ends.any(|end| list.contains(&property[..end]))
    }

    /// How an input differs from its counterpart.
    fn disagreement(&self, field: &Field) -> Option<String> {
        let property = counterpart(field);
        if !Self::lists(&self.properties, &property) {
            return Some(format!("CloudFormation has no property `{property}`"));
        }
        if self.read_only.contains(&property) {
            return Some(format!("`{property}` is computed by AWS"));
        }
        match (field.change, Self::lists(&self.create_only, &property)) {
            (Change::InPlace, true) => {
                Some(format!("`{property}` is create-only, and ours changes in place"))
            }
            (Change::Replaces, false) if self.conditional_create_only.contains(&property) => {
                Some(format!("`{property}` is create-only under conditions, and ours always replaces"))
            }
            (Change::Replaces, false) => Some(format!("`{property}` changes in place, and ours replaces")),
            (Change::InPlace, false) | (Change::Replaces, true) => None,
        }
    }

    /// The required properties that a declaration of the kind may leave open.
    fn left_open(&self, kind: &Kind) -> Vec<(String, String)> {
        let open = self.required.iter().filter(|property| {
            let mut fields = kind.inputs.iter().filter(|field| counterpart(field) == **property);
            !fields.any(|field| field.required || field.default.is_some())
        });
        open.map(|property| (property.clone(), "CloudFormation requires it, and ours does not".to_owned()))
            .collect()
    }
}

fn schemas() -> BTreeMap<String, Schema> {
    let text = include_str!("data/cloudformation.json");
    let json: serde_json::Value = serde_json::from_str(text).expect("the file is JSON");
    let list = |rules: &serde_json::Value, name: &str| {
        let names = rules[name].as_array().expect("a list of properties").iter();
        names.map(|name| name.as_str().expect("a property").to_owned()).collect()
    };
    let types = json["types"].as_object().expect("types by name").iter();
    types
        .map(|(name, rules)| {
            let schema = Schema {
                properties: list(rules, "properties"),
                required: list(rules, "required"),
                create_only: list(rules, "createOnly"),
                conditional_create_only: list(rules, "conditionalCreateOnly"),
                read_only: list(rules, "readOnly"),
            };
            (name.clone(), schema)
        })
        .collect()
}

/// The CloudFormation property with the meaning of an input.
fn counterpart(field: &Field) -> String {
    let words = field.name.split('_').map(|word| {
        let (first, rest) = word.split_at(1);
        first.to_ascii_uppercase() + rest
    });
    field.cloudformation.map_or_else(|| words.collect(), str::to_owned)
}

/// Every difference, by kind and input or property.
fn disagreements() -> BTreeMap<(&'static str, String), String> {
    let schemas = schemas();
    let mut found = BTreeMap::new();
    for kind in registry().0 {
        let Some(name) = kind.cloudformation else { continue };
        let schema = schemas
            .get(name)
            .unwrap_or_else(|| panic!("{} says it is {name}, which is not in the file", kind.name));
        for field in kind.inputs {
            if let Some(difference) = schema.disagreement(field) {
                found.insert((kind.name, field.name.to_owned()), difference);
            }
        }
        found.extend(schema.left_open(kind).into_iter().map(|(property, why)| ((kind.name, property), why)));
    }
    found
}

#[test]
fn inputs_agree_with_cloudformation_or_say_why_not() {
    let mut unexplained = disagreements();
    unexplained.retain(|(kind, input), _| !EXCEPTIONS.iter().any(|(k, i, _)| k == kind && i == input));
    assert!(unexplained.is_empty(), "correct these, or list them with the reason: {unexplained:#?}");
}

#[test]
fn an_exception_that_is_not_needed_any_more_is_named() {
    let found = disagreements();
    let mut stale: Vec<_> = EXCEPTIONS.iter().map(|(kind, input, _)| (*kind, (*input).to_owned())).collect();
    stale.retain(|exception| !found.contains_key(exception));
    assert!(stale.is_empty(), "these agree with CloudFormation, or are no inputs: {stale:#?}");
}

#[test]
fn every_kind_has_a_cloudformation_type_or_a_reason() {
    let without = |kind: &&&Kind| kind.cloudformation.is_none();
    let without: Vec<&str> = registry().0.iter().filter(without).map(|kind| kind.name).collect();
    let explained: Vec<&str> = WITHOUT_A_TYPE.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(without, explained);
}

#[test]
fn no_input_is_excused_twice_and_every_reason_is_a_sentence() {
    let names: BTreeSet<_> = EXCEPTIONS.iter().map(|(kind, input, _)| (kind, input)).collect();
    assert_eq!(names.len(), EXCEPTIONS.len());
    let reasons =
        EXCEPTIONS.iter().map(|(_, _, reason)| reason).chain(WITHOUT_A_TYPE.iter().map(|(_, reason)| reason));
    for reason in reasons {
        assert!(reason.split(' ').count() >= 5 && reason.ends_with('.'), "{reason:?} explains nothing");
    }
}
