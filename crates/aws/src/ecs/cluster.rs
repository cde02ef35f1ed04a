//! `ecs.Cluster`

use ironwright_core::{Input, InputMap, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The ARN of a cluster, `arn:aws:ecs:eu-west-2:123456789012:cluster/DMP15-POC`.
    ClusterArn = "ecs.Cluster" . "arn";
    /// The name of a cluster, `DMP15-POC`.
    ClusterName = "ecs.Cluster" . "cluster_name";
}

ironwright_core::choices! {
    /// Where the output of commands run with ECS Exec is logged.
    ExecuteCommandLogging {
        /// Nowhere.
        None = "NONE",
        /// Where the task's own `awslogs` configuration says; nowhere without one.
        Default = "DEFAULT",
        /// Where the cluster's own configuration says.
        Override = "OVERRIDE",
    }

    /// How much CloudWatch is told of a cluster's tasks and services.
    ContainerInsights {
        /// Nothing beyond ECS's own metrics.
        Disabled = "disabled",
        /// Metrics of clusters, services and tasks.
        Enabled = "enabled",
        /// Also metrics of each container, with more detail.
        Enhanced = "enhanced",
    }
}

/// A group of services and tasks, and of what they run on.
///
/// ```
/// use ironwright_aws::ecs::{Cluster, ExecuteCommandLogging};
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add(
///     "cluster",
///     Cluster::new("DMP15-POC").execute_command_logging(ExecuteCommandLogging::Default),
/// );
/// stack.output("ecs_cluster_arn", &cluster.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.Cluster",
    id = "arn:aws:ecs:{region}:{account}:cluster/{cluster_name}",
    outputs = ClusterOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html",
    cloudformation = "AWS::ECS::Cluster",
    unique = [["cluster_name"]],
    yields(ClusterArn = arn, ClusterName = cluster_name)
)]
#[allow(clippy::struct_field_names, reason = "AWS's own name of the property")]
pub struct Cluster {
    /// The name, of its own in account and region: up to 255 letters, digits, hyphens and underscores.
    #[input(
        replaces,
        length = 1..=255,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    cluster_name: Input<String>,
    /// Where the output of commands run with ECS Exec is logged. AWS takes `DEFAULT` when it is not set.
    #[input(cloudformation = "Configuration")]
    execute_command_logging: Option<Input<ExecuteCommandLogging>>,
    /// How much CloudWatch is told. An account setting decides when it is not set.
    #[input(cloudformation = "ClusterSettings")]
    container_insights: Option<Input<ContainerInsights>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`Cluster`].
#[derive(Outputs, Debug)]
pub struct ClusterOutputs {
    /// The cluster's ARN.
    #[output("{id}")]
    pub arn: Output<ClusterArn>,
    /// The cluster's name.
    pub cluster_name: Output<ClusterName>,
}
