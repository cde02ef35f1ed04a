//! EFS's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_efs::types::{LifeCycleState, Tag as EfsTag};

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What EFS says of itself.
pub(crate) static EFS: Service = Service {
    not_found: &[code("FileSystemNotFound"), code("MountTargetNotFound"), code("AccessPointNotFound")],
    taken: &[code("MountTargetConflict"), code("IpAddressInUse")],
    in_use: &[
        code("FileSystemInUse"),
        code("IncorrectFileSystemLifeCycleState"),
        code("IncorrectMountTargetState"),
    ],
    lags: &[(code("FileSystemNotFound").of("Create"), Duration::from_mins(1))],
    ..Service::named("elasticfilesystem")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_efs::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_efs::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn efs(&self) -> &'a aws_sdk_efs::Client {
        &self.services().efs.client
    }
}

/// Tags of whatever has an id of EFS's.
pub(crate) struct ById;

impl Tagging for ById {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = EFS.action("TagResource");
    const REMOVE: Action = EFS.action("UntagResource");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.efs().tag_resource().resource_id(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.efs().untag_resource().resource_id(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for EfsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (Some(self.key()), Some(self.value()))
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<EfsTag> {
    tags.iter().filter_map(|(key, value)| EfsTag::builder().key(key).value(value).build().ok()).collect()
}

/// How far something is: ready, still to come, or what it has become instead.
pub(super) fn readiness(
    what: &str,
    state: &LifeCycleState,
    observed: impl FnOnce() -> Map,
) -> Result<Readiness> {
    match state {
        LifeCycleState::Available => Ok(Readiness::Ready(observed())),
        LifeCycleState::Error | LifeCycleState::Deleting | LifeCycleState::Deleted => {
            let message = format!("{what} is {}", state.as_str());
            Err(CloudError::new("elasticfilesystem", "NotAvailable", message, ErrorClass::Refused))
        }
        other => Ok(Readiness::Waiting(format!("AWS says it is {}", other.as_str()))),
    }
}

/// Nothing is seen of it yet.
pub(super) fn unseen() -> Readiness {
    Readiness::Waiting("AWS does not show it yet".to_owned())
}
