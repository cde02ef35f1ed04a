//! `rds.DbParameterGroup`

use ironwright_core::behaviour::Behaviour;
use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a parameter group, `shop` or `default.postgres16`.
    DbParameterGroupName = "rds.DbParameterGroup" . "db_parameter_group_name";
}

/// How databases of one family are configured.
///
/// A changed parameter counts at once where the database can do that, and else after the next restart of each instance.
///
/// ```
/// use ironwright::aws::rds::DbParameterGroup;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let group = DbParameterGroup::new("shop", "postgres16", "Encrypted connections only");
/// stack.add("shop", group.parameter("rds.force_ssl", "1"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "rds.DbParameterGroup",
    id = "{db_parameter_group_name}",
    outputs = DbParameterGroupOutputs,
    page = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html",
    cloudformation = "AWS::RDS::DBParameterGroup",
    unique = [["db_parameter_group_name"]],
    check = check,
    behaviour = ParametersArePut,
    yields(DbParameterGroupName = db_parameter_group_name)
)]
pub struct DbParameterGroup {
    /// The name, one of its kind in account and region: up to 255 small letters, digits and single hyphens.
    #[input(
        replaces,
        length = 1..=255,
        pattern(super::GROUP_NAME, super::GROUP_NAME_IN_WORDS),
        cloudformation = "DBParameterGroupName"
    )]
    db_parameter_group_name: Input<DbParameterGroupName>,
    /// The family of engine and major version that the group is for: `postgres16`, `mysql8.0`.
    #[input(replaces, cloudformation = "Family")]
    db_parameter_group_family: Input<String>,
    /// What the group is for.
    #[input(replaces, length = 1..=255)]
    description: Input<String>,
    /// Values by the names of parameters; all others are as the family has them.
    #[input(each = parameter)]
    parameters: Option<InputMap<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`DbParameterGroup`].
#[derive(Outputs, Debug)]
pub struct DbParameterGroupOutputs {
    /// The group's name.
    pub db_parameter_group_name: Output<DbParameterGroupName>,
    /// The group's ARN.
    #[output("arn:aws:rds:{region}:{account}:pg:{db_parameter_group_name}")]
    pub arn: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let family = inputs.text("db_parameter_group_family").unwrap_or("postgres16");
    let known = family.chars().all(|c| c.is_ascii_alphanumeric() || ".-".contains(c));
    if !known || !family.ends_with(|c: char| c.is_ascii_digit()) {
        problems.report(
            "db_parameter_group_family",
            format!("{family:?} is no family of engine and major version"),
            "write both, `postgres16`, `mysql8.0` or `sqlserver-ex-15.0`",
        );
    }
}

/// `CreateDBParameterGroup` takes no parameters: `ModifyDBParameterGroup` sets them.
struct ParametersArePut;

impl Behaviour for ParametersArePut {
    fn set_afterwards(&self) -> &'static [&'static str] {
        &["parameters"]
    }
}
