//! `elbv2.ListenerRule`

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::ListenerArn;
use super::action::{self, Action};
use super::condition::{self, RuleCondition};

ironwright_core::references! {
    /// The ARN of a listener's rule.
    ListenerRuleArn = "elbv2.ListenerRule" . "arn";
}

/// What a listener does with requests that meet all of some conditions.
///
/// The rule of the least priority that fits is the one that counts; what fits none is left to the listener's own action.
///
/// ```
/// use ironwright::aws::elbv2::{Action, Listener, ListenerRule, Protocol, RuleCondition, TargetGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let api = stack.add("api", TargetGroup::ip("api", Protocol::Http, 8080u16, "vpc-1a2743d115d4dd2b1"));
/// let listener = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
/// let rule = ListenerRule::new(listener, 10u32).condition(RuleCondition::path_pattern(["/api/*"]));
/// stack.add("api", rule.action(Action::forward(&api)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.ListenerRule",
    id = "arn:aws:elasticloadbalancing:{region}:{account}:listener-rule/app/{hex:8}/{hex:16}/{hex:16}/{hex:16}",
    outputs = ListenerRuleOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html",
    cloudformation = "AWS::ElasticLoadBalancingV2::ListenerRule",
    unique = [["listener_arn", "priority"]],
    completes = ["actions"],
    check = check,
    yields(ListenerRuleArn = arn)
)]
pub struct ListenerRule {
    /// The listener, of an application load balancer.
    #[input(replaces)]
    listener_arn: Input<ListenerArn>,
    /// The rule's place among those of the listener, which no other has: 1, the first, to 50000.
    #[input(range = 1..=50_000)]
    priority: Input<u32>,
    /// What a request must be like, all of it.
    #[input(each = condition, unordered)]
    conditions: Vec<RuleCondition>,
    /// What is done with it: one action.
    #[input(each = action)]
    actions: Vec<Action>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`ListenerRule`].
#[derive(Outputs, Debug)]
pub struct ListenerRuleOutputs {
    /// The rule's ARN.
    #[output("{id}")]
    pub arn: Output<ListenerRuleArn>,
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    action::check("actions", inputs, problems);
    condition::check(inputs, problems);
}
