//! One call on AWS: declared, paced, made again where that is safe, and its error told in our words.
//!
//! The SDK's own retry is off for everything: it would send a create twice whose first answer was lost. What may be
//! sent again is decided here, for all calls alike: reads that fail in passing, and what AWS refuses only because it
//! has not yet heard of what was made a moment ago.
//!
//! A call is made with its [`Action`], a constant of the handler that makes it. The pace is taken by it, the error names
//! it, and a policy prints it. What AWS gives in pages is one list here, and each page is a call by itself.
//!
//! - `service.rs`: what each service says of itself, as data.
//! - `pace.rs`: how fast calls are made.
//! - `error.rs`: what an error means.
//! - `gather.rs`: questions for one list that are asked at the same time are one call.

pub(crate) mod error;
pub(crate) mod gather;
pub(crate) mod pace;
pub(crate) mod service;

use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ironwright_engine::cloud::{CloudError, ErrorClass};
use tokio::time::{Instant, sleep};

use crate::clients::Clients;
use crate::handler::{Handler, Verb};
use crate::identity::Place;
use crate::registry::Connections;
use service::Action;

/// How long a read that fails in passing is made again.
const READS: Duration = Duration::from_secs(30);

/// What a handler makes its calls with, while it does one verb.
#[derive(Clone)]
pub(crate) struct Calls<'a> {
    clients: &'a Clients,
    kind: &'static str,
    verb: Verb,
    /// What the verb may call, where it is tested that nothing else is.
    declared: Vec<Action>,
    /// How many of the resources that a refresh has announced are read.
    reading: usize,
}

impl<'a> Calls<'a> {
    /// The calls of a handler for one of its verbs.
    pub(crate) fn new(clients: &'a Clients, handler: &dyn Handler, verb: Verb) -> Self {
        let declared = if cfg!(debug_assertions) { handler.actions(verb) } else { Vec::new() };
        Self { clients, kind: handler.kind().name, verb, declared, reading: 0 }
    }

    /// The same calls, for a refresh that reads so many resources with them.
    pub(crate) fn reading(self, count: usize) -> Self {
        Self { reading: count, ..self }
    }

    /// How many resources are read that were announced; none at other times.
    pub(crate) fn announced(&self) -> usize {
        self.reading
    }

    /// Makes a call and gives its answer; `send` builds the request and sends it, each time anew.
    ///
    /// # Errors
    /// What AWS says, or why nobody heard it.
    pub(crate) async fn call<T, E, F>(&self, action: Action, send: impl Fn() -> F) -> Result<T, CloudError>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        if cfg!(debug_assertions) && !self.declared.contains(&action) {
            return Err(undeclared(self.kind, self.verb, action));
        }
        let pace = &self.clients.pace;
        let began = Instant::now();
        let mut pause = Duration::from_millis(100);
        loop {
            pace.take(action).await;
            let failed = match send().await {
                Ok(answer) => {
                    pace.went_well(action);
                    return Ok(answer);
                }
                Err(failed) => error::in_words_of(action.service, &action.to_string(), &failed),
            };
            if error::is_throttling(&failed.code) {
                pace.was_throttled(action);
            }
            let passing = action.is_read() && failed.class == ErrorClass::Transient;
            let patience = match action.service.lag(action.name, &failed) {
                Some(lag) if self.clients.made_something_within(lag) => lag,
                _ if passing => READS,
                _ => return Err(failed),
            };
            if began.elapsed() + pause > patience {
                return Err(failed);
            }
            sleep(pause).await;
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    /// Asks for all pages of a list. `send` asks for the page after what the last one named, and `part` takes an answer
    /// apart: what is on the page, and what names the next.
    ///
    /// # Errors
    /// What AWS says to one of the calls.
    pub(crate) async fn pages<T, A, E, F>(
        &self,
        action: Action,
        send: impl Fn(Option<String>) -> F,
        part: impl Fn(A) -> (Option<Vec<T>>, Option<String>),
    ) -> Result<Vec<T>, CloudError>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
        F: Future<Output = Result<A, SdkError<E, HttpResponse>>>,
    {
        let (mut all, mut page) = (Vec::new(), None);
        loop {
            let (items, next) = part(self.call(action, || send(page.clone())).await?);
            all.extend(items.unwrap_or_default());
            page = next.filter(|next| !next.is_empty());
            if page.is_none() {
                return Ok(all);
            }
        }
    }

    /// Notes that something new exists, which not all of AWS has heard of yet.
    pub(crate) fn made_something(&self) {
        self.clients.made_something();
    }

    /// Whose account this is, and in which region.
    pub(crate) fn place(&self) -> &'a Place {
        &self.clients.place
    }

    /// What each service is called with, and what its kinds have read together.
    pub(crate) fn services(&self) -> &'a Connections {
        &self.clients.services
    }
}

fn undeclared(kind: &str, verb: Verb, action: Action) -> CloudError {
    let message =
        format!("{kind} does not declare that it needs {action} to {verb:?}: add it to its actions");
    CloudError::new(action.to_string(), "Undeclared", message, ErrorClass::Refused)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_sdk_ec2::operation::describe_vpcs::{DescribeVpcsError, DescribeVpcsOutput};
    use ironwright_aws::ec2::Vpc;

    use super::*;
    use crate::ec2::SERVICE as EC2;
    use crate::handler::OnAws as _;

    type Answer = Result<DescribeVpcsOutput, SdkError<DescribeVpcsError, HttpResponse>>;

    /// The contract's tests rest on this: a build in which it does not hold must not pass for tested.
    #[tokio::test]
    async fn a_call_that_its_handler_does_not_declare_is_refused_before_it_is_sent() {
        let clients = Clients::unconnected();
        let calls = Calls::new(&clients, Vpc::HANDLER, Verb::Create);
        let count = AtomicUsize::new(0);
        let send = async || {
            count.fetch_add(1, Ordering::Relaxed);
            Answer::Ok(DescribeVpcsOutput::builder().build())
        };
        let refused =
            calls.call(EC2.action("DescribeVpcs"), send).await.expect_err("a create does not declare it");
        assert_eq!((refused.code.as_str(), refused.class), ("Undeclared", ErrorClass::Refused), "{refused}");
        assert_eq!(count.load(Ordering::Relaxed), 0);
        calls.call(EC2.action("CreateVpc"), send).await.expect("a create declares it");
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_list_is_asked_for_page_by_page_until_no_further_one_is_named() {
        let clients = Clients::unconnected();
        let calls = Calls::new(&clients, Vpc::HANDLER, Verb::Read);
        let asked = Mutex::new(Vec::new());
        let send = async |page: Option<String>| {
            let next = [Some("second"), Some("third"), Some("")][asked.lock().expect("a list").len()];
            asked.lock().expect("a list").push(page);
            Answer::Ok(DescribeVpcsOutput::builder().set_next_token(next.map(str::to_owned)).build())
        };
        let part = |answer: DescribeVpcsOutput| (Some(vec![1]), answer.next_token);
        let all = calls.pages(EC2.action("DescribeVpcs"), send, part).await.expect("answers");
        assert_eq!(all, [1, 1, 1]);
        let pages: Vec<_> = asked.into_inner().expect("a list");
        assert_eq!(
            pages.iter().map(Option::as_deref).collect::<Vec<_>>(),
            [None, Some("second"), Some("third")]
        );
    }
}
