//! Cloud Map's operations: what namespaces and services become is told by them, some seconds after the call.

use std::time::Duration;

use aws_sdk_servicediscovery::types::{
    FilterCondition, Operation, OperationFilter, OperationFilterName, OperationStatus, OperationTargetType,
};
use tokio::time::sleep;

use super::api::SERVICE_DISCOVERY;
use crate::handler::prelude::*;

pub(super) const GET: Action = SERVICE_DISCOVERY.action("GetOperation");
pub(super) const LIST: Action = SERVICE_DISCOVERY.action("ListOperations");

/// How often AWS is asked how far an operation is.
const PAUSE: Duration = Duration::from_millis(500);

/// The namespace that an operation makes, which AWS names before it is done.
///
/// # Errors
/// When the operation comes to nothing.
pub(super) async fn namespace_made_by(
    aws: &Calls<'_>,
    action: Action,
    operation: Option<&str>,
) -> Result<Made> {
    let Some(operation) = operation else { return Made::named(action, None) };
    loop {
        let now = get(aws, operation).await?;
        let targets = now.as_ref().and_then(Operation::targets);
        let namespace = targets.and_then(|targets| targets.get(&OperationTargetType::Namespace));
        match now.as_ref().and_then(Operation::status) {
            Some(OperationStatus::Fail) => return Err(failure(action, now.as_ref())),
            Some(OperationStatus::Success) => return Made::named(action, namespace.map(String::as_str)),
            _ if namespace.is_some() => return Made::named(action, namespace.map(String::as_str)),
            _ => sleep(PAUSE).await,
        }
    }
}

/// Waits until an operation is done: some seconds.
///
/// # Errors
/// When it comes to nothing.
pub(super) async fn finished(aws: &Calls<'_>, action: Action, operation: Option<&str>) -> Result<()> {
    let Some(operation) = operation else { return Ok(()) };
    loop {
        let now = get(aws, operation).await?;
        match now.as_ref().and_then(Operation::status) {
            Some(OperationStatus::Success) => return Ok(()),
            Some(OperationStatus::Fail) => return Err(failure(action, now.as_ref())),
            _ => sleep(PAUSE).await,
        }
    }
}

/// Whether something is still being done to a namespace.
///
/// # Errors
/// When what made it came to nothing.
pub(super) async fn is_under_way(aws: &Calls<'_>, action: Action, namespace: &str) -> Result<bool> {
    let filter = OperationFilter::builder()
        .name(OperationFilterName::NamespaceId)
        .values(namespace)
        .condition(FilterCondition::Eq)
        .build();
    let list = || {
        aws.servicediscovery().list_operations().set_filters(filter.as_ref().ok().cloned().map(|it| vec![it]))
    };
    let send = |page| list().set_next_token(page).send();
    let all = aws.pages(LIST, send, |it| (it.operations, it.next_token)).await?;
    let has = |status: &OperationStatus| all.iter().find(|it| it.status() == Some(status));
    if let Some(failed) = has(&OperationStatus::Fail).and_then(|it| it.id()) {
        let failed = get(aws, failed).await?;
        let is_its = |it: &&Operation| {
            it.targets()
                .and_then(|all| all.get(&OperationTargetType::Namespace))
                .is_some_and(|id| id == namespace)
        };
        if let Some(failed) = failed.as_ref().filter(is_its) {
            return Err(failure(action, Some(failed)));
        }
    }
    Ok(has(&OperationStatus::Pending).or(has(&OperationStatus::Submitted)).is_some())
}

async fn get(aws: &Calls<'_>, operation: &str) -> Result<Option<Operation>> {
    let send = || aws.servicediscovery().get_operation().operation_id(operation).send();
    Ok(aws.call(GET, send).await?.operation)
}

/// What AWS says of an operation that came to nothing.
fn failure(action: Action, operation: Option<&Operation>) -> CloudError {
    let code = operation.and_then(Operation::error_code).unwrap_or("Failed");
    let message = operation.and_then(Operation::error_message).unwrap_or("AWS says nothing more about it");
    let class = if code.ends_with("ALREADY_EXISTS") || code.ends_with("AlreadyExists") {
        ErrorClass::Conflict
    } else {
        ErrorClass::Refused
    };
    CloudError::new(action.to_string(), code, message, class)
}
