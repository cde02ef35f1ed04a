//! Elastic Load Balancing's earlier generation: classic load balancers.

use ironwright_core::tags::TagRules;

mod load_balancer;

pub use load_balancer::{
    AccessLogs, ConnectionDraining, HealthCheck, Listener, ListenerProtocol, LoadBalancer, LoadBalancerArn,
    LoadBalancerName, LoadBalancerOutputs, Scheme,
};

/// What Elastic Load Balancing takes of tags:
/// <https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/add-remove-tags.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
