//! `events.Rule` on AWS.
//!
//! `PutRule` has no token, and overwrites the rule of the name whosever it is: so the name is looked up first, and the tag
//! tells whose the rule is. A change sends all of it again, except for the tags.

use aws_sdk_eventbridge::operation::describe_rule::DescribeRuleOutput;
use aws_sdk_eventbridge::operation::put_rule::builders::PutRuleFluentBuilder;
use aws_sdk_eventbridge::types::Tag as EventsTag;
use futures_util::future::try_join_all;
use ironwright_aws::events::{Rule, RuleOutputs};
use ironwright_core::Resource as _;

use super::api::{ByArn, EVENTS, to_tags};
use crate::handler::prelude::*;
use crate::handler::{Pass, documents, ids, owned};

const LIST_TAGS: Action = EVENTS.action("ListTagsForResource");

/// The id of a rule, what AWS tells of it, and its tags.
type Described = (String, DescribeRuleOutput, Vec<EventsTag>);

on_aws!(Rule as AsTagged);

impl Tagged for Rule {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(id, ..)| Some(id);
    const READ: Action = EVENTS.action("DescribeRule");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = EVENTS.action("PutRule");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[Self::CREATE];
    const DELETE: Action = EVENTS.action("DeleteRule");
    const PASSES: &'static [Pass] = &[Pass { input: Self::ROLE_ARN, to: "events.amazonaws.com" }];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let ids = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => vec![id_of(&request.inputs)],
        };
        let whole = async |id: String| {
            let Some(rule) = describe(aws, &id).await? else { return Ok(None) };
            let tags = if which.wants_tags(Some(&id)) { tags(aws, rule.arn()).await? } else { Vec::new() };
            Ok::<_, CloudError>(Some((id, rule, tags)))
        };
        Ok(try_join_all(ids.into_iter().map(whole)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, (_, rule, tags): &Described, applied: &Map) -> Properties {
        let text = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let pattern = text(rule.event_pattern());
        let managed = rule.managed_by().map(|_| "managed_by".to_owned());
        Properties::default()
            .with(Self::NAME, rule.name())
            .with(Self::EVENT_BUS_NAME, text(rule.event_bus_name()).unwrap_or("default".to_owned()))
            .with(
                Self::EVENT_PATTERN,
                documents::json_as_applied(pattern.as_deref(), applied.get(Self::EVENT_PATTERN)),
            )
            .with(Self::SCHEDULE_EXPRESSION, text(rule.schedule_expression()))
            .with(Self::STATE, rule.state())
            .with(Self::DESCRIPTION, text(rule.description()))
            .with(Self::ROLE_ARN, text(rule.role_arn()))
            .with(RuleOutputs::ARN, rule.arn())
            .with_tags(tags)
            .noting(managed)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let id = id_of(&request.inputs);
        if describe(aws, &id).await?.is_some() {
            return Err(exists_already(Self::CREATE, &format!("a rule {id}")));
        }
        let send = || put(aws, &request.inputs).set_tags(Some(to_tags(&owned(request)))).send();
        aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(&id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let mut names = Self::kind().inputs.iter().map(|field| field.name).filter(|name| *name != Self::TAGS);
        if !names.any(|name| change.of(name).is_some()) {
            return Ok(());
        }
        aws.call(Self::CREATE, || put(aws, change.wanted).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (bus, name) = parts(&request.id);
        let send = || aws.events().delete_rule().event_bus_name(bus).name(name).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// The call that says all of a rule but its tags.
fn put(aws: &Calls<'_>, inputs: &Map) -> PutRuleFluentBuilder {
    aws.events()
        .put_rule()
        .set_name(text(inputs, Rule::NAME))
        .set_event_bus_name(text(inputs, Rule::EVENT_BUS_NAME))
        .set_event_pattern(text(inputs, Rule::EVENT_PATTERN))
        .set_schedule_expression(text(inputs, Rule::SCHEDULE_EXPRESSION))
        .set_state(text(inputs, Rule::STATE))
        .set_description(text(inputs, Rule::DESCRIPTION))
        .set_role_arn(text(inputs, Rule::ROLE_ARN))
}

fn id_of(inputs: &Map) -> String {
    let of = |name| text::<String>(inputs, name);
    let bus = of(Rule::EVENT_BUS_NAME).unwrap_or_else(|| "default".to_owned());
    format!("{bus}|{}", of(Rule::NAME).unwrap_or_default())
}

/// The bus and the name of a rule, neither of which has a bar in it.
fn parts(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or(("default", id))
}

async fn describe(aws: &Calls<'_>, id: &str) -> Result<Option<DescribeRuleOutput>> {
    let (bus, name) = parts(id);
    let send = || aws.events().describe_rule().event_bus_name(bus).name(name).send();
    unless_missing(aws.call(Rule::READ, send).await)
}

async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Vec<EventsTag>> {
    let list = || aws.events().list_tags_for_resource().set_resource_arn(arn.map(str::to_owned));
    let answer = unless_missing(aws.call(LIST_TAGS, || list().send()).await)?;
    Ok(answer.and_then(|answer| answer.tags).unwrap_or_default())
}
