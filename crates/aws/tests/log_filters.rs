//! Filters of log groups: what they count, and where they send events.

mod common;

use common::problems;
use ironwright_aws::logs::{LogGroup, MetricFilter, SubscriptionFilter};

/// One mistake, which says this.
fn says(found: &[String], what: &str) {
    assert!(found.len() == 1 && found[0].contains(what), "{what}: {found:#?}");
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
    let (function, stream) = (
        "arn:aws:lambda:eu-west-2:123456789012:function:ship",
        "arn:aws:kinesis:eu-west-2:123456789012:stream/ship",
    );
    assert_eq!(of(function, |it| it), [""; 0]);
    says(&of(stream, |it| it), "role_arn: is missing: events are sent to a stream by a role");
    says(
        &of(function, |it| it.role_arn("arn:aws:iam::123456789012:role/ship")),
        "role_arn: a function has a policy of its own",
    );
}
