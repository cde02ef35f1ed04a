//! Tasks of ECS that rules and schedules start, to the SDK's types and back. EventBridge and its Scheduler each have types of
//! their own for it, which are alike.

/// Writes `to_ecs` and `from_ecs` for the types of one part of the SDK.
macro_rules! run_task {
    ($sdk:ident) => {
        use ironwright_aws::ecs;
        use ironwright_aws::events::EcsParameters as Wanted;
        use $sdk::types::{
            AssignPublicIp, AwsVpcConfiguration, CapacityProviderStrategyItem, EcsParameters,
            NetworkConfiguration, PlacementConstraint, PlacementStrategy, PropagateTags,
        };

        use crate::handler::prelude::*;

        pub(super) fn to_ecs(wanted: &Map) -> Option<EcsParameters> {
            let strategy = |item: &Map| {
                let built = CapacityProviderStrategyItem::builder()
                    .set_capacity_provider(text(item, ecs::CapacityProviderStrategyItem::CAPACITY_PROVIDER))
                    .base(number(item, ecs::CapacityProviderStrategyItem::BASE).unwrap_or_default())
                    .weight(number(item, ecs::CapacityProviderStrategyItem::WEIGHT).unwrap_or_default());
                built.build().ok()
            };
            let constraint = |it: &Map| {
                PlacementConstraint::builder()
                    .set_type(text(it, ecs::PlacementConstraint::TYPE))
                    .set_expression(text(it, ecs::PlacementConstraint::EXPRESSION))
                    .build()
            };
            let placement = |it: &Map| {
                PlacementStrategy::builder()
                    .set_type(text(it, ecs::PlacementStrategy::TYPE))
                    .set_field(text(it, ecs::PlacementStrategy::FIELD))
                    .build()
            };
            let strategies =
                blocks(wanted, Wanted::CAPACITY_PROVIDER_STRATEGY).filter_map(strategy).collect();
            let tags = flag(wanted, Wanted::PROPAGATE_TAGS).unwrap_or(false);
            let built = EcsParameters::builder()
                .set_task_definition_arn(text(wanted, Wanted::TASK_DEFINITION_ARN))
                .set_task_count(number(wanted, Wanted::TASK_COUNT))
                .set_launch_type(text(wanted, Wanted::LAUNCH_TYPE))
                .set_capacity_provider_strategy(some(strategies))
                .set_platform_version(text(wanted, Wanted::PLATFORM_VERSION))
                .set_network_configuration(to_network(wanted))
                .set_group(text(wanted, Wanted::GROUP))
                .set_placement_constraints(some(
                    blocks(wanted, Wanted::PLACEMENT_CONSTRAINTS).map(constraint).collect(),
                ))
                .set_placement_strategy(some(
                    blocks(wanted, Wanted::PLACEMENT_STRATEGY).map(placement).collect(),
                ))
                .set_enable_ecs_managed_tags(flag(wanted, Wanted::ENABLE_ECS_MANAGED_TAGS))
                .set_enable_execute_command(flag(wanted, Wanted::ENABLE_EXECUTE_COMMAND))
                .set_propagate_tags(tags.then_some(PropagateTags::TaskDefinition));
            built.build().ok()
        }

        fn to_network(wanted: &Map) -> Option<NetworkConfiguration> {
            let public = flag(wanted, Wanted::ASSIGN_PUBLIC_IP).unwrap_or(false);
            let network = AwsVpcConfiguration::builder()
                .set_subnets(Some(texts(wanted, Wanted::SUBNETS)?))
                .set_security_groups(texts(wanted, Wanted::SECURITY_GROUPS).and_then(some))
                .assign_public_ip(if public { AssignPublicIp::Enabled } else { AssignPublicIp::Disabled });
            Some(NetworkConfiguration::builder().awsvpc_configuration(network.build().ok()?).build())
        }

        pub(super) fn from_ecs(found: &EcsParameters) -> Value {
            let network = found.network_configuration().and_then(NetworkConfiguration::awsvpc_configuration);
            let public =
                network.and_then(AwsVpcConfiguration::assign_public_ip) == Some(&AssignPublicIp::Enabled);
            let strategy = |item: &CapacityProviderStrategyItem| {
                Properties::default()
                    .with(ecs::CapacityProviderStrategyItem::CAPACITY_PROVIDER, item.capacity_provider())
                    .with(ecs::CapacityProviderStrategyItem::BASE, item.base())
                    .with(ecs::CapacityProviderStrategyItem::WEIGHT, item.weight())
                    .into_value()
            };
            let constraint = |it: &PlacementConstraint| {
                Properties::default()
                    .with(ecs::PlacementConstraint::TYPE, it.r#type())
                    .with(ecs::PlacementConstraint::EXPRESSION, it.expression())
                    .into_value()
            };
            let placement = |it: &PlacementStrategy| {
                Properties::default()
                    .with(ecs::PlacementStrategy::TYPE, it.r#type())
                    .with(ecs::PlacementStrategy::FIELD, it.field())
                    .into_value()
            };
            Properties::default()
                .with(Wanted::TASK_DEFINITION_ARN, found.task_definition_arn())
                .with(Wanted::TASK_COUNT, found.task_count())
                .with(Wanted::LAUNCH_TYPE, found.launch_type())
                .with_some(
                    Wanted::CAPACITY_PROVIDER_STRATEGY,
                    found.capacity_provider_strategy().iter().map(strategy),
                )
                .with(Wanted::PLATFORM_VERSION, found.platform_version())
                .with_some(Wanted::SUBNETS, network.into_iter().flat_map(AwsVpcConfiguration::subnets))
                .with_some(
                    Wanted::SECURITY_GROUPS,
                    network.into_iter().flat_map(AwsVpcConfiguration::security_groups),
                )
                .with(Wanted::ASSIGN_PUBLIC_IP, public)
                .with(Wanted::GROUP, found.group())
                .with_some(
                    Wanted::PLACEMENT_CONSTRAINTS,
                    found.placement_constraints().iter().map(constraint),
                )
                .with_some(Wanted::PLACEMENT_STRATEGY, found.placement_strategy().iter().map(placement))
                .with(Wanted::ENABLE_ECS_MANAGED_TAGS, is_on(found.enable_ecs_managed_tags()))
                .with(Wanted::ENABLE_EXECUTE_COMMAND, is_on(found.enable_execute_command()))
                .with(Wanted::PROPAGATE_TAGS, found.propagate_tags().is_some())
                .into_value()
        }

        /// One part of the SDK says nothing of what is off.
        fn is_on(flag: impl Into<Option<bool>>) -> bool {
            flag.into().unwrap_or(false)
        }
    };
}

pub(crate) use run_task;
