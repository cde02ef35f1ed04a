//! `ecs.CapacityProvider` on AWS.
//!
//! `CreateCapacityProvider` has no token, but a name is given once: it is looked up first, and a capacity provider that is
//! there is ours only when its tag says so.

use aws_sdk_ecs::types::{
    AutoScalingGroupProvider, AutoScalingGroupProviderUpdate, CapacityProvider as Described,
    CapacityProviderField, CapacityProviderStatus, ManagedScaling as Scaling,
};
use futures_util::future::try_join_all;
use ironwright_aws::ecs::{CapacityProvider, ManagedScaling};

use super::api::{ByArn, ECS, to_tags};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const UPDATE: Action = ECS.action("UpdateCapacityProvider");

/// How many capacity providers AWS describes with one call.
const AT_ONCE: usize = 100;

on_aws!(CapacityProvider as AsTagged);

impl Tagged for CapacityProvider {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = Described::capacity_provider_arn;
    const READ: Action = ECS.action("DescribeCapacityProviders");
    const CREATE: Action = ECS.action("CreateCapacityProvider");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[UPDATE];
    const DELETE: Action = ECS.action("DeleteCapacityProvider");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(_) => which.names(Self::NAME),
        };
        let batches = names.chunks(AT_ONCE).map(|batch| described(aws, batch.to_vec()));
        Ok(try_join_all(batches).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, provider: &Described, _: &Map) -> Properties {
        let of_group = provider.auto_scaling_group_provider();
        Properties::default()
            .with(Self::NAME, provider.name())
            .with(Self::AUTO_SCALING_GROUP_ARN, of_group.map(|it| it.auto_scaling_group_arn()))
            .with(Self::MANAGED_SCALING, of_group.and_then(|it| it.managed_scaling()).map(observed_scaling))
            .with(
                Self::MANAGED_TERMINATION_PROTECTION,
                of_group.and_then(|it| it.managed_termination_protection()),
            )
            .with(Self::MANAGED_DRAINING, of_group.and_then(|it| it.managed_draining()))
            .with_tags(provider.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let name: String = text(inputs, Self::NAME).unwrap_or_default();
        if !described(aws, vec![name.clone()]).await?.is_empty() {
            return Err(exists_already(Self::CREATE, &format!("a capacity provider {name}")));
        }
        let of_group = AutoScalingGroupProvider::builder()
            .set_auto_scaling_group_arn(text(inputs, Self::AUTO_SCALING_GROUP_ARN))
            .set_managed_scaling(scaling(inputs))
            .set_managed_termination_protection(text(inputs, Self::MANAGED_TERMINATION_PROTECTION))
            .set_managed_draining(text(inputs, Self::MANAGED_DRAINING))
            .build()
            .ok();
        let send = || {
            aws.ecs()
                .create_capacity_provider()
                .name(&name)
                .set_auto_scaling_group_provider(of_group.clone())
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.capacity_provider(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let properties =
            [Self::MANAGED_SCALING, Self::MANAGED_TERMINATION_PROTECTION, Self::MANAGED_DRAINING];
        if properties.iter().all(|name| change.of(name).is_none()) {
            return Ok(());
        }
        let scaling = change.of(Self::MANAGED_SCALING).map(|_| {
            let off = || Scaling::builder().status("DISABLED".into()).build();
            scaling(change.wanted).unwrap_or_else(off)
        });
        let of_group = AutoScalingGroupProviderUpdate::builder()
            .set_managed_scaling(scaling)
            .set_managed_termination_protection(text(change.wanted, Self::MANAGED_TERMINATION_PROTECTION))
            .set_managed_draining(text(change.wanted, Self::MANAGED_DRAINING))
            .build();
        let name: Option<String> = text(change.wanted, Self::NAME);
        let update = || aws.ecs().update_capacity_provider().set_name(name.clone());
        aws.call(UPDATE, || update().auto_scaling_group_provider(of_group.clone()).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ecs().delete_capacity_provider().capacity_provider(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
        let stays = described(aws, vec![id.to_owned()]).await?.pop();
        Ok(stays.map(|provider| {
            let status = provider.update_status().map_or("active", |status| status.as_str());
            format!("AWS says it is {status}")
        }))
    }
}

/// The capacity providers that exist, by name or ARN.
async fn described(aws: &Calls<'_>, names: Vec<String>) -> Result<Vec<Described>> {
    let describe = || aws.ecs().describe_capacity_providers().include(CapacityProviderField::Tags);
    let send = || describe().set_capacity_providers(Some(names.clone())).send();
    let mut found = aws.call(CapacityProvider::READ, send).await?.capacity_providers.unwrap_or_default();
    found.retain(|provider| provider.status() != Some(&CapacityProviderStatus::Inactive));
    Ok(found)
}

fn scaling(inputs: &Map) -> Option<Scaling> {
    let of = block(inputs, CapacityProvider::MANAGED_SCALING)?;
    let scaling = Scaling::builder()
        .set_status(text(of, ManagedScaling::STATUS))
        .set_target_capacity(number(of, ManagedScaling::TARGET_CAPACITY))
        .set_minimum_scaling_step_size(number(of, ManagedScaling::MINIMUM_SCALING_STEP_SIZE))
        .set_maximum_scaling_step_size(number(of, ManagedScaling::MAXIMUM_SCALING_STEP_SIZE))
        .set_instance_warmup_period(number(of, ManagedScaling::INSTANCE_WARMUP_PERIOD));
    Some(scaling.build())
}

fn observed_scaling(scaling: &Scaling) -> Value {
    Properties::default()
        .with(ManagedScaling::STATUS, scaling.status())
        .with(ManagedScaling::TARGET_CAPACITY, scaling.target_capacity())
        .with(ManagedScaling::MINIMUM_SCALING_STEP_SIZE, scaling.minimum_scaling_step_size())
        .with(ManagedScaling::MAXIMUM_SCALING_STEP_SIZE, scaling.maximum_scaling_step_size())
        .with(ManagedScaling::INSTANCE_WARMUP_PERIOD, scaling.instance_warmup_period())
        .into_value()
}
