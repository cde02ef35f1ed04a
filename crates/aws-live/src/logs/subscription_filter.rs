//! `logs.SubscriptionFilter` on AWS: a filter of a log group, there or not. `PutSubscriptionFilter` overwrites the one of the
//! name.

use aws_sdk_cloudwatchlogs::types::SubscriptionFilter as Found;
use futures_util::future::try_join_all;
use ironwright_aws::logs::SubscriptionFilter;

use super::api::LOGS;
use super::metric_filter::parts;
use crate::handler::Pass;
use crate::handler::prelude::*;

const LIST: Action = LOGS.action("DescribeSubscriptionFilters");
const PUT: Action = LOGS.action("PutSubscriptionFilter");
const DELETE: Action = LOGS.action("DeleteSubscriptionFilter");

on_aws!(SubscriptionFilter as AsPlaced);

impl Placed for SubscriptionFilter {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];
    const PASSES: &'static [Pass] = &[Pass { input: Self::ROLE_ARN, to: "logs.amazonaws.com" }];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}:{}", of(Self::LOG_GROUP_NAME), of(Self::FILTER_NAME))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let (group, name) = parts(&place.id);
            let list =
                || aws.logs().describe_subscription_filters().log_group_name(group).filter_name_prefix(name);
            let send = |page| list().set_next_token(page).send();
            let all = aws.pages(LIST, send, |it| (it.subscription_filters, it.next_token)).await;
            let found = unless_missing(all)?.into_iter().flatten().find(|it| it.filter_name() == Some(name));
            Ok(found.map(|found| observed(group, &found)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (group, name) = parts(id);
        let send = || {
            aws.logs()
                .put_subscription_filter()
                .log_group_name(group)
                .filter_name(name)
                .set_filter_pattern(text(inputs, Self::FILTER_PATTERN))
                .set_destination_arn(text(inputs, Self::DESTINATION_ARN))
                .set_role_arn(text(inputs, Self::ROLE_ARN))
                .set_distribution(text(inputs, Self::DISTRIBUTION))
                .send()
        };
        aws.call(PUT, send).await?;
        Ok(None)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (group, name) = parts(&request.id);
        let send = || aws.logs().delete_subscription_filter().log_group_name(group).filter_name(name).send();
        aws.call(DELETE, send).await.map(drop)
    }
}

fn observed(group: &str, filter: &Found) -> Map {
    let unmodelled = [
        ("apply_on_transformed_logs", filter.apply_on_transformed_logs()),
        ("field_selection_criteria", filter.field_selection_criteria().is_some()),
        ("emit_system_fields", !filter.emit_system_fields().is_empty()),
    ];
    Properties::default()
        .with(SubscriptionFilter::LOG_GROUP_NAME, group)
        .with(SubscriptionFilter::FILTER_NAME, filter.filter_name())
        .with(SubscriptionFilter::FILTER_PATTERN, filter.filter_pattern().unwrap_or_default())
        .with(SubscriptionFilter::DESTINATION_ARN, filter.destination_arn())
        .with(SubscriptionFilter::ROLE_ARN, filter.role_arn())
        .with(SubscriptionFilter::DISTRIBUTION, filter.distribution())
        .noting_present(unmodelled)
        .into_map()
}
