//! `events.Target` on AWS: a target of a rule, there or not. `PutTargets` overwrites the one of the name whosever it is.

use std::collections::BTreeMap;

use aws_sdk_eventbridge::types::{
    DeadLetterConfig, InputTransformer, RetryPolicy, SqsParameters, Target as Found,
};
use futures_util::future::try_join_all;
use ironwright_aws::events::{self, Target};

use super::api::EVENTS;
use super::ecs_parameters::{from_ecs, to_ecs};
use crate::handler::prelude::*;
use crate::handler::{Pass, documents};

const LIST: Action = EVENTS.action("ListTargetsByRule");
const PUT: Action = EVENTS.action("PutTargets");
const REMOVE: Action = EVENTS.action("RemoveTargets");

on_aws!(Target as AsPlaced);

impl Placed for Target {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[REMOVE];
    const PASSES: &'static [Pass] = &[Pass { input: Self::ROLE_ARN, to: "events.amazonaws.com" }];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name);
        let bus = of(Self::EVENT_BUS_NAME).unwrap_or_else(|| "default".to_owned());
        format!("{bus}|{}|{}", of(Self::RULE).unwrap_or_default(), of(Self::TARGET_ID).unwrap_or_default())
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let rules: BTreeMap<(&str, &str), ()> =
            places.iter().map(|place| parts(&place.id)).map(|(bus, rule, _)| ((bus, rule), ())).collect();
        let list = async |(bus, rule): (&str, &str)| {
            let list = || aws.events().list_targets_by_rule().event_bus_name(bus).rule(rule);
            let send = |page| list().set_next_token(page).send();
            let all = aws.pages(LIST, send, |it| (it.targets, it.next_token)).await;
            Ok::<_, CloudError>(((bus.to_owned(), rule.to_owned()), unless_missing(all)?.unwrap_or_default()))
        };
        let of_rules: BTreeMap<_, _> = try_join_all(rules.into_keys().map(list)).await?.into_iter().collect();
        let look = |place: &ReadRequest| {
            let (bus, rule, name) = parts(&place.id);
            let all = of_rules.get(&(bus.to_owned(), rule.to_owned()))?;
            let target = all.iter().find(|target| target.id() == name)?;
            Some(observed((bus, rule), target, &place.inputs))
        };
        Ok(places.iter().map(look).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (bus, rule, name) = parts(id);
        let target = to_target(name, inputs);
        let put = || aws.events().put_targets().event_bus_name(bus).rule(rule);
        let answer = aws.call(PUT, || put().set_targets(target.clone().map(|it| vec![it])).send()).await?;
        if let Some(refused) = answer.failed_entries().first() {
            let (code, message) = (refused.error_code(), refused.error_message());
            return Err(failure(PUT, code, message));
        }
        Ok(None)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (bus, rule, name) = parts(&request.id);
        let send = || aws.events().remove_targets().event_bus_name(bus).rule(rule).ids(name).send();
        let answer = aws.call(REMOVE, send).await?;
        match answer.failed_entries().first() {
            Some(refused) => Err(failure(REMOVE, refused.error_code(), refused.error_message())),
            None => Ok(()),
        }
    }
}

/// The bus, the rule and the name of a target, none of which has a bar in it.
fn parts(id: &str) -> (&str, &str, &str) {
    let mut parts = id.splitn(3, '|');
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next())
}

/// AWS answers well to calls of which it has refused a part.
fn failure(action: Action, code: Option<&str>, message: Option<&str>) -> CloudError {
    let code = code.unwrap_or("Failed");
    let class =
        if code == "ConcurrentModificationException" { ErrorClass::Transient } else { ErrorClass::Refused };
    let message = message.unwrap_or("AWS says nothing more about it");
    CloudError::new(action.to_string(), code, message, class)
}

