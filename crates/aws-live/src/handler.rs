//! What a kind must say of itself so that it can be had on AWS: five verbs, and the IAM actions that each needs.
//!
//! A handler is as small as its kind allows, because [`Live`](crate::Live) does what is alike for all: it looks before
//! it makes something a second time, reads what a create's answer left out, sets what a create cannot set, compares
//! before it changes, and takes "already gone" for deleted.

use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map};
use ironwright_engine::cloud::{CloudError, CreateRequest, DeleteRequest, ReadRequest, Settling};

use crate::calls::{Calls, is_read};
use crate::change::Change;

/// One kind on AWS.
#[async_trait]
pub(crate) trait Handler: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static Kind;

    /// The IAM actions that each verb may need, also in rare cases. A call that is not declared here fails in tests.
    fn permissions(&self) -> Permissions;

    /// Whether something on the resource tells [`Handler::find`] who made it: a tag, or the place that it has. Where
    /// nothing does, a name that is taken when it is first asked for is somebody else's.
    fn bears_a_mark(&self) -> bool {
        true
    }

    /// Looks once for what a create request has made, and gives its physical id: by the tag that holds the request's
    /// token, among what its natural key selects where it has one. What lacks the tag is somebody else's.
    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>, CloudError>;

    /// Looks once for **all** that create requests have made, a list of physical ids for each. What can be made only once
    /// for a request, by its token or its natural key, [`Handler::find`] has found; a kind of which one request can make
    /// two must look further. EC2's kinds need not: their tags are looked up for all of them alike.
    async fn made_by(
        &self,
        aws: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>, CloudError> {
        let found = try_join_all(requests.iter().map(|request| self.find(aws, request))).await?;
        Ok(found.into_iter().map(|id| id.into_iter().collect()).collect())
    }

    /// Reads up to a hundred resources with as few calls as AWS allows; one observation for each, in order.
    ///
    /// A property is there exactly when AWS says something of it: inputs under their own names, so that they compare
    /// with a declaration, and every output. What AWS says beside them and a person can set is noted by its path, with
    /// [`note`](ironwright_core::unmodelled::note).
    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>, CloudError>;

    /// Makes the resource with **one** call that makes something, tags and all. What that call cannot set is left to
    /// [`Handler::update`], which follows by itself when what was made is not as wanted.
    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made, CloudError>;

    /// Whether AWS puts something into what was just made unasked, so that it is to be [cleared](Handler::clear).
    fn clears(&self) -> bool {
        false
    }

    /// Takes from what was just made what AWS has put into it unasked. The resource counts as made only then, also
    /// when it was found again after a lost answer; needs no more than what `create` declares.
    async fn clear(&self, _: &Calls<'_>, _: &str) -> Result<(), CloudError> {
        Ok(())
    }

    /// Sets what [differs](Change::of), and nothing else. What it is like afterwards is mostly
    /// [`Change::achieved`].
    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map, CloudError>;

    /// Deletes the resource. An error of the class `NotFound` counts as success.
    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<(), CloudError>;

    /// What keeps AWS from deleting the resource, each in a few words that lead to it. Asked for when AWS says that it
    /// is in use; looks, and touches nothing.
    async fn holders(&self, _: &Calls<'_>, _: &DeleteRequest) -> Result<Vec<String>, CloudError> {
        Ok(Vec::new())
    }

    /// Looks once whether what was deleted is still on its way out, and says how far it is. What it uses cannot go
    /// before it is gone. Most kinds are gone at once, and are not asked for again.
    async fn leaving(&self, _aws: &Calls<'_>, _id: &str) -> Result<Option<String>, CloudError> {
        Ok(None)
    }

    /// Looks once whether the resource is ready with the inputs it was to have. Only kinds with `settles` are asked.
    async fn settle(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Settling, CloudError> {
        Ok(match self.read(aws, std::slice::from_ref(resource)).await?.pop() {
            Some(Observation::Present(observed)) => Settling::Ready(observed),
            _ => Settling::Waiting("AWS does not show it yet".to_owned()),
        })
    }
}

/// What a create has made.
pub(crate) struct Made {
    /// What AWS calls it.
    pub(crate) id: Arc<str>,
    /// What it is like, when the answer said all of it; else it is read.
    pub(crate) observed: Option<Map>,
}

/// A verb of [`Handler`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verb {
    Find,
    /// Looks for all that landed late.
    Sweep,
    Read,
    Create,
    Update,
    Delete,
    Explain,
    Settle,
}

/// IAM actions, `ec2:CreateVpc`, by the verb that needs them. The first of `create` and of `delete` that is neither a read
/// nor about tags is the call that does it: from it follows how long AWS's limits make a plan last.
#[derive(Clone, Copy, Default)]
pub(crate) struct Permissions {
    pub(crate) find: &'static [&'static str],
    pub(crate) read: &'static [&'static str],
    pub(crate) create: &'static [&'static str],
    pub(crate) update: &'static [&'static str],
    pub(crate) delete: &'static [&'static str],
    /// For telling what holds a resource; without them it is deleted all the same.
    pub(crate) explain: &'static [&'static str],
    pub(crate) settle: &'static [&'static str],
    /// The inputs that hand a role on to a service when the resource is made or changed.
    pub(crate) passes: &'static [Pass],
}

/// A role that is handed on to a service: who does that needs `iam:PassRole`, though there is no such call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass {
    /// The input that holds the role's ARN.
    pub(crate) input: &'static str,
    /// The service that acts as the role, `ecs-tasks.amazonaws.com`.
    pub(crate) to: &'static str,
}

/// What it needs to find whatever carries a tag.
const SWEEP: &[&str] = &["ec2:DescribeTags"];

impl Permissions {
    /// The call that makes a resource or deletes it, among the actions for that.
    pub(crate) fn main_of(actions: &'static [&'static str]) -> Option<&'static str> {
        actions.iter().copied().find(|action| !is_read(action) && !action.contains("Tag"))
    }

    /// The actions of one verb. To wait is to read, where nothing else is said.
    pub(crate) fn of(&self, verb: Verb) -> &'static [&'static str] {
        match verb {
            Verb::Find => self.find,
            Verb::Sweep => SWEEP,
            Verb::Read => self.read,
            Verb::Create => self.create,
            Verb::Update => self.update,
            Verb::Delete => self.delete,
            Verb::Explain => self.explain,
            Verb::Settle if self.settle.is_empty() => self.read,
            Verb::Settle => self.settle,
        }
    }
}
