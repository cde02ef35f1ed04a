//! What IAM says of an account in one answer, shared by the kinds that one refresh reads.
//!
//! IAM reads inline policies, groups, attachments and the text of managed policies one by one only, except for
//! `GetAccountAuthorizationDetails`, which gives all that the account has. That is one call where a stack has many of
//! these, and a long wait where the account has thousands of roles. Therefore:
//!
//! - it is asked when a refresh would make [`FEW`] calls or more without it, once for all kinds;
//! - one page is asked for, and what that page lacks is read one by one, as without it: a big account costs a stack one
//!   call more and not hundreds, and nothing counts as gone because this answer lacks it. After a page that was not all
//!   of the account, it is not asked again;
//! - whoever may not ask gets nothing from it, and reads one by one;
//! - the answer belongs to the refresh for which it was asked, and is given up at its end; or when anything is made,
//!   changed or deleted.
//!
//! It leaves out the tags of policies, and how long a role's sessions may last: roles are read one by one, and of a
//! policy only the text of a version is taken, which never changes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use aws_sdk_iam::operation::get_account_authorization_details::GetAccountAuthorizationDetailsOutput;
use aws_sdk_iam::types::{EntityType, GroupDetail};
use ironwright_aws::iam;
use ironwright_core::{Kind, Resource as _};
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::api::{IAM, decoded};
use crate::call::gather::{Kinds, is_among};
use crate::handler::prelude::*;

/// The call, which every kind declares that reads from its answer.
pub(super) const DETAILS: Action = IAM.action("GetAccountAuthorizationDetails");

/// From how many single calls on it is worth to ask for the account instead.
const FEW: usize = 4;

/// How many roles, groups and policies are asked for.
const PAGE: i32 = 300;

/// For how long after a refresh began its answer is good, should nobody hear of its end.
const FRESH: Duration = Duration::from_secs(10);

/// The kinds that are read from the answer.
const KINDS: Kinds =
    &[iam::Group::kind, iam::GroupPolicyAttachment::kind, iam::Policy::kind, iam::RolePolicy::kind];

/// What was found in an account; what is not in here may be there all the same.
#[derive(Default)]
pub(super) struct Account {
    /// By role and name.
    inline: HashMap<(String, String), Value>,
    groups: HashMap<String, GroupDetail>,
    /// By the policy's ARN and the version's id.
    versions: HashMap<(String, String), Value>,
}

impl Account {
    /// The policy of a role.
    pub(super) fn inline(&self, role: &str, name: &str) -> Option<&Value> {
        self.inline.get(&(role.to_owned(), name.to_owned()))
    }

    /// A group, with what is attached to it.
    pub(super) fn group(&self, name: &str) -> Option<&GroupDetail> {
        self.groups.get(name)
    }

    /// The text of a version of a managed policy.
    pub(super) fn version(&self, arn: &str, version: &str) -> Option<&Value> {
        self.versions.get(&(arn.to_owned(), version.to_owned()))
    }
}

/// The answer of one refresh: asked for by the first who needs it, while the others wait for the same.
struct Round {
    began: Instant,
    answer: OnceCell<Arc<Account>>,
}

/// Where the readers of one refresh meet.
#[derive(Default)]
pub(super) struct Shared {
    round: Mutex<Option<Arc<Round>>>,
    /// The account has more than a page.
    is_big: AtomicBool,
}

impl Shared {
    /// A refresh begins that reads so many of each kind; none when it ends.
    pub(super) fn open(&self, ahead: &[(&'static Kind, usize)]) {
        let of_ours = ahead.iter().filter(|(kind, _)| is_among(KINDS, kind));
        let single: usize = of_ours.map(|(_, count)| count).sum();
        let is_big = self.is_big.load(Ordering::Relaxed);
        let round = || Arc::new(Round { began: Instant::now(), answer: OnceCell::new() });
        *self.round() = (single >= FEW && !is_big).then(round);
    }

    /// Something is made, changed or deleted: what was read before is not to be relied on any more.
    pub(super) fn close(&self) {
        *self.round() = None;
    }

    fn round(&self) -> MutexGuard<'_, Option<Arc<Round>>> {
        self.round.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> Option<Arc<Round>> {
        self.round().clone().filter(|round| round.began.elapsed() < FRESH)
    }
}

/// What is known of the account in this refresh; nothing outside of one.
pub(super) async fn known(aws: &Calls<'_>) -> Result<Arc<Account>> {
    match aws.services().iam.account.current() {
        Some(round) => round.answer.get_or_try_init(|| ask(aws)).await.cloned(),
        None => Ok(Arc::default()),
    }
}

async fn ask(aws: &Calls<'_>) -> Result<Arc<Account>> {
    let filter = [EntityType::Role, EntityType::Group, EntityType::LocalManagedPolicy];
    let details = || aws.iam().get_account_authorization_details().max_items(PAGE);
    let send = || details().set_filter(Some(filter.to_vec())).send();
    match aws.call(DETAILS, send).await {
        Ok(answer) => {
            aws.services().iam.account.is_big.store(answer.is_truncated(), Ordering::Relaxed);
            Ok(Arc::new(account(answer)))
        }
        Err(error) if error.class == ErrorClass::Transient => Err(error),
        Err(_) => Ok(Arc::default()),
    }
}

fn account(answer: GetAccountAuthorizationDetailsOutput) -> Account {
    let mut account = Account::default();
    for role in answer.role_detail_list() {
        for policy in role.role_policy_list() {
            let place = role.role_name().zip(policy.policy_name());
            if let (Some((role, name)), Some(text)) = (place, decoded(policy.policy_document())) {
                account.inline.insert((role.to_owned(), name.to_owned()), text);
            }
        }
    }
    for policy in answer.policies() {
        for version in policy.policy_version_list() {
            let place = policy.arn().zip(version.version_id());
            if let (Some((arn, id)), Some(text)) = (place, decoded(version.document())) {
                account.versions.insert((arn.to_owned(), id.to_owned()), text);
            }
        }
    }
    let groups = answer.group_detail_list.unwrap_or_default().into_iter();
    account.groups = groups.filter_map(|group| Some((group.group_name()?.to_owned(), group))).collect();
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_account_is_asked_for_by_large_refreshes_and_while_nothing_has_changed() {
        let shared = Shared::default();
        let open = |roles, policies| {
            shared.open(&[(iam::Role::kind(), roles), (iam::RolePolicy::kind(), policies)]);
            shared.current().is_some()
        };
        assert!(!open(100, FEW - 1));
        assert!(open(0, FEW));
        shared.close();
        assert!(shared.current().is_none());
        assert!(open(0, FEW));
        tokio::time::advance(FRESH).await;
        assert!(shared.current().is_none());
        shared.is_big.store(true, Ordering::Relaxed);
        assert!(!open(0, FEW));
    }
}
