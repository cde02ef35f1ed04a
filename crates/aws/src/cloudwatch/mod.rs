//! Amazon CloudWatch: alarms on metrics, and dashboards.

use ironwright_core::tags::TagRules;

mod alarm;
mod dashboard;
mod metric;

pub use alarm::{Alarm, AlarmArn, AlarmName, AlarmOutputs, ComparisonOperator, TreatMissingData};
pub use dashboard::{Dashboard, DashboardOutputs};
pub use metric::{MetricDataQuery, MetricStat, StandardUnit, Statistic};

/// What CloudWatch takes of tags:
/// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Tag.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
