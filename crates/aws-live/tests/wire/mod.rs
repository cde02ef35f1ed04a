//! A way to a server that somebody stands in: requests are passed on, or answered in its place.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

/// What answers a request in the server's place, if anything does.
pub(crate) type Answers = dyn Fn(&str) -> Option<String> + Send + Sync;

/// The endpoint of a way to a server, `127.0.0.1:5000`.
pub(crate) fn way_to(server: &str, answers: Arc<Answers>) -> String {
    let server = server.trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, answers) = (server.clone(), Arc::clone(&answers));
            std::thread::spawn(move || pass_on(client, &server, &*answers));
        }
    });
    endpoint
}

fn pass_on(mut client: TcpStream, server: &str, answers: &Answers) {
    while let Some(request) = message(&mut client) {
        let answer = match answers(&String::from_utf8_lossy(&request)) {
            Some(answer) => Some(answer.into_bytes()),
            None => asked(server, &request),
        };
        let Some(answer) = answer else { return };
        if client.write_all(&answer).is_err() {
            return;
        }
    }
}

fn asked(server: &str, request: &[u8]) -> Option<Vec<u8>> {
    let mut upstream = TcpStream::connect(server).ok()?;
    upstream.write_all(request).ok()?;
    message(&mut upstream)
}

/// One HTTP message with its body.
fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head
                .split("content-length:")
                .nth(1)
                .and_then(|rest| rest.lines().next()?.trim().parse().ok());
            if bytes.len() >= end + 4 + length.unwrap_or(0) {
                return Some(bytes);
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}
