//! `secretsmanager.RotationSchedule` on AWS: a secret has one, which `RotateSecret` sets and changes.

use aws_sdk_secretsmanager::types::RotationRulesType;
use futures_util::future::try_join_all;
use ironwright_aws::secretsmanager::RotationSchedule;

use super::api::SECRETS_MANAGER;
use crate::handler::prelude::*;

const GET: Action = SECRETS_MANAGER.action("DescribeSecret");
const PUT: Action = SECRETS_MANAGER.action("RotateSecret");
const DELETE: Action = SECRETS_MANAGER.action("CancelRotateSecret");

on_aws!(RotationSchedule as AsPlaced);

impl Placed for RotationSchedule {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::SECRET_ID).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.secretsmanager().describe_secret().secret_id(&*place.id).send();
            let secret = unless_missing(aws.call(GET, send).await)?;
            let secret = secret.filter(|secret| secret.deleted_date().is_none());
            let Some(secret) = secret.filter(|it| it.rotation_enabled() == Some(true)) else {
                return Ok(None);
            };
            let rules = secret.rotation_rules();
            // AWS tells the days that an expression comes to, too.
            let expression = rules.and_then(RotationRulesType::schedule_expression);
            let days =
                rules.and_then(RotationRulesType::automatically_after_days).filter(|_| expression.is_none());
            let observed = Properties::default()
                .with(Self::SECRET_ID, &*place.id)
                .with(Self::ROTATION_LAMBDA_ARN, secret.rotation_lambda_arn())
                .with(Self::AUTOMATICALLY_AFTER_DAYS, days)
                .with(Self::SCHEDULE_EXPRESSION, expression)
                .with(Self::DURATION, rules.and_then(RotationRulesType::duration));
            Ok(Some(observed.into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let rules = RotationRulesType::builder()
            .set_automatically_after_days(number(inputs, Self::AUTOMATICALLY_AFTER_DAYS).map(i64::from))
            .set_schedule_expression(text(inputs, Self::SCHEDULE_EXPRESSION))
            .set_duration(text(inputs, Self::DURATION))
            .build();
        let send = || {
            aws.secretsmanager()
                .rotate_secret()
                .secret_id(id)
                .set_rotation_lambda_arn(text(inputs, Self::ROTATION_LAMBDA_ARN))
                .rotation_rules(rules.clone())
                .set_rotate_immediately(flag(inputs, Self::ROTATE_IMMEDIATELY_ON_UPDATE))
                .send()
        };
        aws.call(PUT, send).await?;
        Ok(None)
    }

    async fn change(aws: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        Self::put(aws, change.id, change.wanted).await?;
        Ok(change.achieved())
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.secretsmanager().cancel_rotate_secret().secret_id(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
