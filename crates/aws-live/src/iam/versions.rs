//! Versions of managed policies: a policy has up to five, and the oldest goes when it is to have another.

use aws_sdk_iam::types::PolicyVersion;
use futures_util::future::try_join_all;

use super::api::IAM;
use crate::handler::prelude::*;

const LIST: Action = IAM.action("ListPolicyVersions");
const DELETE: Action = IAM.action("DeletePolicyVersion");

/// What [`make_room`] and [`delete_old`] call.
pub(super) const CALLS: Actions = &[LIST, DELETE];

/// How many versions a policy may have.
const MOST_VERSIONS: usize = 5;

/// Lets a policy have one more version.
pub(super) async fn make_room(aws: &Calls<'_>, arn: &str) -> Result<()> {
    let old = versions(aws, arn).await?;
    match oldest(&old).filter(|_| old.len() >= MOST_VERSIONS) {
        Some(oldest) => delete(aws, arn, oldest).await,
        None => Ok(()),
    }
}

/// Deletes all versions but the default one, which goes with the policy.
pub(super) async fn delete_old(aws: &Calls<'_>, arn: &str) -> Result<()> {
    let all = versions(aws, arn).await?;
    let old = all.iter().filter(|version| !version.is_default_version());
    try_join_all(old.map(|version| delete(aws, arn, version))).await.map(drop)
}

/// All versions of a policy, without their documents.
async fn versions(aws: &Calls<'_>, arn: &str) -> Result<Vec<PolicyVersion>> {
    let list = |page| aws.iam().list_policy_versions().policy_arn(arn).set_marker(page).send();
    aws.pages(LIST, list, |it| (it.versions, it.marker)).await
}

/// The oldest version that is not the default. They are counted, `v9` before `v10`.
fn oldest(versions: &[PolicyVersion]) -> Option<&PolicyVersion> {
    let number = |version: &&PolicyVersion| {
        version.version_id().and_then(|id| id.trim_start_matches('v').parse::<u64>().ok())
    };
    versions.iter().filter(|version| !version.is_default_version()).min_by_key(number)
}

async fn delete(aws: &Calls<'_>, arn: &str, version: &PolicyVersion) -> Result<()> {
    let id = version.version_id().unwrap_or_default();
    let send = || aws.iam().delete_policy_version().policy_arn(arn).version_id(id).send();
    unless_missing(aws.call(DELETE, send).await).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_version_goes_by_its_number_and_is_never_the_default() {
        let version = |id: &str, default: bool| {
            PolicyVersion::builder().version_id(id).is_default_version(default).build()
        };
        let all = [version("v10", false), version("v8", true), version("v9", false), version("v12", false)];
        assert_eq!(oldest(&all).and_then(PolicyVersion::version_id), Some("v9"));
        assert_eq!(oldest(&[version("v1", true)]), None);
    }
}
