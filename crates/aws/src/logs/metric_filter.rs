//! `logs.MetricFilter`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::LogGroupName;

ironwright_core::choices! {
    /// What the values of a metric count.
    StandardUnit {
        /// Seconds.
        Seconds = "Seconds",
        /// Microseconds.
        Microseconds = "Microseconds",
        /// Milliseconds.
        Milliseconds = "Milliseconds",
        /// Bytes.
        Bytes = "Bytes",
        /// Kilobytes.
        Kilobytes = "Kilobytes",
        /// Megabytes.
        Megabytes = "Megabytes",
        /// Gigabytes.
        Gigabytes = "Gigabytes",
        /// Terabytes.
        Terabytes = "Terabytes",
        /// Bits.
        Bits = "Bits",
        /// Kilobits.
        Kilobits = "Kilobits",
        /// Megabits.
        Megabits = "Megabits",
        /// Gigabits.
        Gigabits = "Gigabits",
        /// Terabits.
        Terabits = "Terabits",
        /// Percent.
        Percent = "Percent",
        /// Count.
        Count = "Count",
        /// Bytes in a second.
        BytesPerSecond = "Bytes/Second",
        /// Kilobytes in a second.
        KilobytesPerSecond = "Kilobytes/Second",
        /// Megabytes in a second.
        MegabytesPerSecond = "Megabytes/Second",
        /// Gigabytes in a second.
        GigabytesPerSecond = "Gigabytes/Second",
        /// Terabytes in a second.
        TerabytesPerSecond = "Terabytes/Second",
        /// Bits in a second.
        BitsPerSecond = "Bits/Second",
        /// Kilobits in a second.
        KilobitsPerSecond = "Kilobits/Second",
        /// Megabits in a second.
        MegabitsPerSecond = "Megabits/Second",
        /// Gigabits in a second.
        GigabitsPerSecond = "Gigabits/Second",
        /// Terabits in a second.
        TerabitsPerSecond = "Terabits/Second",
        /// Count in a second.
        CountPerSecond = "Count/Second",
        /// None.
        None = "None",
    }
}

/// Counts what a log group's events say: a metric that alarms can watch.
///
/// ```
/// use ironwright::aws::logs::{LogGroup, MetricFilter};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let web = stack.add("web", LogGroup::new("web"));
/// stack.add("errors", MetricFilter::new(&web, "errors", "ERROR", "Errors", "Web", "1").default_value(0.0));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "logs.MetricFilter",
    id = "{log_group_name}:{filter_name}",
    outputs = MetricFilterOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html",
    cloudformation = "AWS::Logs::MetricFilter",
    unique = [["log_group_name", "filter_name"]],
    check = check
)]
pub struct MetricFilter {
    /// The log group.
    #[input(replaces, length = 1..=512, pattern("[.\\-_/#A-Za-z0-9]+", "a name of letters, digits and `.-_/#`"))]
    log_group_name: Input<LogGroupName>,
    /// The name, of its own in the group: up to 512 characters without `:` and `*`.
    #[input(replaces, length = 1..=512, pattern("[^:*]*", "a name without `:` and `*`"))]
    filter_name: Input<String>,
    /// Which events count, up to 1024 characters; all with an empty one:
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>.
    #[input(length = 0..=1024)]
    filter_pattern: Input<String>,
    /// The name of the metric: up to 255 characters without `:`, `*` and `$`.
    #[input(
        length = 1..=255,
        pattern("[^:*$]*", "a name without `:`, `*` and `$`"),
        cloudformation = "MetricTransformations"
    )]
    metric_name: Input<String>,
    /// The namespace of the metric: up to 255 characters without `:`, `*` and `$`.
    #[input(
        length = 1..=255,
        pattern("[^:*$]*", "a name without `:`, `*` and `$`"),
        cloudformation = "MetricTransformations"
    )]
    metric_namespace: Input<String>,
    /// What an event counts: a number, or a part of it, `$.latency`.
    #[input(length = 1..=100, cloudformation = "MetricTransformations")]
    metric_value: Input<String>,
    /// What a period counts that has events, none of which the pattern fits. Not beside dimensions.
    #[input(cloudformation = "MetricTransformations")]
    default_value: Option<Input<f64>>,
    /// Parts of an event that become dimensions of the metric, `$.path`: up to 3.
    #[input(each = dimension, length = 0..=3, cloudformation = "MetricTransformations")]
    dimensions: Option<InputMap<String>>,
    /// The unit of the metric. AWS's default: `None`.
    #[input(cloudformation = "MetricTransformations")]
    unit: Option<Input<StandardUnit>>,
    options: Options,
}

/// What AWS gives back of a [`MetricFilter`].
#[derive(Outputs, Debug)]
pub struct MetricFilterOutputs {
    /// The name of the metric.
    pub metric_name: Output<String>,
    /// The namespace of the metric.
    pub metric_namespace: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if let Some(value) = inputs.text("metric_value")
        && !value.starts_with('$')
        && value.parse::<f64>().is_err()
    {
        problems.report(
            "metric_value",
            format!("{value:?} is neither a number nor a part of an event"),
            "write `1`, or `$.latency`",
        );
    }
    if inputs.is_set("default_value") && inputs.block("dimensions").is_some_and(|all| !all.0.is_empty()) {
        problems.report("default_value", "is not to be had beside `dimensions`", "leave one of them out");
    }
}
