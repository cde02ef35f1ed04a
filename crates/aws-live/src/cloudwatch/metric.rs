//! What alarms watch, to the SDK's types and back.

use aws_sdk_cloudwatch::types::{Dimension, Metric, MetricDataQuery, MetricStat};
use ironwright_aws::cloudwatch;

use crate::handler::prelude::*;

pub(super) fn to_dimensions(inputs: &Map, name: &str) -> Vec<Dimension> {
    texts_by_name(inputs, name).map(|(name, value)| Dimension::builder().name(name).value(value).build()).collect()
}

pub(super) fn from_dimensions(dimensions: &[Dimension]) -> impl Iterator<Item = (&str, &str)> {
    dimensions.iter().filter_map(|it| Some((it.name()?, it.value()?)))
}

pub(super) fn to_query(query: &Map) -> MetricDataQuery {
    use cloudwatch::MetricDataQuery as Query;
    MetricDataQuery::builder()
        .set_id(text(query, Query::ID))
        .set_expression(text(query, Query::EXPRESSION))
        .set_metric_stat(block(query, Query::METRIC_STAT).map(to_stat))
        .set_label(text(query, Query::LABEL))
        .set_return_data(flag(query, Query::RETURN_DATA))
        .set_period(number(query, Query::PERIOD))
        .set_account_id(text(query, Query::ACCOUNT_ID))
        .build()
}

fn to_stat(stat: &Map) -> MetricStat {
    use cloudwatch::MetricStat as Stat;
    let metric = Metric::builder()
        .set_namespace(text(stat, Stat::NAMESPACE))
        .set_metric_name(text(stat, Stat::METRIC_NAME))
        .set_dimensions(some(to_dimensions(stat, Stat::DIMENSIONS)));
    MetricStat::builder()
        .metric(metric.build())
        .set_period(number(stat, Stat::PERIOD))
        .set_stat(text(stat, Stat::STAT))
        .set_unit(text(stat, Stat::UNIT))
        .build()
}

pub(super) fn from_query(query: &MetricDataQuery) -> Value {
    use cloudwatch::MetricDataQuery as Query;
    Properties::default()
        .with(Query::ID, query.id())
        .with(Query::EXPRESSION, query.expression())
        .with(Query::METRIC_STAT, query.metric_stat().map(from_stat))
        .with(Query::LABEL, query.label())
        .with(Query::RETURN_DATA, query.return_data().unwrap_or(false))
        .with(Query::PERIOD, query.period())
        .with(Query::ACCOUNT_ID, query.account_id())
        .into_value()
}

fn from_stat(stat: &MetricStat) -> Value {
    use cloudwatch::MetricStat as Stat;
    let metric = stat.metric();
    let dimensions = metric.map(Metric::dimensions).unwrap_or_default();
    Properties::default()
        .with(Stat::NAMESPACE, metric.and_then(Metric::namespace))
        .with(Stat::METRIC_NAME, metric.and_then(Metric::metric_name))
        .with_texts(Stat::DIMENSIONS, from_dimensions(dimensions))
        .with(Stat::PERIOD, stat.period())
        .with(Stat::STAT, stat.stat())
        .with(Stat::UNIT, stat.unit())
        .into_value()
}
