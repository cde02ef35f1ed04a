//! RDS's API: its client, its errors and limits, and its tags.

use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_rds::types::{Filter, Tag as RdsTag};

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What RDS says of itself. Its limits are not published; these are what it takes in practice.
pub(crate) static RDS: Service = Service {
    not_found: &[code("*NotFound"), code("*NotFoundFault")],
    in_use: &[
        code("InvalidDBInstanceState"),
        code("InvalidDBSubnetGroupStateFault"),
        code("InvalidDBParameterGroupState"),
    ],
    // The role by which RDS acts in an account is made with the first instance.
    lags: &[(code("InvalidParameterValue").saying("service linked role"), Duration::from_mins(1))],
    limits: &[
        (&["CreateDBInstance", "ModifyDBInstance", "DeleteDBInstance"], at_once(10).then(5.0)),
        (&["AddTagsToResource", "RemoveTagsFromResource"], at_once(10).then(5.0)),
    ],
    ..Service::named("rds")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_rds::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_rds::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn rds(&self) -> &'a aws_sdk_rds::Client {
        &self.services().rds.client
    }
}

/// The call that tells tags where a description leaves them out.
pub(super) const LIST_TAGS: Action = RDS.action("ListTagsForResource");

/// All tags of what has an ARN of RDS's; `None` when it has gone meanwhile.
pub(super) async fn tags(aws: &Calls<'_>, arn: Option<&str>) -> Result<Option<Vec<RdsTag>>> {
    let send = || aws.rds().list_tags_for_resource().set_resource_name(arn.map(str::to_owned)).send();
    Ok(unless_missing(aws.call(LIST_TAGS, send).await)?.map(|answer| answer.tag_list.unwrap_or_default()))
}

/// Tags of whatever has an ARN of RDS's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = RDS.action("AddTagsToResource");
    const REMOVE: Action = RDS.action("RemoveTagsFromResource");
    const BY_ARN: bool = true;

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let add = || aws.rds().add_tags_to_resource().resource_name(of);
        aws.call(Self::SET, || add().set_tags(Some(to_tags(&tags))).send()).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let remove = || aws.rds().remove_tags_from_resource().resource_name(of);
        aws.call(Self::REMOVE, || remove().set_tag_keys(Some(names.clone())).send()).await.map(drop)
    }
}

impl Tag for RdsTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<RdsTag> {
    tags.iter().map(|(key, value)| RdsTag::builder().key(key).value(value).build()).collect()
}

/// What is described: that of which something is one of these.
pub(super) fn filter(name: &str, values: &[String]) -> Filter {
    Filter::builder().name(name).set_values(Some(values.to_vec())).build()
}
