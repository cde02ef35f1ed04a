//! A server that plays a part of AWS which no other server plays: it gives the answers it was told to give.

use std::collections::HashMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use ironwright_aws_live::{Live, Options};

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/test</Arn><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";

/// What it was told, and what it was asked.
pub(crate) struct Player {
    endpoint: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Player {
    /// A server that gives an action's answers one after the other, and its last one for ever. An answer that begins
    /// with `!` is an error: its code and its message.
    pub(crate) fn new(parts: &[(&'static str, &[&'static str])]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let mut answers: HashMap<&str, Vec<&'static str>> = parts
            .iter()
            .map(|(action, answers)| (*action, answers.iter().rev().copied().collect()))
            .collect();
        answers.insert("GetCallerIdentity", vec![IDENTITY]);
        let (answers, asked) = (Arc::new(Mutex::new(answers)), Arc::default());
        let player = Self { endpoint, asked: Arc::clone(&asked) };
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (answers, asked) = (Arc::clone(&answers), Arc::clone(&asked));
                std::thread::spawn(move || play(client, &answers, &asked));
            }
        });
        player
    }

    pub(crate) async fn connect(&self) -> Live {
        let options = Options {
            endpoint: Some(self.endpoint.clone()),
            region: Some("us-east-1".to_owned()),
            keys: Some(("test".to_owned(), "test".to_owned())),
            late_create_window: Some(std::time::Duration::ZERO),
            ..Options::default()
        };
        Live::connect(&options).await.expect("connects")
    }

    /// The actions that were asked for, in order, but for who asks.
    pub(crate) fn actions(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked
            .iter()
            .map(|request| action_of(request))
            .filter(|action| action != "GetCallerIdentity")
            .collect()
    }

    /// The requests that were made, as they were sent.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn play(
    mut client: TcpStream,
    answers: &Mutex<HashMap<&'static str, Vec<&'static str>>>,
    asked: &Mutex<Vec<String>>,
) {
    while let Some((target, body)) = request(&mut client) {
        let json = target.is_some();
        let action = target.unwrap_or_else(|| action_of(&body));
        // What is sent as JSON names its action beside the body.
        let body = if json { format!("Action={action}&{body}") } else { body };
        asked.lock().unwrap_or_else(PoisonError::into_inner).push(body);
        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = answers.get_mut(action.as_str());
        let answer =
            queue.and_then(|queue| if queue.len() > 1 { queue.pop() } else { queue.last().copied() });
        let (status, text) = match answer.map(|answer| (answer, answer.strip_prefix('!'))) {
            Some((_, Some(error))) => {
                let (code, message) = error.split_once(' ').unwrap_or((error, ""));
                let xml = || {
                    format!(
                        "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors></Response>"
                    )
                };
                let text = if json {
                    serde_json::json!({"__type": code, "message": message}).to_string()
                } else {
                    xml()
                };
                (400, text)
            }
            Some((answer, None)) => (200, answer.to_owned()),
            None => (500, format!("<!doctype html>nobody told me of {action}")),
        };
        let length = text.len();
        let content = if json { "application/x-amz-json-1.1" } else { "text/xml" };
        let head =
            format!("HTTP/1.1 {status} Said\r\ncontent-type: {content}\r\ncontent-length: {length}\r\n\r\n");
        let _ = client.write_all(format!("{head}{text}").as_bytes());
    }
}

fn action_of(request: &str) -> String {
    request.split('&').next().unwrap_or_default().replace("Action=", "")
}

/// One request: the action that stands beside the body, if one does, and the body.
fn request(stream: &mut TcpStream) -> Option<(Option<String>, String)> {
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let target = head.lines().find(|line| line.to_lowercase().starts_with("x-amz-target:"));
            let target = target.and_then(|line| line.rsplit('.').next()).map(str::to_owned);
            let head = head.to_lowercase();
            let length = head.split("content-length:").nth(1).and_then(|rest| rest.lines().next());
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some((target, body.to_owned()));
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}
