//! What an alarm watches: metrics, and what is computed of them.

use ironwright_core::{Input, InputMap};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// What is made of the values of a period.
    Statistic {
        /// How many there are.
        SampleCount = "SampleCount",
        /// Their mean.
        Average = "Average",
        /// Their sum.
        Sum = "Sum",
        /// The least.
        Minimum = "Minimum",
        /// The greatest.
        Maximum = "Maximum",
    }

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

/// A metric, or what is computed of others.
///
/// ```
/// use ironwright::aws::cloudwatch::{MetricDataQuery, MetricStat};
/// let queries = [
///     MetricDataQuery::metric("errors", MetricStat::new("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", 60u32, "Sum")),
///     MetricDataQuery::metric("all", MetricStat::new("AWS/ApplicationELB", "RequestCount", 60u32, "Sum")),
///     MetricDataQuery::computed("rate", "100 * errors / all").return_data(true),
/// ];
/// # let _ = queries;
/// ```
#[derive(Block, Clone, Debug)]
#[block(private_new)]
pub struct MetricDataQuery {
    /// A name that expressions call it by: letters, digits and underscores, the first a lower-case letter.
    #[input(
        length = 1..=255,
        pattern("[a-z][A-Za-z0-9_]*", "letters, digits and underscores, the first a lower-case letter")
    )]
    id: Input<String>,
    /// What is computed of the others, up to 2048 characters.
    #[input(length = 1..=2048)]
    expression: Option<Input<String>>,
    /// The metric.
    metric_stat: Option<MetricStat>,
    /// What people read of it.
    label: Option<Input<String>>,
    /// Whether the alarm looks at it: at one of them.
    #[input(default = false)]
    return_data: Option<Input<bool>>,
    /// Seconds of an expression's period, where it is none of metrics.
    #[input(range = 1..=2_147_483_647)]
    period: Option<Input<u32>>,
    /// The account whose metrics are meant: one's own when it is not set.
    #[input(length = 1..=255)]
    account_id: Option<Input<String>>,
}

/// A metric and what is made of its values.
#[derive(Block, Clone, Debug)]
pub struct MetricStat {
    /// The namespace, `AWS/SQS`.
    #[input(length = 1..=255, pattern("[^:].*", "a name that does not begin with a colon"))]
    namespace: Input<String>,
    /// The metric's name.
    #[input(length = 1..=255)]
    metric_name: Input<String>,
    /// Seconds of a period: 10, 30, or a multiple of 60.
    #[input(range = 1..=2_147_483_647)]
    period: Input<u32>,
    /// What is made of the values: a `Statistic`'s name or a percentile, `p95`.
    stat: Input<String>,
    /// Values that tell which of the metrics of the name it is.
    #[input(each = dimension, length = 0..=30)]
    dimensions: Option<InputMap<String>>,
    /// The unit: that of the metric when it is not set.
    unit: Option<Input<StandardUnit>>,
}

impl MetricDataQuery {
    /// A metric.
    #[track_caller]
    pub fn metric(id: impl Into<Input<String>>, metric: MetricStat) -> Self {
        Self::new(id).metric_stat(metric)
    }

    /// What is computed of others.
    #[track_caller]
    pub fn computed(id: impl Into<Input<String>>, expression: impl Into<Input<String>>) -> Self {
        Self::new(id).expression(expression)
    }
}
