//! `iam.InstanceProfile` on AWS.
//!
//! `CreateInstanceProfile` has no token, but a name is given once: a second request is refused, and the tag then says
//! whether the profile that is there was made by the first. Its role is put in by a call of its own; a profile has one,
//! so that another takes its place only after it has been taken out.

use aws_sdk_iam::types::{InstanceProfile as Described, Role};
use futures_util::future::try_join_all;
use ironwright_aws::iam::{InstanceProfile, InstanceProfileOutputs};

use super::api::{IAM, OfInstanceProfile, to_tags};
use crate::handler::prelude::*;
use crate::handler::{Pass, owned};

const ADD_ROLE: Action = IAM.action("AddRoleToInstanceProfile");
const REMOVE_ROLE: Action = IAM.action("RemoveRoleFromInstanceProfile");

on_aws!(InstanceProfile as AsTagged);

impl Tagged for InstanceProfile {
    type Described = Described;
    type Tags = OfInstanceProfile;

    const ID: fn(&Described) -> Option<&str> = |profile| Some(profile.instance_profile_name());
    const READ: Action = IAM.action("GetInstanceProfile");
    const CREATE: Action = IAM.action("CreateInstanceProfile");
    const UPDATE: Actions = &[REMOVE_ROLE, ADD_ROLE];
    const DELETE: Action = IAM.action("DeleteInstanceProfile");
    const ALSO_DELETE: Actions = &[REMOVE_ROLE];
    const PASSES: &'static [Pass] = &[Pass { input: Self::ROLE_NAME, to: "ec2.amazonaws.com" }];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let get = async |name: String| get(aws, &name).await;
        let names = which.names(Self::INSTANCE_PROFILE_NAME);
        Ok(try_join_all(names.into_iter().map(get)).await?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, profile: &Described, _: &Map) -> Properties {
        Properties::default()
            .with(Self::INSTANCE_PROFILE_NAME, profile.instance_profile_name())
            .with(Self::ROLE_NAME, profile.roles().first().map(Role::role_name))
            .with(Self::PATH, profile.path())
            .with(InstanceProfileOutputs::ARN, profile.arn())
            .with(InstanceProfileOutputs::UNIQUE_ID, profile.instance_profile_id())
            .with_tags(profile.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let send = || {
            aws.iam()
                .create_instance_profile()
                .set_instance_profile_name(text(inputs, Self::INSTANCE_PROFILE_NAME))
                .set_path(text(inputs, Self::PATH))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.instance_profile(), request)
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let Some(role) = change.text::<String>(Self::ROLE_NAME) else { return Ok(()) };
        if let Some(before) = text::<String>(change.observed, Self::ROLE_NAME) {
            remove_role(aws, change.id, &before).await?;
        }
        let add = || aws.iam().add_role_to_instance_profile().instance_profile_name(change.id);
        aws.call(ADD_ROLE, || add().role_name(&role).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        for role in get(aws, &request.id).await?.iter().flat_map(Described::roles) {
            remove_role(aws, &request.id, role.role_name()).await?;
        }
        let send = || aws.iam().delete_instance_profile().instance_profile_name(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

async fn get(aws: &Calls<'_>, name: &str) -> Result<Option<Described>> {
    let send = || aws.iam().get_instance_profile().instance_profile_name(name).send();
    let answer = aws.call(InstanceProfile::READ, send).await;
    Ok(unless_missing(answer)?.and_then(|answer| answer.instance_profile))
}

/// Takes a role out of a profile; one that is not in it is out.
async fn remove_role(aws: &Calls<'_>, profile: &str, role: &str) -> Result<()> {
    let remove = || aws.iam().remove_role_from_instance_profile().instance_profile_name(profile);
    unless_missing(aws.call(REMOVE_ROLE, || remove().role_name(role).send()).await).map(drop)
}
