//! Every error of the SDK becomes one of ours here: which call, what AWS said, whether it may have acted all the same,
//! and what a person can do. What only one service says stands in that service's file.

use std::error::Error;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use super::service::{Refusal, Service, code, is_any};
use crate::credentials;

/// Too many calls at once.
const THROTTLING: &[&str] = &[
    "RequestLimitExceeded",
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "EC2ThrottledException",
    "SlowDown",
    "PriorRequestNotComplete",
];

/// What passes by itself: AWS's own trouble, something that is being changed.
const PASSING: &[&str] = &[
    "InternalError",
    "InternalFailure",
    "InternalServiceError",
    "ServerException",
    "ServiceFailure",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Unavailable",
    "OperationAbortedException",
    "ConcurrentModification",
    "ConcurrentModificationException",
    "UpdateInProgressException",
    "ResourceInUseException",
];

/// Who asks may not.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "OptInRequired",
    "AuthFailure",
];

/// AWS does not accept the credentials themselves.
const BAD_CREDENTIALS: &[&str] = &[
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "IncompleteSignature",
    "MissingAuthenticationToken",
];

const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException"];

const SKEWED: &[&str] = &["RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired"];

/// What AWS says of a signature whose date is not now: the code alone would be that of a wrong key.
const SKEWED_SIGNATURE: &[&str] = &["Signature expired", "Signature not yet current"];

/// How all services say that a name or place is taken.
const TAKEN: &[Refusal] = &[code("*AlreadyExists"), code("*AlreadyExistsException"), code("*.Duplicate")];

/// For calls of services that have nothing of their own to say: they are asked for keys, buckets and who asks.
const ANY: Service = Service::named("");

/// Nothing was sent.
pub(crate) const NO_CONNECTION: &str = "NoConnection";

/// How the client says that it does not find the host.
pub(crate) const UNKNOWN_HOST: &str = "dns error";

/// The error of a call that is none of a kind's.
pub(crate) fn of<E>(call: &str, error: &SdkError<E, HttpResponse>) -> CloudError
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    in_words_of(&ANY, call, error)
}

/// The error of a call of a service.
pub(super) fn in_words_of<E>(service: &Service, call: &str, error: &SdkError<E, HttpResponse>) -> CloudError
where
    E: Error + ProvideErrorMetadata + Send + Sync + 'static,
{
    if let Some(missing) = credentials::lacking(call, error) {
        return missing;
    }
    let (sent, text) = (!matches!(error, SdkError::ConstructionFailure(_)), chain(error));
    match error {
        SdkError::ServiceError(refused) => {
            let meta = refused.err().meta();
            match meta.code() {
                Some(code) => {
                    let message = meta.message().unwrap_or("AWS says nothing more about it");
                    said(service, call, code, message, refused.raw().status().as_u16())
                }
                None => unreadable(call, refused.raw(), &text),
            }
        }
        SdkError::ResponseError(response) => unreadable(call, response.raw(), &text),
        SdkError::DispatchFailure(failure) if failure.is_user() => {
            CloudError::new(call, "InvalidRequest", text, ErrorClass::Refused)
        }
        SdkError::DispatchFailure(_) if never_left(&text) => {
            let why = text.rsplit_once("client error (Connect): ").map_or(&*text, |(_, why)| why);
            let message = format!("AWS cannot be reached: {why}");
            CloudError::new(call, NO_CONNECTION, message, ErrorClass::Transient).hint(
                "see that this machine has a network, and that region and AWS_ENDPOINT_URL, if it is set, are right",
            )
        }
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => {
            let code = if matches!(error, SdkError::TimeoutError(_)) { "TimedOut" } else { "ConnectionLost" };
            CloudError::new(call, code, text, ErrorClass::Transient).with_unknown_effect()
        }
        _ => {
            let error = CloudError::new(call, "NotSent", text, ErrorClass::Refused);
            if sent { error.with_unknown_effect() } else { error }
        }
    }
}

/// Whether AWS had too many calls.
pub(crate) fn is_throttling(code: &str) -> bool {
    THROTTLING.contains(&code)
}

