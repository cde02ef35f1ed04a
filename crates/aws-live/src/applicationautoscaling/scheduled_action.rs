//! `applicationautoscaling.ScheduledAction` on AWS: a name under a service. Whatever differs, the whole action is put anew.

use aws_sdk_applicationautoscaling::types::{ScalableDimension, ScalableTargetAction, ServiceNamespace};
use futures_util::future::try_join_all;
use ironwright_aws::applicationautoscaling::ScheduledAction;

use super::api::{APPLICATION_AUTOSCALING, resource_id, target_and_name};
use crate::handler::prelude::*;

const DESCRIBE: Action = APPLICATION_AUTOSCALING.action("DescribeScheduledActions");
const PUT: Action = APPLICATION_AUTOSCALING.action("PutScheduledAction");
const DELETE: Action = APPLICATION_AUTOSCALING.action("DeleteScheduledAction");

on_aws!(ScheduledAction as AsPlaced);

impl Placed for ScheduledAction {
    const LOOK: Actions = &[DESCRIBE];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}", of(Self::SCALABLE_TARGET), of(Self::SCHEDULED_ACTION_NAME))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let (target, name) = target_and_name(&place.id);
            let describe = || {
                aws.application_autoscaling()
                    .describe_scheduled_actions()
                    .service_namespace(ServiceNamespace::Ecs)
                    .resource_id(resource_id(target))
                    .scheduled_action_names(name)
            };
            let found = unless_missing(aws.call(DESCRIBE, || describe().send()).await)?;
            let found = found.and_then(|answer| {
                answer.scheduled_actions?.into_iter().find(|action| action.scheduled_action_name() == name)
            });
            Ok(found.map(|action| {
                let bounds = action.scalable_target_action();
                Properties::default()
                    .with(Self::SCHEDULED_ACTION_NAME, name)
                    .with(Self::SCALABLE_TARGET, target)
                    .with(Self::SCHEDULE, action.schedule())
                    .with(Self::TIMEZONE, action.timezone().unwrap_or("UTC"))
                    .with(Self::MIN_CAPACITY, bounds.and_then(|bounds| bounds.min_capacity()))
                    .with(Self::MAX_CAPACITY, bounds.and_then(|bounds| bounds.max_capacity()))
                    .into_map()
            }))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let (target, name) = target_and_name(id);
        let bounds = ScalableTargetAction::builder()
            .set_min_capacity(number(inputs, Self::MIN_CAPACITY))
            .set_max_capacity(number(inputs, Self::MAX_CAPACITY))
            .build();
        let send = || {
            aws.application_autoscaling()
                .put_scheduled_action()
                .service_namespace(ServiceNamespace::Ecs)
                .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
                .resource_id(resource_id(target))
                .scheduled_action_name(name)
                .set_schedule(text(inputs, Self::SCHEDULE))
                .set_timezone(text(inputs, Self::TIMEZONE))
                .scalable_target_action(bounds.clone())
                .send()
        };
        aws.call(PUT, send).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (target, name) = target_and_name(&request.id);
        let send = || {
            aws.application_autoscaling()
                .delete_scheduled_action()
                .service_namespace(ServiceNamespace::Ecs)
                .scalable_dimension(ScalableDimension::EcsServiceDesiredCount)
                .resource_id(resource_id(target))
                .scheduled_action_name(name)
                .send()
        };
        aws.call(DELETE, send).await.map(drop)
    }
}
