//! What a kind must say of itself so that it can be had on AWS.
//!
//! The engine acts on any kind through [`Handler`], by ten verbs. Most of what those do is the same for all kinds of a
//! form, so that a kind says only what is particular to it, on the type that declares it:
//!
//! - [`Tagged`]: it carries tags, and is found again by the one that holds its request's token. It says how it is listed,
//!   its getters (`observe`), the setters of its create, the key of its delete, and the actions of each. From these
//!   follow how it is found, swept and read, what a create's answer tells, and how its tags are changed: by the
//!   [`Tagging`] of its service. `ec2/subnet.rs` is the one to copy.
//! - [`Placed`]: it has no tags, and its place is its identity: a route, an attachment, a policy in a role. It says how a
//!   place is looked into, filled and emptied. AWS fills many a place that is taken without a word, so it is looked at
//!   first: what is there already is no create of ours, and refused. `iam/group_policy_attachment.rs` is the one to copy.
//! - Where neither fits, a kind has a `Handler` written by hand: `ec2/route_table_association.rs`.
//!
//! Whatever a form writes, a kind may say otherwise: every default is a method that it can replace.
//!
//! [`Live`](crate::Live) does what is alike for all forms: it looks before it makes something a second time, reads what
//! a create's answer left out, sets what a create cannot set, compares before it changes, and takes "already gone" for
//! deleted.
//!
//! Names of properties are constants that the derive writes beside a declaration's setters (`Subnet::VPC_ID`), and
//! actions are constants of the handler: each call is made with its own, and what a verb may call is what
//! `permissions` prints. In tests, a call that its verb does not declare is refused.

/// Says which form a kind has: `on_aws!(Subnet as AsTagged);`.
macro_rules! on_aws {
    ($kind:ty as $form:ident) => {
        impl $crate::handler::OnAws for $kind {
            const HANDLER: &'static dyn $crate::handler::Handler = &$crate::handler::$form::<Self>::NEW;
        }
    };
}

mod blockers;
mod change;
pub(crate) mod documents;
mod placed;
mod properties;
mod tagged;
mod tags;

/// What most handlers need.
pub(crate) mod prelude {
    pub(crate) use std::sync::Arc;

    pub(crate) use ironwright_core::{Map, Value};
    pub(crate) use ironwright_engine::cloud::{
        CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Readiness,
    };

    pub(crate) use super::change::Change;
    pub(crate) use super::placed::Placed;
    pub(crate) use super::properties::{
        Properties, block, blocks, flag, number, some, text, texts, texts_by_name,
    };
    pub(crate) use super::tagged::{Tagged, Which};
    pub(crate) use super::tags::{Tag, Tagging};
    pub(crate) use super::{Handler, Made, OnAws, Result, exists_already, on_aws};
    pub(crate) use crate::call::Calls;
    pub(crate) use crate::call::error::unless_missing;
    pub(crate) use crate::call::service::{Action, Actions};
}

pub(crate) use blockers::explained;
pub(crate) use change::Change;
pub(crate) use on_aws;
pub(crate) use placed::AsPlaced;
pub(crate) use properties::{ids, observations};
pub(crate) use tagged::AsTagged;
pub(crate) use tags::{STACK, TOKEN, TagChange, Tags, change_tags, owned, owners};

use std::sync::Arc;

use async_trait::async_trait;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Map};
use ironwright_engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Readiness,
};

use crate::call::Calls;
use crate::call::service::Action;

/// What a call, or what is made of calls, comes to.
pub(crate) type Result<T> = std::result::Result<T, CloudError>;

/// A kind that can be had on AWS.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no handler",
    note = "write `crates/aws-live/src/<service>/<kind>.rs`; `ec2/subnet.rs` is the one to copy"
)]
pub(crate) trait OnAws {
    /// How it is found, read, created, updated and deleted.
    const HANDLER: &'static dyn Handler;
}

/// One kind on AWS.
#[async_trait]
pub(crate) trait Handler: Send + Sync {
    /// The kind.
    fn kind(&self) -> &'static Kind;

    /// The actions that a verb may need, also in rare cases. Of a create and of a delete the first is the call that does
    /// it: from it follows how long AWS's limits make a plan last. None where a verb does nothing.
    fn actions(&self, verb: Verb) -> Vec<Action>;

