//! How AWS says no, in the words of each protocol.

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

/// How a service writes its errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Protocol {
    /// XML of EC2's own.
    Ec2,
    /// XML, as IAM and STS have it.
    Query,
    /// JSON.
    Json,
}

impl Protocol {
    /// The protocol of a request.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let header = |name: &str| request.headers().get(name).unwrap_or_default();
        if header("content-type").contains("json") {
            Self::Json
        } else if header("authorization").contains("/ec2/aws4_request") {
            Self::Ec2
        } else {
            Self::Query
        }
    }
}

/// The server is in trouble.
pub(super) fn failed(protocol: Protocol, status: u16) -> Result<HttpResponse, ConnectorError> {
    let code = match (protocol, status) {
        (Protocol::Ec2, 500) => "InternalError",
        (Protocol::Ec2, _) => "Unavailable",
        (Protocol::Query, 500) => "ServiceFailure",
        (Protocol::Query | Protocol::Json, 503) => "ServiceUnavailable",
        (Protocol::Query | Protocol::Json, _) => "ServerException",
    };
    answer(protocol, status, code, "An internal error has occurred")
}

/// The server has had too many calls.
pub(super) fn throttled(protocol: Protocol) -> Result<HttpResponse, ConnectorError> {
    match protocol {
        Protocol::Ec2 => answer(protocol, 503, "RequestLimitExceeded", "Request limit exceeded."),
        Protocol::Query => answer(protocol, 400, "Throttling", "Rate exceeded"),
        Protocol::Json => answer(protocol, 400, "ThrottlingException", "Rate exceeded"),
    }
}

/// Who asks may not.
pub(super) fn denied(protocol: Protocol, action: &str) -> Result<HttpResponse, ConnectorError> {
    let (status, code) = match protocol {
        Protocol::Ec2 => (403, "UnauthorizedOperation"),
        Protocol::Query => (403, "AccessDenied"),
        Protocol::Json => (400, "AccessDeniedException"),
    };
    answer(protocol, status, code, &format!("no identity-based policy allows the {action} action"))
}

fn answer(
    protocol: Protocol,
    status: u16,
    code: &str,
    message: &str,
) -> Result<HttpResponse, ConnectorError> {
    let error = format!("<Code>{code}</Code><Message>{message}</Message>");
    let (content, body) = match protocol {
        Protocol::Ec2 => {
            let body = format!(
                "<Response><Errors><Error>{error}</Error></Errors><RequestID>0</RequestID></Response>"
            );
            ("text/xml", body)
        }
        Protocol::Query => {
            let body = format!("<ErrorResponse><Error><Type>Sender</Type>{error}</Error></ErrorResponse>");
            ("text/xml", body)
        }
        Protocol::Json => {
            let body = format!(r#"{{"__type":"{code}","message":"{message}"}}"#);
            ("application/x-amz-json-1.1", body)
        }
    };
    let status = status.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(body));
    answer.headers_mut().insert("content-type", content);
    Ok(answer)
}
