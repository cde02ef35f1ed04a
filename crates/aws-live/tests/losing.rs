//! A lost answer: AWS has made the VPC, and nobody heard. It is found by its tag, and there is one of it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ironwright_aws::ec2;
use ironwright_aws_live::{Live, Options};
use ironwright_core::{Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, Effect, ErrorClass};

#[tokio::test]
async fn a_vpc_whose_answer_was_lost_is_found_and_completed_instead_of_made_twice() {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    let moto = moto.trim_start_matches("http://").to_owned();
    let stack = format!("losing-{}", std::process::id());
    let options = Options {
        endpoint: Some(losing(&moto, "Action=CreateVpc&", 1)),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        landing: Some(Duration::ZERO),
        ..Options::default()
    };
    let live = Live::connect(&options).await.expect("connects");
    let inputs = Map::from([
        ("cidr_block".into(), "10.9.0.0/16".into()),
        ("enable_dns_hostnames".into(), true.into()),
    ]);
    let request = CreateRequest {
        stack: stack.clone(),
        address: "ec2.Vpc.main".parse().expect("an address"),
        kind: ec2::Vpc::kind(),
        inputs: ec2::Vpc::kind().with_defaults(inputs),
        token: format!("{:032x}", std::process::id()),
    };
    let lost = live.create(&request).await.expect_err("the answer is lost");
    assert_eq!((lost.class, lost.effect), (ErrorClass::Transient, Effect::Unknown), "{lost}");
    assert_eq!(vpcs_of(&moto, &stack), 1);

    let made = live.create(&request).await.expect("it is found");
    assert_eq!(vpcs_of(&moto, &stack), 1);
    assert_eq!(made.observed.get("enable_dns_hostnames"), Some(&true.into()));
    let found = live.find(&request).await.expect("looks").expect("is there");
    assert_eq!(found.id, made.id);
}

/// A way to a server on which so many answers to requests that hold a text are lost.
fn losing(server: &str, text: &'static str, answers: usize) -> String {
    let (server, left) = (server.to_owned(), Arc::new(AtomicUsize::new(answers)));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, left) = (server.clone(), Arc::clone(&left));
            std::thread::spawn(move || pass_on(client, &server, text, &left));
        }
    });
    endpoint
}

/// Passes on one connection's requests and answers, until an answer is lost.
fn pass_on(mut client: TcpStream, server: &str, text: &str, left: &AtomicUsize) {
    loop {
        let Some(request) = message(&mut client) else { return };
        let Ok(mut upstream) = TcpStream::connect(server) else { return };
        let _ = upstream.write_all(&request);
        let Some(answer) = message(&mut upstream) else { return };
        let counts = String::from_utf8_lossy(&request).contains(text);
        let take = |left: usize| left.checked_sub(1);
        if counts && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok() {
            return;
        }
        let _ = client.write_all(&answer);
    }
}

/// One HTTP message with its body.
fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .split("content-length:")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(bytes);
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}

/// How many VPCs there are of a stack, asked plainly.
fn vpcs_of(server: &str, stack: &str) -> usize {
    let body = format!(
        "Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=tag:ironwright:stack&Filter.1.Value.1={stack}"
    );
    let request = format!(
        "POST / HTTP/1.1\r\nhost: ec2.us-east-1.amazonaws.com\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(server).expect("connects");
    stream.write_all(request.as_bytes()).expect("asks");
    let answer = message(&mut stream).expect("an answer");
    String::from_utf8_lossy(&answer).matches("<vpcId>").count()
}