/// An answer, or nothing when what was asked for is not there.
pub(crate) fn unless_missing<T>(answer: Result<T, CloudError>) -> Result<Option<T>, CloudError> {
    match answer {
        Err(error) if error.class == ErrorClass::NotFound => Ok(None),
        answer => answer.map(Some),
    }
}

/// Whether AWS says that who asks may not.
pub(crate) fn is_denied(code: &str) -> bool {
    DENIED.contains(&code)
}

/// What AWS itself has said to a call that is none of a kind's.
pub(crate) fn said_by_any(call: &str, code: &str, message: &str, status: u16) -> CloudError {
    said(&ANY, call, code, message, status)
}

/// What a service has said.
fn said(service: &Service, call: &str, code: &str, message: &str, status: u16) -> CloudError {
    let error = |class| CloudError::new(call, code, message, class);
    let name = call.rsplit(':').next().unwrap_or_default();
    let is = |refusals: &[Refusal]| is_any(refusals, name, code, message);
    if is_throttling(code) {
        // Counted before anything is done.
        error(ErrorClass::Transient)
    } else if is(service.in_use) {
        error(ErrorClass::Blocked)
    } else if PASSING.contains(&code) || status >= 500 || is(service.passing) {
        let error = error(ErrorClass::Transient);
        if status >= 500 { error.with_unknown_effect() } else { error }
    } else if is(service.not_found) {
        error(ErrorClass::NotFound)
    } else if is(TAKEN) || is(service.taken) {
        error(ErrorClass::Conflict)
    } else if EXPIRED.contains(&code) {
        error(ErrorClass::Denied).hint("sign in again (`aws sso login`, or new keys), and type the same command: all that was done is kept")
    } else if SKEWED.contains(&code) || SKEWED_SIGNATURE.iter().any(|words| message.contains(words)) {
        error(ErrorClass::Denied)
            .hint("this machine's clock is off, and AWS takes no request that is five minutes old or early: set the clock (`timedatectl set-ntp true`), and type the same command")
    } else if BAD_CREDENTIALS.contains(&code) {
        error(ErrorClass::Denied)
            .hint("AWS does not know these credentials: see AWS_PROFILE, `--profile` and AWS_ACCESS_KEY_ID")
    } else if DENIED.contains(&code) {
        error(ErrorClass::Denied)
            .hint(format!("have {call} allowed for the identity that is used, or use another one"))
    } else {
        error(ErrorClass::Refused)
    }
}

/// An answer that is not AWS's protocol: a proxy's page, or something else that listens there.
fn unreadable(call: &str, response: &HttpResponse, text: &str) -> CloudError {
    let status = response.status().as_u16();
    let content = response.headers().get("content-type").unwrap_or("of no stated type");
    let page = response.body().bytes().is_some_and(|body| {
        body.trim_ascii_start().starts_with(b"<!") || body.trim_ascii_start().starts_with(b"<html")
    });
    let message = if page || content.starts_with("text/html") {
        format!("the endpoint answers with a web page (HTTP {status}, {content}), not as AWS does")
    } else {
        format!("the answer cannot be read (HTTP {status}, {content}): {text}")
    };
    let class = if status >= 500 { ErrorClass::Transient } else { ErrorClass::Refused };
    CloudError::new(call, "UnreadableAnswer", message, class)
        .with_unknown_effect()
        .hint("see that AWS_ENDPOINT_URL, if it is set, and the proxy between here and AWS are right")
}

/// Whether a connection never came to be, so that nothing can have been done.
fn never_left(text: &str) -> bool {
    // The client's own type for it is not public; these are its words.
    [
        UNKNOWN_HOST,
        "tcp connect error",
        "connection refused",
        "HTTP connect timeout",
        "client error (Connect)",
    ]
    .iter()
    .any(|sign| text.to_ascii_lowercase().contains(&sign.to_ascii_lowercase()))
}

