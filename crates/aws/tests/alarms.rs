//! Alarms, dashboards, and the filters of log groups that make metrics.

mod common;

use common::problems;
use ironwright_aws::cloudwatch::{
    Alarm, ComparisonOperator, Dashboard, MetricDataQuery, MetricStat, Statistic,
};
use ironwright_aws::ecs::{AccountSetting, AccountSettingName};
use ironwright_aws::logs::{LogGroup, MetricFilter, SubscriptionFilter};

/// One mistake, which says this.
fn says(found: &[String], what: &str) {
    assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:#?}");
}

fn of(alarm: fn(Alarm) -> Alarm) -> Vec<String> {
    problems(|stack| {
        let deep = Alarm::new("deep", ComparisonOperator::GreaterThanThreshold, 3u32);
        stack.add("deep", alarm(deep));
    })
}

fn on_a_queue(alarm: Alarm) -> Alarm {
    let alarm = alarm.namespace("AWS/SQS").metric_name("ApproximateNumberOfMessagesVisible");
    alarm.statistic(Statistic::Maximum).period(300u32).threshold(1000.0)
}

#[test]
fn an_alarm_watches_one_metric_or_queries() {
    assert_eq!(of(on_a_queue), [""; 0]);
    let rate = |alarm: Alarm| {
        let stat = |name: &str| MetricStat::new("AWS/ApplicationELB", name, 60u32, "Sum");
        alarm
            .metric(MetricDataQuery::metric("errors", stat("HTTPCode_Target_5XX_Count")))
            .metric(MetricDataQuery::metric("every", stat("RequestCount")))
            .metric(MetricDataQuery::computed("rate", "100 * errors / every").return_data(true))
            .threshold(5.0)
    };
    assert_eq!(of(rate), [""; 0]);
    let found = of(|alarm| alarm.threshold(1.0));
    let missing = ["namespace", "metric_name", "period", "statistic"];
    assert_eq!(found.len(), missing.len(), "{found:#?}");
    for (found, name) in found.iter().zip(missing) {
        assert!(found.contains(&format!("{name}: is missing")), "{found}");
    }
}

#[test]
fn an_alarm_looks_at_one_query() {
    let found = of(|alarm| {
        let stat = || MetricStat::new("AWS/SQS", "NumberOfMessagesSent", 60u32, "Sum");
        let queries = [MetricDataQuery::metric("a", stat()), MetricDataQuery::metric("b", stat())];
        alarm.metrics(queries).threshold(5.0)
    });
    says(&found, "metrics: the alarm looks at 0 of them");
}

#[test]
fn periods_are_such_as_cloudwatch_keeps() {
    says(&of(|alarm| on_a_queue(alarm).period(45u32)), "period: 45 s are neither 10, 20, 30 nor a multiple of 60");
    says(
        &of(|alarm| on_a_queue(alarm).datapoints_to_alarm(5u32)),
        "datapoints_to_alarm: 5 are more than the 3 periods",
    );
    let found = problems(|stack| {
        let slow = Alarm::new("slow", ComparisonOperator::GreaterThanThreshold, 1000u32);
        stack.add("slow", on_a_queue(slow));
    });
    says(&found, "1000 periods of 300 s are longer than CloudWatch looks back");
}

#[test]
fn a_band_goes_without_a_threshold() {
    let found = of(|alarm| on_a_queue(alarm).threshold_metric_id("band"));
    says(&found, "threshold: goes with no band");
}

#[test]
fn a_dashboard_is_json() {
    let found = problems(|stack| {
        stack.add("jobs", Dashboard::new("jobs", "widgets"));
    });
    says(&found, "dashboard_body: is no JSON");
}

#[test]
fn a_filter_counts_numbers() {
    let of = |value: &'static str, filter: fn(MetricFilter) -> MetricFilter| {
        problems(|stack| {
            let web = stack.add("web", LogGroup::new("web"));
            stack.add("errors", filter(MetricFilter::new(&web, "errors", "ERROR", "Errors", "Web", value)));
        })
    };
    assert_eq!(of("1", |it| it.default_value(0.0)), [""; 0]);
    assert_eq!(of("$.latency", |it| it), [""; 0]);
    says(&of("one", |it| it), "metric_value: \"one\" is neither a number nor a part of an event");
    says(
        &of("1", |it| it.default_value(0.0).dimension("Path", "$.path")),
        "default_value: is not to be had beside `dimensions`",
    );
}

#[test]
fn streams_need_a_role_and_functions_have_none() {
    let of = |to: &'static str, filter: fn(SubscriptionFilter) -> SubscriptionFilter| {
        problems(|stack| {
            let web = stack.add("web", LogGroup::new("web"));
            stack.add("ship", filter(SubscriptionFilter::new(&web, "ship", "", to)));
        })
    };
    let (function, stream) =
        ("arn:aws:lambda:eu-west-2:123456789012:function:ship", "arn:aws:kinesis:eu-west-2:123456789012:stream/ship");
    assert_eq!(of(function, |it| it), [""; 0]);
    says(&of(stream, |it| it), "role_arn: is missing: events are sent to a stream by a role");
    says(
        &of(function, |it| it.role_arn("arn:aws:iam::123456789012:role/ship")),
        "role_arn: a function has a policy of its own",
    );
}

#[test]
fn a_setting_of_an_account_has_its_values() {
    let found = problems(|stack| {
        stack.add("trunking", AccountSetting::new(AccountSettingName::AwsvpcTrunking, "on"));
        stack.add("insights", AccountSetting::new(AccountSettingName::ContainerInsights, "enhanced"));
    });
    says(&found, "value: `awsvpcTrunking` has no value \"on\"");
}
