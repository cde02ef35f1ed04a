//! Whether our kinds agree with CloudFormation's schemas: which inputs there are, which are required, and which of
//! them replace a resource. Where we differ, a sentence says why.

use std::collections::{BTreeMap, BTreeSet};

use ironwright_aws::registry;
use ironwright_core::Kind;
use ironwright_core::kind::{Change, Field};

/// Kinds that CloudFormation has no type for.
const WITHOUT_A_TYPE: &[(&str, &str)] = &[
    (
        "applicationautoscaling.ScheduledAction",
        "CloudFormation has it as a property of the scalable target, `ScheduledActions`.",
    ),
    (
        "ec2.DefaultRouteTable",
        "It is the main route table that AWS makes with a VPC; CloudFormation cannot adopt one.",
    ),
    ("ec2.DefaultSubnet", "AWS has made it in the default VPC; CloudFormation cannot adopt one."),
    ("ec2.DefaultVpc", "AWS has made it in each region; CloudFormation cannot adopt one."),
    ("ecr.LifecyclePolicy", "CloudFormation has it as a property of the repository, `LifecyclePolicy`."),
    (
        "ecr.RepositoryPolicy",
        "CloudFormation has it as a property of the repository, `RepositoryPolicyText`.",
    ),
    ("iam.GroupPolicyAttachment", "CloudFormation has it as a property of the group, `ManagedPolicyArns`."),
    (
        "acm.CertificateValidation",
        "CloudFormation waits for a certificate by itself, wherever its records are made.",
    ),
    ("elbv2.TargetGroupAttachment", "CloudFormation has it as a property of the target group, `Targets`."),
    (
        "iam.ExclusivePolicyAttachment",
        "CloudFormation attaches a policy by a property of the policy or of its holders, and detaches nothing else.",
    ),
    ("iam.RolePolicyAttachment", "CloudFormation has it as a property of the role, `ManagedPolicyArns`."),
];

/// What CloudFormation finds out of the target by itself.
const ATTACHED: &str = "CloudFormation asks the target for it; we are told, by its outputs.";

/// Inputs, and properties that CloudFormation requires, which are not as there.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "applicationautoscaling.ScalableTarget",
        "ScalableDimension",
        "Ours are services of ECS, of which nothing but the desired count can be scaled.",
    ),
    (
        "applicationautoscaling.ScalableTarget",
        "ServiceNamespace",
        "Ours are services of ECS, and nothing else.",
    ),
    (
        "applicationautoscaling.ScalingPolicy",
        "PolicyType",
        "The type follows from which of the two configurations is set.",
    ),
    (
        "ec2.InternetGateway",
        "vpc_id",
        "CloudFormation has a type of its own for the attachment; we detach and attach the same gateway.",
    ),
    ("ec2.KeyPair", "tags", "EC2 changes the tags of a key pair in place, CloudFormation does not offer it."),
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
    (
        "servicediscovery.Service",
        "routing_policy",
        "CloudFormation counts it to the records, and Cloud Map's UpdateService takes records alone.",
    ),
    ("efs.MountTarget", "SecurityGroups", "EFS takes the VPC's default group where none is named."),
    ("kms.Key", "key_spec", "KMS changes no key's material for other; CloudFormation refuses the update."),
    ("kms.Key", "key_usage", "KMS never uses a key for something else; CloudFormation refuses the update."),
    (
        "kms.Key",
        "multi_region",
        "A key has replicas from its beginning or never; CloudFormation refuses the update.",
    ),
    (
        "opensearch.Domain",
        "encryption_at_rest_options",
        "Only the way to encryption is open in place, of newer versions, and no way to another key; we replace.",
    ),
    (
        "rds.DbInstance",
        "availability_zone",
        "RDS moves an instance to another zone only by failing over to it; we replace.",
    ),
    ("rds.DbInstance", "engine", "Only some ways between editions of Oracle are open in place; we replace."),
    (
        "rds.DbInstance",
        "final_db_snapshot_identifier",
        "RDS is told it when the instance is deleted; in a template that is a deletion policy.",
    ),
    (
        "rds.DbInstance",
        "skip_final_snapshot",
        "RDS is told it when the instance is deleted; in a template that is a deletion policy.",
    ),
    (
        "secretsmanager.Secret",
        "force_delete_without_recovery",
        "Secrets Manager is told it when the secret is deleted; templates delete at once.",
    ),
    (
        "secretsmanager.Secret",
        "recovery_window_in_days",
        "Secrets Manager is told it when the secret is deleted; templates delete at once.",
    ),
    ("secretsmanager.SecretTargetAttachment", "dbname", ATTACHED),
    ("secretsmanager.SecretTargetAttachment", "engine", ATTACHED),
    ("secretsmanager.SecretTargetAttachment", "host", ATTACHED),
    ("secretsmanager.SecretTargetAttachment", "port", ATTACHED),
    ("ssm.Parameter", "Value", "A `SecureString` has its text in an input of its own, which nothing shows."),
    ("ssm.Parameter", "key_id", "CloudFormation makes no parameter that is encrypted."),
    (
        "ssm.Parameter",
        "type",
        "Systems Manager refuses another type for a parameter that is there: HierarchyTypeMismatchException.",
    ),
    (
        "elb.LoadBalancer",
        "Listeners",
        "A list of blocks is set by chaining; that there is one is a check of its own.",
    ),
    (
        "elbv2.Listener",
        "DefaultActions",
        "A list of blocks is set by chaining; that there is one is a check of its own.",
    ),
    (
        "elbv2.Listener",
        "tags",
        "Elastic Load Balancing lets listeners be tagged, CloudFormation does not offer it.",
    ),
    (
        "elbv2.ListenerCertificate",
        "certificate_arn",
        "CloudFormation has a list of certificates; here each is a resource of its own, and another one is another.",
    ),
    (
        "elbv2.ListenerRule",
        "Actions",
        "A list of blocks is set by chaining; that there is one is a check of its own.",
    ),
    (
        "elbv2.ListenerRule",
        "Conditions",
        "A list of blocks is set by chaining; that there is one is a check of its own.",
    ),
    (
        "elbv2.ListenerRule",
        "tags",
        "Elastic Load Balancing lets rules be tagged, CloudFormation does not offer it.",
    ),
    (
        "iam.InstanceProfile",
        "tags",
        "IAM lets instance profiles be tagged, CloudFormation does not offer it.",
    ),
    ("iam.Policy", "tags", "IAM lets managed policies be tagged, CloudFormation does not offer it."),
    (
        "route53.HostedZone",
        "private_zone",
        "CloudFormation tells it by the VPCs, and fails where a zone would become private or public.",
    ),
    (
        "route53.Record",
        "set_identifier",
        "It is part of a record's place: CloudFormation deletes one record and makes another, as we do.",
    ),
    (
        "route53.Record",
        "type",
        "It is part of a record's place: CloudFormation deletes one record and makes another, as we do.",
    ),
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
    for kind in &registry() {
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
    let without = |kind: &&'static Kind| kind.cloudformation.is_none();
    let without: Vec<&str> = registry().iter().filter(without).map(|kind| kind.name).collect();
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
