//! `elbv2.TargetGroupAttachment`

use std::collections::BTreeMap;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Member, Target, Together};
use ironwright_core::{Diagnostic, Diagnostics, Input, Map, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::TargetGroupArn;

/// A target in a target group: an EC2 instance, an address or a load balancer.
///
/// Tasks of ECS are registered by their service, and instances of an autoscaling group by the group: this is for others.
///
/// ```
/// use ironwright::aws::elbv2::{Protocol, TargetGroup, TargetGroupAttachment};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let web = stack.add("web", TargetGroup::ip("web", Protocol::Http, 80u16, "vpc-1a2743d115d4dd2b1"));
/// stack.add("first", TargetGroupAttachment::new(&web, "10.12.1.17").port(8080u16));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.TargetGroupAttachment",
    id = "{target_group_arn}|{target_id}",
    outputs = TargetGroupAttachmentOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html",
    distinct_by = ["target_group_arn", "target_id", "port"],
    check_together = check_together,
    behaviour = NamedByItsPlace
)]
pub struct TargetGroupAttachment {
    /// The target group.
    #[input(replaces)]
    target_group_arn: Input<TargetGroupArn>,
    /// The target: the id of an instance, an address, or the ARN of an application load balancer.
    #[input(replaces)]
    target_id: Input<String>,
    /// The port of the target. The target group's when it is not set.
    #[input(replaces, range = 1..=65535)]
    port: Option<Input<u16>>,
    /// The zone of an address outside the target group's VPC: `all`, or the name of one.
    #[input(replaces)]
    availability_zone: Option<Input<String>>,
    options: Options,
}

/// What AWS gives back of a [`TargetGroupAttachment`].
#[derive(Outputs, Debug)]
pub struct TargetGroupAttachmentOutputs {
    /// The target group.
    pub target_group_arn: Output<TargetGroupArn>,
    /// The target.
    pub target_id: Output<String>,
}

/// What tells a target's place, as far as each part is known or refers to something.
type Place<'a> = (Target<'a>, Target<'a>, Option<i64>);

/// No target is registered twice with one port.
fn check_together(attachments: &Together<'_>, found: &mut Diagnostics) {
    let mut seen: BTreeMap<Place<'_>, &Member<'_>> = BTreeMap::new();
    for attachment in &attachments.resources {
        let inputs = &attachment.inputs;
        let (Some(group), Some(target)) = (inputs.target("target_group_arn"), inputs.target("target_id"))
        else {
            continue;
        };
        if inputs.is_set("port") && inputs.int("port").is_none() {
            continue;
        }
        if let Some(first) = seen.insert((group, target, inputs.int("port")), attachment) {
            let message = format!("is the same target as {}, declared at {}", first.address, first.place);
            let problem = Diagnostic::new(message).at(attachment.address).declared(attachment.place);
            found.push(problem.hint("keep one of the two, or give this one another port"));
        }
    }
}

/// A target has no id of its own: its place is all there is.
struct NamedByItsPlace;

impl Behaviour for NamedByItsPlace {
    fn choose_id(&self, _: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let part = |name: &str| match inputs.get(name) {
            Some(value) => value.as_text().map_or_else(|| value.to_string(), str::to_owned),
            None => String::new(),
        };
        let parts = ["target_group_arn", "target_id", "port", "availability_zone"].map(part);
        Ok(Some(parts.join("|")))
    }
}
