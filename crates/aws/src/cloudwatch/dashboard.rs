//! `cloudwatch.Dashboard`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

/// A dashboard: what people look at of metrics, logs and alarms.
///
/// ```
/// use ironwright::aws::cloudwatch::Dashboard;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let body = r#"{"widgets": [{"type": "text", "width": 6, "height": 2, "properties": {"markdown": "jobs"}}]}"#;
/// stack.add("jobs", Dashboard::new("jobs", body));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "cloudwatch.Dashboard",
    id = "{dashboard_name}",
    outputs = DashboardOutputs,
    page = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Dashboards.html",
    cloudformation = "AWS::CloudWatch::Dashboard",
    unique = [["dashboard_name"]],
    check = check
)]
pub struct Dashboard {
    /// The name, of its own in the account: up to 255 letters, digits, hyphens and underscores.
    #[input(
        replaces,
        length = 1..=255,
        pattern("[A-Za-z0-9_-]+", "a name of letters, digits, hyphens and underscores")
    )]
    dashboard_name: Input<String>,
    /// What is on it, as JSON:
    /// <https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html>.
    dashboard_body: Input<String>,
    options: Options,
}

/// What AWS gives back of a [`Dashboard`].
#[derive(Outputs, Debug)]
pub struct DashboardOutputs {
    /// The name.
    pub dashboard_name: Output<String>,
    /// The ARN.
    #[output("arn:aws:cloudwatch::{account}:dashboard/{id}")]
    pub arn: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(body) = inputs.text("dashboard_body") else { return };
    match serde_json::from_str::<serde_json::Value>(body) {
        Ok(json) if json.is_object() => {}
        Ok(_) => problems.report("dashboard_body", "is no JSON object", "write `{\"widgets\": […]}`"),
        Err(error) => problems.report("dashboard_body", format!("is no JSON: {error}"), "write `{\"widgets\": […]}`"),
    }
}