fn to_target(name: &str, inputs: &Map) -> Option<Found> {
    let queue: Option<String> = text(inputs, Target::DEAD_LETTER_ARN);
    let group: Option<String> = text(inputs, Target::MESSAGE_GROUP_ID);
    let retry = |policy: &Map| {
        RetryPolicy::builder()
            .set_maximum_retry_attempts(number(policy, events::RetryPolicy::MAXIMUM_RETRY_ATTEMPTS))
            .set_maximum_event_age_in_seconds(number(
                policy,
                events::RetryPolicy::MAXIMUM_EVENT_AGE_IN_SECONDS,
            ))
            .build()
    };
    let transformer = |it: &Map| {
        let paths: std::collections::HashMap<_, _> =
            texts_by_name(it, events::InputTransformer::INPUT_PATHS_MAP).collect();
        let built = InputTransformer::builder()
            .set_input_template(text(it, events::InputTransformer::INPUT_TEMPLATE))
            .set_input_paths_map((!paths.is_empty()).then_some(paths));
        built.build().ok()
    };
    let built = Found::builder()
        .id(name)
        .set_arn(text(inputs, Target::ARN))
        .set_role_arn(text(inputs, Target::ROLE_ARN))
        .set_input(text(inputs, Target::INPUT))
        .set_input_path(text(inputs, Target::INPUT_PATH))
        .set_input_transformer(block(inputs, Target::INPUT_TRANSFORMER).and_then(transformer))
        .set_ecs_parameters(block(inputs, Target::ECS_PARAMETERS).and_then(to_ecs))
        .set_sqs_parameters(group.map(|group| SqsParameters::builder().message_group_id(group).build()))
        .set_dead_letter_config(queue.map(|arn| DeadLetterConfig::builder().arn(arn).build()))
        .set_retry_policy(block(inputs, Target::RETRY_POLICY).map(retry));
    built.build().ok()
}

fn observed((bus, rule): (&str, &str), target: &Found, applied: &Map) -> Map {
    let retry = |policy: &RetryPolicy| {
        Properties::default()
            .with(events::RetryPolicy::MAXIMUM_RETRY_ATTEMPTS, policy.maximum_retry_attempts())
            .with(events::RetryPolicy::MAXIMUM_EVENT_AGE_IN_SECONDS, policy.maximum_event_age_in_seconds())
            .into_value()
    };
    let transformer = |it: &InputTransformer| {
        let paths = it.input_paths_map().into_iter().flatten();
        Properties::default()
            .with(events::InputTransformer::INPUT_TEMPLATE, it.input_template())
            .with_texts(
                events::InputTransformer::INPUT_PATHS_MAP,
                paths.map(|(name, path)| (&**name, &**path)),
            )
            .into_value()
    };
    let unmodelled = [
        ("kinesis_parameters", target.kinesis_parameters().is_some()),
        ("run_command_parameters", target.run_command_parameters().is_some()),
        ("batch_parameters", target.batch_parameters().is_some()),
        ("http_parameters", target.http_parameters().is_some()),
        ("redshift_data_parameters", target.redshift_data_parameters().is_some()),
        ("sage_maker_pipeline_parameters", target.sage_maker_pipeline_parameters().is_some()),
        ("app_sync_parameters", target.app_sync_parameters().is_some()),
    ];
    Properties::default()
        .with(Target::EVENT_BUS_NAME, bus)
        .with(Target::RULE, rule)
        .with(Target::TARGET_ID, target.id())
        .with(Target::ARN, target.arn())
        .with(Target::ROLE_ARN, target.role_arn())
        .with(Target::INPUT, documents::json_as_applied(target.input(), applied.get(Target::INPUT)))
        .with(Target::INPUT_PATH, target.input_path())
        .with(Target::INPUT_TRANSFORMER, target.input_transformer().map(transformer))
        .with(Target::ECS_PARAMETERS, target.ecs_parameters().map(from_ecs))
        .with(Target::MESSAGE_GROUP_ID, target.sqs_parameters().and_then(SqsParameters::message_group_id))
        .with(Target::DEAD_LETTER_ARN, target.dead_letter_config().and_then(DeadLetterConfig::arn))
        .with(Target::RETRY_POLICY, target.retry_policy().map(retry))
        .noting_present(unmodelled)
        .into_map()
}
