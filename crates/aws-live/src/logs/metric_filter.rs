//! `logs.MetricFilter` on AWS: a filter of a log group, there or not. `PutMetricFilter` overwrites the one of the name.

use std::collections::HashMap;

use aws_sdk_cloudwatchlogs::types::{MetricFilter as Found, MetricTransformation};
use futures_util::future::try_join_all;
use ironwright_aws::logs::MetricFilter;

use super::api::LOGS;
use crate::handler::prelude::*;

const LIST: Action = LOGS.action("DescribeMetricFilters");
const PUT: Action = LOGS.action("PutMetricFilter");
const DELETE: Action = LOGS.action("DeleteMetricFilter");

on_aws!(MetricFilter as AsPlaced);

impl Placed for MetricFilter {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}:{}", of(Self::LOG_GROUP_NAME), of(Self::FILTER_NAME))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let (group, name) = parts(&place.id);
            let list = || aws.logs().describe_metric_filters().log_group_name(group).filter_name_prefix(name);
            let send = |page| list().set_next_token(page).send();
            let all = aws.pages(LIST, send, |it| (it.metric_filters, it.next_token)).await;
            let found = unless_missing(all)?.into_iter().flatten().find(|it| it.filter_name() == Some(name));
            Ok(found.map(|found| observed(group, &found)))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (group, name) = parts(id);
        let usual = inputs.get(Self::DEFAULT_VALUE).and_then(|value| match value {
            Value::Float(number) => Some(*number),
            _ => None,
        });
        let dimensions: HashMap<_, _> = texts_by_name(inputs, Self::DIMENSIONS).collect();
        let metric = MetricTransformation::builder()
            .set_metric_name(text(inputs, Self::METRIC_NAME))
            .set_metric_namespace(text(inputs, Self::METRIC_NAMESPACE))
            .set_metric_value(text(inputs, Self::METRIC_VALUE))
            .set_default_value(usual)
            .set_dimensions((!dimensions.is_empty()).then_some(dimensions))
            .set_unit(text(inputs, Self::UNIT));
        let metrics = metric.build().ok().map(|metric| vec![metric]);
        let put = || aws.logs().put_metric_filter().log_group_name(group).filter_name(name);
        let put = || put().set_filter_pattern(text(inputs, Self::FILTER_PATTERN));
        aws.call(PUT, || put().set_metric_transformations(metrics.clone()).send()).await?;
        Ok(None)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (group, name) = parts(&request.id);
        let send = || aws.logs().delete_metric_filter().log_group_name(group).filter_name(name).send();
        aws.call(DELETE, send).await.map(drop)
    }
}

/// The log group and the name of a filter, neither of which has a colon in it.
pub(super) fn parts(id: &str) -> (&str, &str) {
    id.split_once(':').unwrap_or((id, ""))
}

fn observed(group: &str, filter: &Found) -> Map {
    let metric = filter.metric_transformations().first();
    let dimensions = metric.and_then(MetricTransformation::dimensions).into_iter().flatten();
    let unmodelled = [
        ("apply_on_transformed_logs", filter.apply_on_transformed_logs()),
        ("field_selection_criteria", filter.field_selection_criteria().is_some()),
        ("emit_system_field_dimensions", !filter.emit_system_field_dimensions().is_empty()),
    ];
    Properties::default()
        .with(MetricFilter::LOG_GROUP_NAME, group)
        .with(MetricFilter::FILTER_NAME, filter.filter_name())
        .with(MetricFilter::FILTER_PATTERN, filter.filter_pattern().unwrap_or_default())
        .with(MetricFilter::METRIC_NAME, metric.map(MetricTransformation::metric_name))
        .with(MetricFilter::METRIC_NAMESPACE, metric.map(MetricTransformation::metric_namespace))
        .with(MetricFilter::METRIC_VALUE, metric.map(MetricTransformation::metric_value))
        .with(MetricFilter::DEFAULT_VALUE, metric.and_then(MetricTransformation::default_value))
        .with_texts(MetricFilter::DIMENSIONS, dimensions.map(|(name, part)| (&**name, &**part)))
        .with(MetricFilter::UNIT, metric.and_then(MetricTransformation::unit))
        .noting_present(unmodelled)
        .into_map()
}
