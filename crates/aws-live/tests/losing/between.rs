//! A way to a server on which requests and answers can be interfered with, and a way to ask it plainly.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// Where moto is, without `http://`.
pub(crate) fn moto() -> String {
    let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
        panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
    });
    moto.trim_start_matches("http://").to_owned()
}

/// What becomes of a request.
pub(crate) enum Fate {
    /// It is passed on, and so is its answer.
    Passes,
    /// It is passed on, and its answer is lost.
    AnswerLost,
    /// It is refused like this instead, code and message.
    Refused(&'static str, &'static str),
}

/// A way to a server, with what becomes of each request.
pub(crate) fn between(server: &str, fate: impl Fn(&str) -> Fate + Send + Sync + 'static) -> String {
    let (server, fate) = (server.to_owned(), Arc::new(fate));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, fate) = (server.clone(), Arc::clone(&fate));
            std::thread::spawn(move || pass_on(client, &server, &*fate));
        }
    });
    endpoint
}

/// Passes on one connection's requests and answers, until an answer is lost.
fn pass_on(mut client: TcpStream, server: &str, fate: &dyn Fn(&str) -> Fate) {
    loop {
        let Some(request) = message(&mut client) else { return };
        let fate = fate(&String::from_utf8_lossy(&request));
        if let Fate::Refused(code, text) = fate {
            let body = format!(
                "<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message></Error></Errors></Response>"
            );
            let head = format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\n\r\n", body.len());
            let _ = client.write_all(format!("{head}{body}").as_bytes());
            continue;
        }
        let Ok(mut upstream) = TcpStream::connect(server) else { return };
        let _ = upstream.write_all(&request);
        let Some(answer) = message(&mut upstream) else { return };
        if matches!(fate, Fate::AnswerLost) {
            return;
        }
        let _ = client.write_all(&answer);
    }
}

/// Asks a server's EC2 plainly, and gives its answer.
pub(crate) fn ask(server: &str, query: &str) -> String {
    let body = format!("Version=2016-11-15&{query}");
    let request = format!(
        "POST / HTTP/1.1\r\nhost: ec2.us-east-1.amazonaws.com\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ec2/aws4_request\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(server).expect("connects");
    stream.write_all(request.as_bytes()).expect("asks");
    String::from_utf8_lossy(&message(&mut stream).expect("an answer")).into_owned()
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