/// An error and all that it comes from, in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let deeper = error.to_string();
        if !text.contains(&deeper) {
            text = format!("{text}: {deeper}");
        }
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use ironwright_engine::cloud::Effect;

    use super::*;
    use crate::registry::service;

    /// What a call's service says.
    fn said(call: &str, code: &str, message: &str, status: u16) -> CloudError {
        let prefix = call.split(':').next().unwrap_or_default();
        super::said(service(prefix).expect("a service"), call, code, message, status)
    }

    fn class_of(call: &str, code: &str, status: u16) -> (ErrorClass, Effect) {
        let error = said(call, code, "", status);
        (error.class, error.effect)
    }

    #[test]
    fn what_a_service_does_not_find_is_not_found_for_that_service_alone() {
        assert_eq!(class_of("ec2:DeleteVpc", "InvalidVpcID.NotFound", 400).0, ErrorClass::NotFound);
        assert_eq!(class_of("logs:DeleteLogGroup", "ResourceNotFoundException", 400).0, ErrorClass::NotFound);
        assert_eq!(class_of("ecs:CreateService", "ResourceNotFoundException", 400).0, ErrorClass::Refused);
    }

    #[test]
    fn where_the_code_says_too_little_the_message_decides() {
        let class = |call: &str, code: &str, message: &str| said(call, code, message, 400).class;
        let (create, code) = ("ecs:CreateService", "InvalidParameterException");
        assert_eq!(class(create, code, "Creation of service was not idempotent."), ErrorClass::Conflict);
        assert_eq!(
            class(create, code, "Unable to Start a service that is still Draining."),
            ErrorClass::Blocked
        );
        assert_eq!(class(create, code, "Container nginx does not exist."), ErrorClass::Refused);
    }

    #[test]
    fn a_server_that_failed_may_have_acted_and_one_that_throttles_has_not() {
        assert_eq!(class_of("ec2:CreateVpc", "InternalError", 500), (ErrorClass::Transient, Effect::Unknown));
        assert_eq!(
            class_of("ec2:CreateVpc", "RequestLimitExceeded", 503),
            (ErrorClass::Transient, Effect::None)
        );
        assert_eq!(
            class_of("ec2:DeleteVpc", "DependencyViolation", 400),
            (ErrorClass::Blocked, Effect::None)
        );
    }

    #[test]
    fn what_is_still_in_use_has_to_wait_however_aws_says_it() {
        for (call, code) in [
            ("ec2:DeleteRouteTable", "DependencyViolation"),
            ("ec2:DetachInternetGateway", "DependencyViolation"),
            ("ec2:ReleaseAddress", "InvalidIPAddress.InUse"),
        ] {
            assert_eq!(class_of(call, code, 400), (ErrorClass::Blocked, Effect::None), "{code}");
        }
        let of_nat = "You do not have permission to access the specified resource.";
        let class = |call, message| said(call, "AuthFailure", message, 400).class;
        assert_eq!(class("ec2:ReleaseAddress", of_nat), ErrorClass::Blocked);
        assert_eq!(class("ec2:ReleaseAddress", "AWS was not able to validate them"), ErrorClass::Denied);
        assert_eq!(class("ec2:DeleteVpc", of_nat), ErrorClass::Denied);
    }

    #[test]
    fn what_somebody_else_deleted_is_not_found() {
        for (call, code) in [
            ("ec2:DeleteRoute", "InvalidRoute.NotFound"),
            ("ec2:DisassociateRouteTable", "InvalidAssociationID.NotFound"),
            ("ec2:ReleaseAddress", "InvalidAllocationID.NotFound"),
            ("ec2:DeleteNatGateway", "NatGatewayNotFound"),
            ("ec2:DetachInternetGateway", "Gateway.NotAttached"),
        ] {
            assert_eq!(class_of(call, code, 400).0, ErrorClass::NotFound, "{code}");
        }
    }

    #[test]
    fn a_name_that_is_taken_is_a_conflict() {
        for (call, code) in [
            ("iam:CreateRole", "EntityAlreadyExists"),
            ("ec2:CreateSubnet", "InvalidSubnet.Conflict"),
            ("logs:CreateLogGroup", "ResourceAlreadyExistsException"),
            ("ec2:CreateRoute", "RouteAlreadyExists"),
            ("ec2:AssociateRouteTable", "Resource.AlreadyAssociated"),
        ] {
            assert_eq!(class_of(call, code, 409).0, ErrorClass::Conflict, "{code}");
        }
    }
}
