//! What a person is told when AWS cannot be reached, or is not what answers.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use ironwright_aws_live::{Live, Options};
use ironwright_engine::cloud::{CloudError, Effect, ErrorClass};

/// Somebody who answers every connection with the same bytes; the endpoint that leads there.
fn answering(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    endpoint
}

async fn error_of(endpoint: String) -> CloudError {
    let options = Options {
        endpoint: Some(endpoint),
        region: Some("eu-west-2".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        ..Options::default()
    };
    Live::connect(&options).await.expect_err("nobody is there")
}

#[tokio::test]
async fn a_web_page_is_told_from_an_answer() {
    for page in [
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\n\r\n<html>Hi</html>",
        "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 15\r\n\r\n<html>Hi</html>",
    ] {
        let error = error_of(answering(page)).await;
        assert!(error.message.starts_with("the endpoint answers with a web page (HTTP "), "{error}");
        assert!(error.hint.expect("a hint").contains("AWS_ENDPOINT_URL"));
    }
}

#[tokio::test]
async fn what_was_never_sent_has_not_happened_and_what_was_never_answered_may_have() {
    let nobody = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port");
    let refused = error_of(format!("http://{nobody}")).await;
    assert_eq!((refused.class, refused.effect), (ErrorClass::Transient, Effect::None), "{refused}");
    let silent = error_of(answering("")).await;
    assert_eq!((silent.class, silent.effect), (ErrorClass::Transient, Effect::Unknown), "{silent}");
}

#[tokio::test]
async fn an_expired_token_is_a_sentence_with_what_to_do() {
    let answer = "HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\ncontent-length: 164\r\n\r\n\
                  <ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token \
                  included in the request is expired</Message></Error></ErrorResponse>                ";
    let error = error_of(answering(answer)).await;
    assert_eq!((error.code.as_str(), error.class), ("ExpiredToken", ErrorClass::Denied), "{error}");
    assert!(error.hint.expect("a hint").starts_with("sign in again"));
}

/// What STS says for an error, as it says it.
fn refusing(code: &str, message: &str) -> String {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    );
    let head = format!("HTTP/1.1 403 Forbidden\r\ncontent-type: text/xml\r\ncontent-length: {}", body.len());
    answering(Box::leak(format!("{head}\r\n\r\n{body}").into_boxed_str()))
}

#[tokio::test]
async fn a_clock_that_is_off_is_told_from_a_wrong_key() {
    for (code, message) in [
        (
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
        ),
        ("SignatureDoesNotMatch", "Signature expired: 20261120T120000Z is now earlier than 20261120T124500Z"),
        (
            "SignatureDoesNotMatch",
            "Signature not yet current: 20261120T140000Z is still later than 20261120T131500Z",
        ),
        ("RequestExpired", "Request has expired."),
    ] {
        let error = error_of(refusing(code, message)).await;
        assert_eq!((error.code.as_str(), error.class), (code, ErrorClass::Denied), "{error}");
        assert!(
            error.hint.as_deref().is_some_and(|hint| hint.starts_with("this machine's clock is off")),
            "{error:?}"
        );
    }
    let wrong = "The request signature we calculated does not match the signature you provided.";
    let error = error_of(refusing("SignatureDoesNotMatch", wrong)).await;
    assert!(error.hint.as_deref().is_some_and(|hint| hint.contains("AWS_ACCESS_KEY_ID")), "{error:?}");
}

#[tokio::test]
async fn a_role_that_may_not_be_assumed_is_a_sentence_with_what_to_do() {
    let message = "User: arn:aws:iam::123456789012:user/me is not authorized to perform: sts:AssumeRole on resource: \
                   arn:aws:iam::123456789012:role/deploy";
    let options = Options {
        endpoint: Some(refusing("AccessDenied", message)),
        region: Some("eu-west-2".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        assume_role: Some("arn:aws:iam::123456789012:role/deploy".to_owned()),
        ..Options::default()
    };
    let error = Live::connect(&options).await.expect_err("it may not be assumed");
    assert_eq!(
        error.to_string(),
        format!("sts:AssumeRole: AccessDenied: the role may not be assumed: {message}")
    );
    assert_eq!((error.class, error.effect), (ErrorClass::Denied, Effect::None));
    assert!(error.hint.expect("a hint").starts_with("have the role's trust policy name the identity"));
}
