//! Amazon CloudWatch's kinds.

use ironwright_aws::cloudwatch::{
    Alarm, ComparisonOperator, Dashboard, MetricDataQuery, MetricStat, StandardUnit, Statistic, TreatMissingData,
};
use ironwright_aws::sns;
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn alarm() -> Case {
    fn topics(scene: &Scene, stack: &mut Stack) -> [Declared<sns::Topic>; 2] {
        ["main", "other"].map(|name| stack.add(name, sns::Topic::new(format!("{}-{name}", scene.name()))))
    }
    fn compared(scene: &Scene, stack: &mut Stack, name: &str, by: ComparisonOperator, periods: u32) -> Alarm {
        let [topic, _] = topics(scene, stack);
        Alarm::new(name, by, periods)
            .namespace("AWS/SQS")
            .metric_name("ApproximateNumberOfMessagesVisible")
            .dimension("QueueName", "jobs")
            .statistic(Statistic::Maximum)
            .period(300u32)
            .threshold(1000.0)
            .alarm_description("too many jobs wait")
            .alarm_actions([&topic.arn])
            .tag("Name", scene.name())
    }
    fn named(scene: &Scene, stack: &mut Stack, name: &str) -> Alarm {
        compared(scene, stack, name, ComparisonOperator::GreaterThanThreshold, 3)
    }
    fn alarm(scene: &Scene, stack: &mut Stack) -> Alarm {
        named(scene, stack, scene.name())
    }
    Case::new("cloudwatch.Alarm", |scene, stack| {
        let alarm = alarm(scene, stack);
        scene.it(stack, alarm);
    })
    .changes("comparison_operator", |scene, stack| {
        let by = ComparisonOperator::GreaterThanOrEqualToThreshold;
        let alarm = compared(scene, stack, scene.name(), by, 3);
        scene.it(stack, alarm);
    })
    .changes("evaluation_periods", |scene, stack| {
        let alarm = compared(scene, stack, scene.name(), ComparisonOperator::GreaterThanThreshold, 5);
        scene.it(stack, alarm);
    })
    .changes("datapoints_to_alarm", |scene, stack| {
        let alarm = alarm(scene, stack).datapoints_to_alarm(2u32);
        scene.it(stack, alarm);
    })
    .changes("threshold", |scene, stack| {
        let alarm = alarm(scene, stack).threshold(0.5);
        scene.it(stack, alarm);
    })
    .changes("namespace", |scene, stack| {
        let alarm = alarm(scene, stack).namespace("Jobs");
        scene.it(stack, alarm);
    })
    .changes("metric_name", |scene, stack| {
        let alarm = alarm(scene, stack).metric_name("ApproximateAgeOfOldestMessage");
        scene.it(stack, alarm);
    })
    .changes("dimensions", |scene, stack| {
        let alarm = alarm(scene, stack).dimension("QueueName", "mail");
        scene.it(stack, alarm);
    })
    .changes("statistic", |scene, stack| {
        let alarm = alarm(scene, stack).statistic(Statistic::Average);
        scene.it(stack, alarm);
    })
    .changes("period", |scene, stack| {
        let alarm = alarm(scene, stack).period(60u32);
        scene.it(stack, alarm);
    })
    .changes("unit", |scene, stack| {
        let alarm = alarm(scene, stack).unit(StandardUnit::Count);
        scene.it(stack, alarm);
    })
    .changes("treat_missing_data", |scene, stack| {
        let alarm = alarm(scene, stack).treat_missing_data(TreatMissingData::NotBreaching);
        scene.it(stack, alarm);
    })
    .changes("alarm_description", |scene, stack| {
        let alarm = alarm(scene, stack).alarm_description("jobs wait");
        scene.it(stack, alarm);
    })
    .changes("actions_enabled", |scene, stack| {
        let alarm = alarm(scene, stack).actions_enabled(false);
        scene.it(stack, alarm);
    })
    .changes("alarm_actions", |scene, stack| {
        let alarm = alarm(scene, stack);
        scene.it(stack, alarm.alarm_actions(Vec::<&str>::new()));
    })
    .changes("ok_actions", |scene, stack| {
        let alarm = alarm(scene, stack);
        let again = format!("arn:aws:sns:us-east-1:123456789012:{}-other", scene.name());
        scene.it(stack, alarm.ok_actions([&*again]).insufficient_data_actions([&*again]));
    })
    .changes("tags", |scene, stack| {
        let alarm = alarm(scene, stack).tag("Name", "other").tag("team", "web");
        scene.it(stack, alarm);
    })
    .changes("metrics", |scene, stack| {
        topics(scene, stack);
        let stat = |metric: &str| {
            MetricStat::new("AWS/ApplicationELB", metric, 60u32, "Sum").dimension("LoadBalancer", "app/web/1")
        };
        let alarm = Alarm::new(scene.name(), ComparisonOperator::GreaterThanThreshold, 3u32)
            .threshold(5.0)
            .metric(MetricDataQuery::metric("errors", stat("HTTPCode_Target_5XX_Count").unit(StandardUnit::Count)))
            .metric(MetricDataQuery::metric("every", stat("RequestCount")).account_id("123456789012"))
            .metric(MetricDataQuery::computed("rate", "100 * errors / every").label("errors").return_data(true));
        scene.it(stack, alarm.tag("Name", scene.name()));
    })
    .replaces("alarm_name", |scene, stack| {
        let alarm = named(scene, stack, &format!("{}-other", scene.name()));
        scene.it(stack, alarm);
    })
    .sample(|scene, stack| {
        let alarm = Alarm::new(scene.name(), ComparisonOperator::GreaterThanThreshold, 3u32)
            .namespace("AWS/ApplicationELB")
            .metric_name("TargetResponseTime")
            .extended_statistic("p95")
            .evaluate_low_sample_count_percentile("ignore")
            .period(60u32)
            .threshold(1.5);
        scene.it(stack, alarm);
    })
    .sample(|scene, stack| {
        let stat = MetricStat::new("AWS/SQS", "NumberOfMessagesSent", 300u32, "Sum");
        let band = MetricDataQuery::computed("band", "ANOMALY_DETECTION_BAND(sent, 2)").period(300u32);
        let by = ComparisonOperator::GreaterThanUpperThreshold;
        let alarm = Alarm::new(scene.name(), by, 3u32)
            .metric(MetricDataQuery::metric("sent", stat).return_data(true))
            .metric(band.return_data(true))
            .threshold_metric_id("band");
        scene.it(stack, alarm);
    })
}

pub(super) fn dashboard() -> Case {
    fn body(text: &str) -> String {
        let widget = format!(r#"{{"type": "text", "width": 6, "height": 2, "properties": {{"markdown": "{text}"}}}}"#);
        format!(r#"{{"widgets": [{widget}]}}"#)
    }
    Case::new("cloudwatch.Dashboard", |scene, stack| scene.it(stack, Dashboard::new(scene.name(), body("jobs"))))
        .changes("dashboard_body", |scene, stack| scene.it(stack, Dashboard::new(scene.name(), body("mail"))))
        .replaces("dashboard_name", |scene, stack| {
            scene.it(stack, Dashboard::new(format!("{}-other", scene.name()), body("jobs")));
        })
}
