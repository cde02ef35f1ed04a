//! `cloudwatch.Alarm` on AWS.
//!
//! `PutMetricAlarm` has no token, and overwrites the alarm of the name whosever it is: so the name is looked up first, and
//! the tag tells whose the alarm is. A change sends all of it again, except for the tags.

use aws_sdk_cloudwatch::operation::put_metric_alarm::builders::PutMetricAlarmFluentBuilder;
use aws_sdk_cloudwatch::types::{MetricAlarm, Tag as CloudWatchTag};
use futures_util::future::try_join_all;
use ironwright_aws::cloudwatch::{Alarm, AlarmOutputs};
use ironwright_core::Resource as _;

use super::api::{ByArn, CLOUDWATCH, to_tags};
use super::metric::{from_dimensions, from_query, to_dimensions, to_query};
use crate::handler::owned;
use crate::handler::prelude::*;

const LIST_TAGS: Action = CLOUDWATCH.action("ListTagsForResource");

/// How many alarms AWS describes with one call.
const AT_ONCE: usize = 100;

/// An alarm with its tags.
type Described = (MetricAlarm, Vec<CloudWatchTag>);

on_aws!(Alarm as AsTagged);

impl Tagged for Alarm {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(alarm, _)| alarm.alarm_name();
    const READ: Action = CLOUDWATCH.action("DescribeAlarms");
    const ALSO_READ: Actions = &[LIST_TAGS];
    const CREATE: Action = CLOUDWATCH.action("PutMetricAlarm");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[Self::CREATE];
    const DELETE: Action = CLOUDWATCH.action("DeleteAlarms");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::ALARM_NAME);
        let found = try_join_all(names.chunks(AT_ONCE).map(|names| named(aws, names))).await?;
        let whole = async |alarm: MetricAlarm| {
            let wanted = which.wants_tags(alarm.alarm_name());
            let tags = if wanted { tags(aws, alarm.alarm_arn()).await? } else { Vec::new() };
            Ok::<_, CloudError>((alarm, tags))
        };
        try_join_all(found.into_iter().flatten().map(whole)).await
    }

    fn observe(_: &Calls<'_>, (alarm, tags): &Described, _: &Map) -> Properties {
        let text = |text: Option<&'_ str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        let unmodelled = [
            ("evaluation_window", alarm.evaluation_window().is_some()),
            ("evaluation_criteria", alarm.evaluation_criteria().is_some()),
        ];
        Properties::default()
            .with(Self::ALARM_NAME, alarm.alarm_name())
            .with(AlarmOutputs::ARN, alarm.alarm_arn())
            .with(Self::COMPARISON_OPERATOR, alarm.comparison_operator())
            .with(Self::EVALUATION_PERIODS, alarm.evaluation_periods())
            .with(Self::DATAPOINTS_TO_ALARM, alarm.datapoints_to_alarm())
            .with(Self::THRESHOLD, alarm.threshold())
            .with(Self::THRESHOLD_METRIC_ID, text(alarm.threshold_metric_id()))
            .with(Self::NAMESPACE, text(alarm.namespace()))
            .with(Self::METRIC_NAME, text(alarm.metric_name()))
            .with_texts(Self::DIMENSIONS, from_dimensions(alarm.dimensions()))
            .with(Self::STATISTIC, alarm.statistic())
            .with(Self::EXTENDED_STATISTIC, text(alarm.extended_statistic()))
            .with(Self::PERIOD, alarm.period())
            .with(Self::UNIT, alarm.unit())
            .with_list(Self::METRICS, alarm.metrics().iter().map(from_query))
            .with(Self::TREAT_MISSING_DATA, text(alarm.treat_missing_data()).unwrap_or("missing".to_owned()))
            .with(
                Self::EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE,
                text(alarm.evaluate_low_sample_count_percentile()),
            )
            .with(Self::ALARM_DESCRIPTION, text(alarm.alarm_description()))
            .with(Self::ACTIONS_ENABLED, alarm.actions_enabled())
            .with_list(Self::ALARM_ACTIONS, alarm.alarm_actions())
            .with_list(Self::OK_ACTIONS, alarm.ok_actions())
            .with_list(Self::INSUFFICIENT_DATA_ACTIONS, alarm.insufficient_data_actions())
            .with_tags(tags)
            .noting(unmodelled.into_iter().filter(|(_, is_there)| *is_there).map(|(name, _)| name.to_owned()))
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let name: String = text(&request.inputs, Self::ALARM_NAME).unwrap_or_default();
        if !named(aws, std::slice::from_ref(&name)).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("an alarm {name}")));
        }
        let send = || put(aws, &request.inputs).set_tags(Some(to_tags(&owned(request)))).send();
        aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, Some(&name))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        if !is_changed(change) {
            return Ok(());
        }
        aws.call(Self::CREATE, || put(aws, change.wanted).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.cloudwatch().delete_alarms().alarm_names(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// Whether anything but the tags differs.
fn is_changed(change: &Change<'_>) -> bool {
    let mut names = Alarm::kind().inputs.iter().map(|field| field.name).filter(|name| *name != Alarm::TAGS);
    names.any(|name| change.of(name).is_some())
}

/// The call that says all of an alarm but its tags.
fn put(aws: &Calls<'_>, inputs: &Map) -> PutMetricAlarmFluentBuilder {
    let threshold = inputs.get(Alarm::THRESHOLD).and_then(|value| match value {
        Value::Float(number) => Some(*number),
        other => other.as_int().map(|number| number as f64),
    });
    aws.cloudwatch()
        .put_metric_alarm()
        .set_alarm_name(text(inputs, Alarm::ALARM_NAME))
        .set_comparison_operator(text(inputs, Alarm::COMPARISON_OPERATOR))
        .set_evaluation_periods(number(inputs, Alarm::EVALUATION_PERIODS))
        .set_datapoints_to_alarm(number(inputs, Alarm::DATAPOINTS_TO_ALARM))
        .set_threshold(threshold)
        .set_threshold_metric_id(text(inputs, Alarm::THRESHOLD_METRIC_ID))
        .set_namespace(text(inputs, Alarm::NAMESPACE))
        .set_metric_name(text(inputs, Alarm::METRIC_NAME))
        .set_dimensions(some(to_dimensions(inputs, Alarm::DIMENSIONS)))
        .set_statistic(text(inputs, Alarm::STATISTIC))
        .set_extended_statistic(text(inputs, Alarm::EXTENDED_STATISTIC))
        .set_period(number(inputs, Alarm::PERIOD))
        .set_unit(text(inputs, Alarm::UNIT))
        .set_metrics(some(blocks(inputs, Alarm::METRICS).map(to_query).collect()))
        .set_treat_missing_data(text(inputs, Alarm::TREAT_MISSING_DATA))
        .set_evaluate_low_sample_count_percentile(text(inputs, Alarm::EVALUATE_LOW_SAMPLE_COUNT_PERCENTILE))
        .set_alarm_description(text(inputs, Alarm::ALARM_DESCRIPTION))
        .set_actions_enabled(flag(inputs, Alarm::ACTIONS_ENABLED))
        .set_alarm_actions(texts(inputs, Alarm::ALARM_ACTIONS))
        .set_ok_actions(texts(inputs, Alarm::OK_ACTIONS))
        .set_insufficient_data_actions(texts(inputs, Alarm::INSUFFICIENT_DATA_ACTIONS))
}

/// The alarms of these names that there are.
async fn named(aws: &Calls<'_>, names: &[String]) -> Result<Vec<MetricAlarm>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let describe = || aws.cloudwatch().describe_alarms().set_alarm_names(Some(names.to_vec()));
    let send = |page| describe().set_next_token(page).send();
    aws.pages(Alarm::READ, send, |it| (it.metric_alarms, it.next_token)).await
}

async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Vec<CloudWatchTag>> {
    let list = || aws.cloudwatch().list_tags_for_resource().set_resource_arn(arn.map(str::to_owned));
    let answer = unless_missing(aws.call(LIST_TAGS, || list().send()).await)?;
    Ok(answer.and_then(|answer| answer.tags).unwrap_or_default())
}
