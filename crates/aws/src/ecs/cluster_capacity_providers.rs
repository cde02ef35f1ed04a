//! `ecs.ClusterCapacityProviders`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Map, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::service::{cluster_of, providers_of};
use super::{CapacityProviderStrategyItem, ClusterName, capacity_provider_strategy};

/// What a cluster's tasks may run on, and how those are shared out that do not say it themselves.
///
/// ```
/// use ironwright_aws::ecs::{CapacityProviderStrategyItem, Cluster, ClusterCapacityProviders};
/// use ironwright_core::Stack;
///
/// let mut stack = Stack::new("demo");
/// let cluster = stack.add("cluster", Cluster::new("DMP15-POC"));
/// stack.add(
///     "cluster",
///     ClusterCapacityProviders::new(&cluster)
///         .capacity_providers(["FARGATE"])
///         .default_strategy(CapacityProviderStrategyItem::new("FARGATE").base(1).weight(100)),
/// );
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecs.ClusterCapacityProviders",
    id = "{cluster}",
    outputs = ClusterCapacityProvidersOutputs,
    page = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html",
    cloudformation = "AWS::ECS::ClusterCapacityProviderAssociations",
    unique = [["cluster"]],
    completes = ["cluster"],
    check = check,
    behaviour = InUse
)]
pub struct ClusterCapacityProviders {
    /// The cluster.
    #[input(replaces, length = 1..=255, pattern(super::NAME, super::NAME_IN_WORDS))]
    cluster: Input<ClusterName>,
    /// `FARGATE`, `FARGATE_SPOT`, and names of capacity providers of Auto Scaling groups.
    #[input(unordered)]
    capacity_providers: Option<Inputs<String>>,
    /// How tasks and services without a strategy and a launch type of their own are shared out: up to 20 providers.
    #[input(each = default_strategy, key = "capacity_provider", unordered, length = 0..=20)]
    default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
}

/// What AWS gives back of [`ClusterCapacityProviders`].
#[derive(Outputs, Debug)]
pub struct ClusterCapacityProvidersOutputs {
    /// The cluster's name.
    pub cluster: Output<ClusterName>,
}

/// AWS takes no capacity provider from a cluster whose services use it.
struct InUse;

impl Behaviour for InUse {
    fn updated(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let left = properties.get("capacity_providers").and_then(Value::as_list).unwrap_or_default();
        refuse_used(world, id, |provider| left.iter().any(|one| one.as_text() == Some(provider)))
    }

    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        refuse_used(world, id, |_| false)
    }
}

fn refuse_used(world: &dyn World, cluster: &str, stays: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    for id in world.ids("ecs.Service") {
        let Some(service) = world.properties("ecs.Service", &id) else { continue };
        let mut used = providers_of(service).filter(|_| cluster_of(service) == cluster);
        if let Some(provider) = used.find(|provider| !stays(provider)) {
            let message = format!("the capacity provider {provider} of {cluster} is in use by {id}");
            return Err(Refusal::new("ResourceInUseException", message));
        }
    }
    Ok(())
}

const STRATEGY: &str = "default_capacity_provider_strategy";

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    capacity_provider_strategy::check(STRATEGY, inputs, problems);
    if inputs.value("capacity_providers").is_some_and(Value::has_unknown) {
        return;
    }
    let listed: Vec<&str> = inputs.items("capacity_providers").iter().filter_map(Value::as_text).collect();
    for (path, item) in inputs.blocks(STRATEGY, Some("capacity_provider")) {
        if let Some(provider) = item.text("capacity_provider")
            && !listed.contains(&provider)
        {
            problems.report(
                format!("{path}.capacity_provider"),
                format!("{provider:?} is none of the cluster's capacity providers"),
                format!("add {provider:?} to `capacity_providers`"),
            );
        }
    }
}
