//! `cloudwatch.Alarm`

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Inputs, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{MetricDataQuery, StandardUnit, Statistic};

ironwright_core::references! {
    /// The name of an alarm.
    AlarmName = "cloudwatch.Alarm" . "alarm_name";
    /// The ARN of an alarm.
    AlarmArn = "cloudwatch.Alarm" . "arn";
}

ironwright_core::choices! {
    /// When a value is too much.
    ComparisonOperator {
        /// From the threshold on.
        GreaterThanOrEqualToThreshold = "GreaterThanOrEqualToThreshold",
        /// Above the threshold.
        GreaterThanThreshold = "GreaterThanThreshold",
        /// Below the threshold.
        LessThanThreshold = "LessThanThreshold",
        /// Up to the threshold.
        LessThanOrEqualToThreshold = "LessThanOrEqualToThreshold",
        /// Outside of a band that is expected.
        LessThanLowerOrGreaterThanUpperThreshold = "LessThanLowerOrGreaterThanUpperThreshold",
        /// Below such a band.
        LessThanLowerThreshold = "LessThanLowerThreshold",
        /// Above such a band.
        GreaterThanUpperThreshold = "GreaterThanUpperThreshold",
    }

    /// What a period without values means.
    TreatMissingData {
        /// The alarm has too little to go by.
        Missing = "missing",
        /// Nothing: the alarm stays as it is.
        Ignore = "ignore",
        /// Too much.
        Breaching = "breaching",
        /// All is well.
        NotBreaching = "notBreaching",
    }
}

