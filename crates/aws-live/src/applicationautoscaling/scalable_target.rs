//! `applicationautoscaling.ScalableTarget` on AWS: one for a service, there or not.

use aws_sdk_applicationautoscaling::types::{
    ScalableDimension, ScalableTarget as Described, ServiceNamespace,
};
use futures_util::future::try_join_all;
use ironwright_aws::applicationautoscaling::{ScalableTarget, ScalableTargetOutputs};

use super::api::{APPLICATION_AUTOSCALING, resource_id};
use crate::handler::prelude::*;

const DESCRIBE: Action = APPLICATION_AUTOSCALING.action("DescribeScalableTargets");
const REGISTER: Action = APPLICATION_AUTOSCALING.action("RegisterScalableTarget");
const DEREGISTER: Action = APPLICATION_AUTOSCALING.action("DeregisterScalableTarget");

/// How many targets AWS describes with one call.
const AT_ONCE: usize = 50;

on_aws!(ScalableTarget as AsPlaced);

impl Placed for ScalableTarget {
    const LOOK: Actions = &[DESCRIBE];
    const PUT: Actions = &[REGISTER];
    const REMOVE: Actions = &[DEREGISTER];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::RESOURCE_ID).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let ids: Vec<String> = places.iter().map(|place| resource_id(&place.id).to_owned()).collect();
        let batches = ids.chunks(AT_ONCE).map(|batch| described(aws, batch.to_vec()));
        let found: Vec<Described> = try_join_all(batches).await?.into_iter().flatten().collect();
        let there = |place: &ReadRequest| {
            let target = found.iter().find(|it| it.resource_id() == resource_id(&place.id))?;
            let properties = Properties::default()
                .with(Self::RESOURCE_ID, &*place.id)
                .with(Self::MIN_CAPACITY, target.min_capacity())
                .with(Self::MAX_CAPACITY, target.max_capacity())
                .with(ScalableTargetOutputs::ARN, target.scalable_target_arn());
            Some(properties.into_map())
        };
        Ok(places.iter().map(there).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        register(aws, id, inputs).await?;
        // The answer leaves out what was said in the call.
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        register(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || {
            aws.application_autoscaling()
                .deregister_scalable_target()
                .service_namespace(ServiceNamespace::Ecs)
                .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
                .resource_id(resource_id(&request.id))
                .send()
        };
        aws.call(DEREGISTER, send).await.map(drop)
    }
}

async fn register(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<()> {
    let send = || {
        aws.application_autoscaling()
            .register_scalable_target()
            .service_namespace(ServiceNamespace::Ecs)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .resource_id(resource_id(id))
            .set_min_capacity(number(inputs, ScalableTarget::MIN_CAPACITY))
            .set_max_capacity(number(inputs, ScalableTarget::MAX_CAPACITY))
            .send()
    };
    aws.call(REGISTER, send).await.map(drop)
}

async fn described(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<Described>> {
    let describe = || {
        aws.application_autoscaling()
            .describe_scalable_targets()
            .service_namespace(ServiceNamespace::Ecs)
            .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
            .set_resource_ids(Some(ids.clone()))
    };
    let send = |page| describe().set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.scalable_targets, it.next_token)).await
}
