//! One call on AWS: declared, paced, made again where that is safe, and its error told in our words.
//!
//! The SDK's own retry is off for everything: it would send a create twice whose first answer was lost. What may be
//! sent again is decided here, for all calls alike: reads that fail in passing, and what AWS refuses only because it
//! has not yet heard of what was made a moment ago.

use std::time::Duration;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ironwright_engine::cloud::{CloudError, ErrorClass};
use tokio::time::{Instant, sleep};

use crate::clients::Clients;
use crate::ec2::Acls;
use crate::gather::Gathering;
use crate::handler::{Handler, Verb};
use crate::{consistency, error, iam};

/// How long a read that fails in passing is made again.
const READS: Duration = Duration::from_secs(30);

/// What a handler makes its calls with, while it does one verb.
#[derive(Clone, Copy)]
pub(crate) struct Calls<'a> {
    clients: &'a Clients,
    kind: &'static str,
    verb: Verb,
    declared: &'static [&'static str],
}

impl<'a> Calls<'a> {
    /// The calls of a handler for one of its verbs.
    pub(crate) fn new(clients: &'a Clients, handler: &dyn Handler, verb: Verb) -> Self {
        Self { clients, kind: handler.kind().name, verb, declared: handler.permissions().of(verb) }
    }

    /// Makes a call and gives its answer. `action` is the call as IAM names it, `ec2:CreateVpc`; `send` builds the
    /// request and sends it, each time anew.
    ///
    /// # Errors
    /// What AWS says, or why nobody heard it.
    pub(crate) async fn call<T, E, F>(
        &self,
        action: &'static str,
        send: impl Fn() -> F,
    ) -> Result<T, CloudError>
    where
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + 'static,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        if cfg!(debug_assertions) && !self.declared.contains(&action) {
            return Err(undeclared(self.kind, self.verb, action));
        }
        let began = Instant::now();
        let mut pause = Duration::from_millis(100);
        loop {
            self.clients.pace.take(action).await;
            let failed = match send().await {
                Ok(answer) => {
                    self.clients.pace.went_well(action);
                    return Ok(answer);
                }
                Err(failed) => error::of(action, &failed),
            };
            if error::is_throttling(&failed.code) {
                self.clients.pace.was_throttled(action);
            }
            let passing = is_read(action) && failed.class == ErrorClass::Transient;
            let patience = match consistency::lag(action, &failed) {
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

    /// Notes that something new exists, which not all of AWS has heard of yet.
    pub(crate) fn made_something(&self) {
        self.clients.made_something();
    }

    /// An ARN in this account and region, of what is told after `arn:aws:ec2:eu-west-2:123456789012:`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let place = &self.clients.place;
        format!("arn:{}:{service}:{}:{}:{resource}", place.partition, place.region, place.account)
    }

    /// The same of a service that is one for all regions, as IAM is.
    pub(crate) fn global_arn(&self, service: &str, resource: &str) -> String {
        let place = &self.clients.place;
        format!("arn:{}:{service}::{}:{resource}", place.partition, place.account)
    }

    pub(crate) fn ec2(&self) -> &'a aws_sdk_ec2::Client {
        &self.clients.ec2
    }

    /// Where questions for route tables come together.
    pub(crate) fn route_tables(&self) -> &'a Gathering<aws_sdk_ec2::types::RouteTable> {
        &self.clients.route_tables
    }

    /// Where questions for network ACLs come together.
    pub(crate) fn acls(&self) -> &'a Acls {
        &self.clients.acls
    }

    /// Where questions for clusters come together.
    pub(crate) fn clusters(&self) -> &'a Gathering<aws_sdk_ecs::types::Cluster> {
        &self.clients.clusters
    }

    pub(crate) fn ecr(&self) -> &'a aws_sdk_ecr::Client {
        &self.clients.ecr
    }

    pub(crate) fn ecs(&self) -> &'a aws_sdk_ecs::Client {
        &self.clients.ecs
    }

    /// What IAM has said of the account.
    pub(crate) fn account(&self) -> &'a iam::Shared {
        &self.clients.account
    }

    pub(crate) fn iam(&self) -> &'a aws_sdk_iam::Client {
        &self.clients.iam
    }

    pub(crate) fn logs(&self) -> &'a aws_sdk_cloudwatchlogs::Client {
        &self.clients.logs
    }
}

/// Whether a call changes nothing, so that it may be made any number of times.
pub(crate) fn is_read(action: &str) -> bool {
    let name = action.split_once(':').map_or(action, |(_, name)| name);
    ["Describe", "List", "Get"].iter().any(|beginning| name.starts_with(beginning))
}

fn undeclared(kind: &str, verb: Verb, action: &str) -> CloudError {
    let message =
        format!("{kind} does not declare that it needs {action} to {verb:?}: add it to its permissions");
    CloudError::new(action, "Undeclared", message, ErrorClass::Refused)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_sdk_ec2::operation::describe_vpcs::{DescribeVpcsError, DescribeVpcsOutput};

    use super::*;

    /// The contract's tests rest on this: a build in which it does not hold must not pass for tested.
    #[tokio::test]
    async fn a_call_that_its_handler_does_not_declare_is_refused_before_it_is_sent() {
        let clients = Clients::unconnected();
        let calls = Calls::new(&clients, &crate::ec2::Vpc, Verb::Delete);
        let count = AtomicUsize::new(0);
        let send = async || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok::<_, SdkError<DescribeVpcsError, HttpResponse>>(DescribeVpcsOutput::builder().build())
        };
        let refused = calls.call("ec2:DescribeVpcs", send).await.expect_err("Delete does not declare it");
        assert_eq!((refused.code.as_str(), refused.class), ("Undeclared", ErrorClass::Refused), "{refused}");
        assert_eq!(count.load(Ordering::Relaxed), 0);
        calls.call("ec2:DeleteVpc", send).await.expect("Delete declares it");
        assert_eq!(count.load(Ordering::Relaxed), 1);
    }
}