/// An alarm on a metric, or on what is computed of several.
///
/// ```
/// use ironwright::aws::cloudwatch::{Alarm, ComparisonOperator, Statistic};
/// use ironwright::aws::sns::Topic;
/// use ironwright::aws::sqs::Queue;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let jobs = stack.add("jobs", Queue::new("jobs"));
/// let on_call = stack.add("on-call", Topic::new("on-call"));
/// let deep = Alarm::new("jobs-deep", ComparisonOperator::GreaterThanThreshold, 1u32)
///     .namespace("AWS/SQS")
///     .metric_name("ApproximateNumberOfMessagesVisible")
///     .dimension("QueueName", &jobs.queue_name)
///     .statistic(Statistic::Maximum)
///     .period(300u32)
///     .threshold(1000.0)
///     .alarm_actions([&on_call.arn]);
/// stack.add("jobs-deep", deep);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "cloudwatch.Alarm",
    id = "{alarm_name}",
    outputs = AlarmOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    cloudformation = "AWS::CloudWatch::Alarm",
    unique = [["alarm_name"]],
    check = check,
    yields(AlarmName = alarm_name, AlarmArn = arn)
)]
pub struct Alarm {
    /// The name, of its own in account and region: up to 255 characters.
    #[input(replaces, length = 1..=255)]
    alarm_name: Input<String>,
    /// When a value is too much.
    comparison_operator: Input<ComparisonOperator>,
    /// How many periods are looked at.
    #[input(range = 1..=2_147_483_647)]
    evaluation_periods: Input<u32>,
    /// How many of them must be too much: all when it is not set.
    #[input(range = 1..=2_147_483_647)]
    datapoints_to_alarm: Option<Input<u32>>,
    /// What a value is compared with.
    threshold: Option<Input<f64>>,
    /// The query whose band a value is compared with, in place of a threshold.
    #[input(length = 1..=255)]
    threshold_metric_id: Option<Input<String>>,
    /// The namespace of the metric, `AWS/SQS`.
    #[input(length = 1..=255, pattern("[^:].*", "a name that does not begin with a colon"))]
    namespace: Option<Input<String>>,
    /// The name of the metric.
    #[input(length = 1..=255)]
    metric_name: Option<Input<String>>,
    /// Values that tell which of the metrics of the name it is.
    #[input(each = dimension, length = 0..=30)]
    dimensions: Option<InputMap<String>>,
    /// What is made of the values of a period.
    statistic: Option<Input<Statistic>>,
    /// A percentile of the values, `p95`, in place of a statistic.
    extended_statistic: Option<Input<String>>,
    /// Seconds of a period: 10, 20, 30, or a multiple of 60.
    #[input(range = 1..=2_147_483_647)]
    period: Option<Input<u32>>,
    /// The unit of the values: any when it is not set.
    unit: Option<Input<StandardUnit>>,
    /// Metrics and what is computed of them, in place of one metric.
    #[input(each = metric, key = "id", unordered)]
    metrics: Vec<MetricDataQuery>,
    /// What a period without values means.
    #[input(default = "missing")]
    treat_missing_data: Option<Input<TreatMissingData>>,
    /// Whether a percentile of few values counts: `ignore`, or `evaluate` as when it is not set.
    #[input(length = 1..=255)]
    evaluate_low_sample_count_percentile: Option<Input<String>>,
    /// What people read of it: up to 1024 characters.
    #[input(length = 0..=1024)]
    alarm_description: Option<Input<String>>,
    /// Whether anything is done when the alarm changes.
    #[input(default = true)]
    actions_enabled: Option<Input<bool>>,
    /// What is done when it goes off, by ARNs: topics, scaling policies, …. Up to 5.
    #[input(unordered, length = 0..=5)]
    alarm_actions: Option<Inputs<String>>,
    /// What is done when all is well again.
    #[input(unordered, length = 0..=5, cloudformation = "OKActions")]
    ok_actions: Option<Inputs<String>>,
    /// What is done when there is too little to go by.
    #[input(unordered, length = 0..=5)]
    insufficient_data_actions: Option<Inputs<String>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of an [`Alarm`].
#[derive(Outputs, Debug)]
pub struct AlarmOutputs {
    /// The name.
    pub alarm_name: Output<AlarmName>,
    /// The ARN.
    #[output("arn:aws:cloudwatch:{region}:{account}:alarm:{id}")]
    pub arn: Output<AlarmArn>,
}

/// What one metric is said by.
const OF_ONE_METRIC: [&str; 7] =
    ["namespace", "metric_name", "dimensions", "statistic", "extended_statistic", "period", "unit"];

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let several = !inputs.items("metrics").is_empty();
    if several {
        for name in OF_ONE_METRIC.into_iter().filter(|name| inputs.is_set(name)) {
            problems.report(name, "is set beside `metrics`", "say it of one of the queries");
        }
        check_queries(inputs, problems);
    } else {
        for name in ["namespace", "metric_name", "period"] {
            if !inputs.is_set(name) {
                problems.report(name, "is missing: the alarm watches nothing", "set it, or `metrics`");
            }
        }
        match (inputs.is_set("statistic"), inputs.is_set("extended_statistic")) {
            (false, false) => problems.report("statistic", "is missing", "set it, or `extended_statistic`"),
            (true, true) => {
                problems.report("extended_statistic", "is set beside `statistic`", "leave one of them out");
            }
            _ => {}
        }
    }
    let band = inputs.text("comparison_operator").is_some_and(|it| it.contains("Upper") || it.contains("Lower"));
    let (number, query) = (inputs.is_set("threshold"), inputs.is_set("threshold_metric_id"));
    if !number && !query {
        problems.report("threshold", "is missing", "set it, or `threshold_metric_id` of a band");
    } else if number && (query || band) {
        problems.report("threshold", "goes with no band", "compare with the threshold, or leave it out");
    }
    if let Some(period) = inputs.int("period").filter(|it| ![10, 20, 30].contains(it) && it % 60 != 0) {
        problems.report(
            "period",
            format!("{period} s are neither 10, 20, 30 nor a multiple of 60"),
            "CloudWatch keeps values for such periods",
        );
    }
    if let (Some(periods), Some(points)) = (inputs.int("evaluation_periods"), inputs.int("datapoints_to_alarm"))
        && points > periods
    {
        problems.report(
            "datapoints_to_alarm",
            format!("{points} are more than the {periods} periods that are looked at"),
            "write at most as many",
        );
    }
    if let (Some(period), Some(periods)) = (inputs.int("period"), inputs.int("evaluation_periods"))
        && period.saturating_mul(periods) > if period < 3600 { 86_400 } else { 604_800 }
    {
        problems.report(
            "evaluation_periods",
            format!("{periods} periods of {period} s are longer than CloudWatch looks back"),
            "a day at most, and seven days with periods of an hour or more",
        );
    }
}

fn check_queries(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let queries = inputs.blocks("metrics", Some("id"));
    let looked_at = queries.iter().filter(|(_, query)| query.bool("return_data") == Some(true)).count();
    let known = queries.iter().all(|(_, query)| query.bool("return_data").is_some());
    if known && looked_at != 1 && !inputs.is_set("threshold_metric_id") {
        problems.report(
            "metrics",
            format!("the alarm looks at {looked_at} of them"),
            "set `.return_data(true)` of one",
        );
    }
    for (path, query) in &queries {
        match (query.is_set("expression"), query.is_set("metric_stat")) {
            (true, true) => {
                problems.report(&**path, "is a metric and an expression", "make them two queries");
            }
            (false, false) => problems.report(&**path, "is nothing", "give it a metric or an expression"),
            _ => {}
        }
    }
}
