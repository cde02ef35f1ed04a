//! `rds.DbParameterGroup` on AWS.
//!
//! `CreateDBParameterGroup` has no token, but a name is given once: a second request is refused, and the tag then says
//! whether the group that is there was made by the first. Parameters are set by calls of their own, twenty with each, and
//! AWS wants to be told of each whether it is to count at once: those that cannot wait for the instances' next restart.

use std::collections::BTreeMap;

use aws_sdk_rds::types::{ApplyMethod, DbParameterGroup as Listed, Parameter, Tag as RdsTag};
use futures_util::future::try_join_all;
use ironwright_aws::rds::{DbParameterGroup, DbParameterGroupOutputs};

use super::api::{ByArn, LIST_TAGS, RDS, tags, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const PARAMETERS: Action = RDS.action("DescribeDBParameters");
const MODIFY: Action = RDS.action("ModifyDBParameterGroup");
const RESET: Action = RDS.action("ResetDBParameterGroup");

/// How many parameters one call takes.
const AT_ONCE: usize = 20;

/// A group with the parameters that were set, and its tags.
pub(crate) struct Described {
    group: Listed,
    parameters: Vec<Parameter>,
    tags: Vec<RdsTag>,
}

on_aws!(DbParameterGroup as AsTagged);

impl Tagged for DbParameterGroup {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |described| described.group.db_parameter_group_name();
    const READ: Action = RDS.action("DescribeDBParameterGroups");
    const ALSO_READ: Actions = &[LIST_TAGS, PARAMETERS];
    const CREATE: Action = RDS.action("CreateDBParameterGroup");
    const UPDATE: Actions = &[MODIFY, RESET, PARAMETERS];
    const DELETE: Action = RDS.action("DeleteDBParameterGroup");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::DB_PARAMETER_GROUP_NAME);
        let send = |page| aws.rds().describe_db_parameter_groups().set_marker(page).send();
        let mut listed = aws.pages(Self::READ, send, |it| (it.db_parameter_groups, it.marker)).await?;
        listed.retain(|group| names.iter().any(|name| group.db_parameter_group_name() == Some(name)));
        let whole = async |group: Listed| {
            let name = group.db_parameter_group_name().unwrap_or_default();
            let wanted = which.wants_tags(Some(name));
            let tags =
                if wanted { tags(aws, group.db_parameter_group_arn()).await? } else { Some(Vec::new()) };
            let wanted = which.wants(Some(name), Self::PARAMETERS);
            let parameters = if wanted { parameters(aws, name, Some("user")).await? } else { Vec::new() };
            Ok(tags.map(|tags| Described { group, parameters, tags }))
        };
        Ok(try_join_all(listed.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, described: &Described, _: &Map) -> Properties {
        let group = &described.group;
        let set =
            described.parameters.iter().filter_map(|it| Some((it.parameter_name()?, it.parameter_value()?)));
        Properties::default()
            .with(Self::DB_PARAMETER_GROUP_NAME, group.db_parameter_group_name())
            .with(DbParameterGroupOutputs::ARN, group.db_parameter_group_arn())
            .with(Self::DB_PARAMETER_GROUP_FAMILY, group.db_parameter_group_family())
            .with(Self::DESCRIPTION, group.description())
            .with_texts(Self::PARAMETERS, set)
            .with_tags(&described.tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.rds()
                .create_db_parameter_group()
                .set_db_parameter_group_name(text(inputs, Self::DB_PARAMETER_GROUP_NAME))
                .set_db_parameter_group_family(text(inputs, Self::DB_PARAMETER_GROUP_FAMILY))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.db_parameter_group().and_then(Listed::db_parameter_group_name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if change.of(Self::PARAMETERS).is_none() {
            return Ok(());
        }
        let group = change.id;
        let of = |map| texts_by_name(map, Self::PARAMETERS).collect::<BTreeMap<String, String>>();
        let (before, wanted) = (of(change.observed), of(change.wanted));
        let all = parameters(aws, group, None).await?;
        let parameter = |name: &str, value: Option<&String>| {
            let method = Some(method(&all, name));
            Parameter::builder()
                .parameter_name(name)
                .set_parameter_value(value.cloned())
                .set_apply_method(method)
                .build()
        };
        let set = wanted.iter().filter(|(name, value)| before.get(*name) != Some(value));
        let set: Vec<Parameter> = set.map(|(name, value)| parameter(name, Some(value))).collect();
        for some in set.chunks(AT_ONCE) {
            let modify = || aws.rds().modify_db_parameter_group().db_parameter_group_name(group);
            aws.call(MODIFY, || modify().set_parameters(Some(some.to_vec())).send()).await?;
        }
        let gone = before.keys().filter(|name| !wanted.contains_key(*name));
        let gone: Vec<Parameter> = gone.map(|name| parameter(name, None)).collect();
        for some in gone.chunks(AT_ONCE) {
            let reset = || aws.rds().reset_db_parameter_group().db_parameter_group_name(group);
            let send = || reset().reset_all_parameters(false).set_parameters(Some(some.to_vec())).send();
            aws.call(RESET, send).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.rds().delete_db_parameter_group().db_parameter_group_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// A group's parameters: all, or those that `source` has set.
async fn parameters(aws: &Calls<'_>, group: &str, source: Option<&str>) -> Result<Vec<Parameter>> {
    let describe = || aws.rds().describe_db_parameters().db_parameter_group_name(group);
    let send = |page| describe().set_source(source.map(str::to_owned)).set_marker(page).send();
    let listed = unless_missing(aws.pages(PARAMETERS, send, |it| (it.parameters, it.marker)).await)?;
    Ok(listed.unwrap_or_default())
}

/// When a parameter's value counts: at once, if the database can do that.
fn method(all: &[Parameter], name: &str) -> ApplyMethod {
    let known = all.iter().find(|it| it.parameter_name() == Some(name));
    match known.and_then(Parameter::apply_type) {
        Some("dynamic") => ApplyMethod::Immediate,
        _ => ApplyMethod::PendingReboot,
    }
}
