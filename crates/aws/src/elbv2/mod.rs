//! Elastic Load Balancing: application and network load balancers, and where they send requests.

use ironwright_core::tags::TagRules;

mod action;
mod listener;
mod listener_certificate;
mod listener_rule;
mod load_balancer;
mod target_group;
mod target_group_attachment;

mod condition;
mod health_check;
mod stickiness;

pub use action::{
    Action, ActionType, FixedResponseConfig, ForwardConfig, RedirectConfig, RedirectStatusCode,
    TargetGroupStickinessConfig, TargetGroupTuple,
};
pub use condition::{ConditionField, QueryStringKeyValue, RuleCondition};
pub use health_check::{HealthCheckProtocol, Matcher};
pub use listener::{AlpnPolicy, Listener, ListenerArn, ListenerOutputs};
pub use listener_certificate::{ListenerCertificate, ListenerCertificateOutputs};
pub use listener_rule::{ListenerRule, ListenerRuleArn, ListenerRuleOutputs};
pub use load_balancer::{
    AccessLogs, DesyncMitigationMode, IpAddressType, LoadBalancer, LoadBalancerArn, LoadBalancerOutputs,
    LoadBalancerType, Scheme, SubnetMapping, XffHeaderProcessingMode,
};
pub use stickiness::{Stickiness, StickinessType};
pub use target_group::{
    CrossZone, LoadBalancingAlgorithm, Protocol, ProtocolVersion, TargetGroup, TargetGroupArn,
    TargetGroupIpAddressType, TargetGroupOutputs, TargetType,
};
pub use target_group_attachment::{TargetGroupAttachment, TargetGroupAttachmentOutputs};

pub(crate) use action::target_groups_of;

/// What Elastic Load Balancing takes of tags:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-tags.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};

/// How load balancers and target groups are named.
const NAME: &str = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?";
/// The same in words.
const NAME_IN_WORDS: &str =
    "a name of letters, digits and hyphens that neither begins nor ends with a hyphen";
