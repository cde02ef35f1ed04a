//! `sqs.QueuePolicy`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::QueueUrl;
use crate::iam::{PolicyOf, check_policy};

/// The policy of a queue: who, of this and other accounts, may send to it and receive from it.
///
/// ```
/// use ironwright::aws::iam::{Condition, PolicyDocument, Principal, Statement};
/// use ironwright::aws::sqs::{Queue, QueuePolicy};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let jobs = stack.add("jobs", Queue::new("jobs"));
/// let send = Statement::allow()
///     .principal(Principal::service("events.amazonaws.com"))
///     .action("sqs:SendMessage")
///     .resource(&jobs.arn);
/// stack.add("jobs", QueuePolicy::new(&jobs, PolicyDocument::new().statement(send)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "sqs.QueuePolicy",
    id = "{queue_url}",
    outputs = QueuePolicyOutputs,
    page = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-using-identity-based-policies.html",
    unique = [["queue_url"]],
    completes = ["queue_url"],
    check = check
)]
pub struct QueuePolicy {
    /// The queue, by its URL.
    #[input(replaces)]
    queue_url: Input<QueueUrl>,
    /// Who may do what: statements with principals and resources.
    #[input(unordered)]
    policy: Input<Document>,
    options: Options,
}

/// What AWS gives back of a [`QueuePolicy`].
#[derive(Outputs, Debug)]
pub struct QueuePolicyOutputs {
    /// The queue.
    pub queue_url: Output<QueueUrl>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "policy", inputs, problems);
}