    /// The inputs that hand a role on to a service when the resource is made or changed.
    fn passes(&self) -> &'static [Pass] {
        &[]
    }

    /// Whether a tag on the resource tells [`Handler::find`] who made it. Where none does, a place that is taken when it
    /// is first asked for is somebody else's.
    fn has_ownership_tag(&self) -> bool;

    /// Looks once for what a create request has made, and gives its physical id: by the tag that holds the request's
    /// token; where there is none, by its place and by being just what was asked for.
    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>>;

    /// Looks once for **all** that create requests have made, a list of physical ids for each. What carries no tag is
    /// not known to be ours by anything but its place, and is never among it.
    async fn find_all_by_token(
        &self,
        _: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>> {
        Ok(vec![Vec::new(); requests.len()])
    }

    /// Reads up to a hundred resources with as few calls as AWS allows; one observation for each, in order.
    ///
    /// A property is there exactly when AWS says something of it: inputs under their own names, so that they compare
    /// with a declaration, and every output. What AWS says beside them and a person can set is noted by its path, with
    /// [`note`](ironwright_core::unmodelled::note).
    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>>;

    /// Makes the resource with **one** call that makes something, tags and all. What that call cannot set is left to
    /// [`Handler::update`], which follows by itself when what was made is not as wanted. What is there already is
    /// nothing that was made: where AWS would not say so, the handler looks, and [refuses](exists_already).
    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made>;

    /// Whether AWS puts something into what was just made unasked, so that [it is to go](Handler::remove_defaults).
    fn has_defaults(&self) -> bool {
        false
    }

    /// Takes from what was just made what AWS has put into it unasked. The resource counts as made only then, also
    /// when it was found again after a lost answer; needs no more than what a create declares.
    async fn remove_defaults(&self, _: &Calls<'_>, _: &str) -> Result<()> {
        Ok(())
    }

    /// Sets what [differs](Change::of), and nothing else. What it is like afterwards is mostly
    /// [`Change::achieved`].
    async fn update(&self, aws: &Calls<'_>, change: &Change<'_>) -> Result<Map>;

    /// Deletes the resource. An error of the class `NotFound` counts as success.
    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()>;

    /// What keeps AWS from deleting the resource, each in a few words that lead to it. Asked for when AWS says that it
    /// is in use; looks, and touches nothing.
    async fn blockers(&self, _: &Calls<'_>, _: &DeleteRequest) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Looks once whether what was deleted is still on its way out, and says how far it is. What it uses cannot go
    /// before it is gone. Most kinds are gone at once, and are not asked for again.
    async fn deletion_progress(&self, _: &Calls<'_>, _: &str) -> Result<Option<String>> {
        Ok(None)
    }

    /// Looks once whether the resource is ready with the inputs it was to have. Only kinds with `settles` are asked.
    async fn readiness(&self, aws: &Calls<'_>, resource: &ReadRequest) -> Result<Readiness> {
        Ok(match self.read(aws, std::slice::from_ref(resource)).await?.pop() {
            Some(Observation::Present(observed)) => Readiness::Ready(observed),
            _ => Readiness::Waiting("AWS does not show it yet".to_owned()),
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

impl Made {
    /// Something of which an answer gives the id alone.
    ///
    /// # Errors
    /// When the answer lacks even that: what was made is then looked for by its token.
    pub(crate) fn named(action: Action, id: Option<&str>) -> Result<Self> {
        let unsaid = || {
            let message = "the answer does not say what was made";
            CloudError::new(action.to_string(), "NoId", message, ErrorClass::Transient).with_unknown_effect()
        };
        Ok(Self { id: id.ok_or_else(unsaid)?.into(), observed: None })
    }

    /// The same, where the answer tells, or leaves no doubt of, what it is like.
    pub(crate) fn with(self, observed: Map) -> Self {
        Self { observed: Some(observed), ..self }
    }
}

/// The refusal to fill a place that is not free, though AWS would do it without a word.
pub(crate) fn exists_already(action: Action, what: &str) -> CloudError {
    let message = format!("{what} exists already");
    CloudError::new(action.to_string(), "AlreadyExists", message, ErrorClass::Conflict)
}

/// The one of which was asked.
pub(crate) fn only<T>(answers: Vec<T>) -> Option<T> {
    answers.into_iter().next()
}

/// A verb of [`Handler`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Verb {
    Find,
    /// To look for all that landed late.
    Sweep,
    Read,
    Create,
    Update,
    Delete,
    /// To tell what keeps it from being deleted.
    Explain,
    /// To wait until it is ready.
    Settle,
}

impl Verb {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Find,
        Self::Sweep,
        Self::Read,
        Self::Create,
        Self::Update,
        Self::Delete,
        Self::Explain,
        Self::Settle,
    ];
}

/// A role that is handed on to a service: who does that needs `iam:PassRole`, though there is no such call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pass {
    /// The input that holds the role's ARN.
    pub(crate) input: &'static str,
    /// The service that acts as the role, `ecs-tasks.amazonaws.com`.
    pub(crate) to: &'static str,
}
