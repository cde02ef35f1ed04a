//! A proxy before a server that speaks AWS: the server acts at once, and its answer is held back.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use super::heard::Heard;

/// How long an answer is held back, in milliseconds.
pub(super) const HELD: Range<u64> = 150..600;

/// For how long an answer is held back that nobody is to hear.
const FOR_GOOD: Duration = Duration::from_mins(1);

/// A proxy on a port of its own; it takes no more connections once the value is gone.
pub(super) struct Proxy {
    pub(super) endpoint: String,
    heard: Arc<Mutex<Heard>>,
    ended: Arc<AtomicBool>,
}

/// What is done with a request on its way.
#[derive(Clone)]
struct Way {
    server: String,
    account: String,
    held: Option<Range<u64>>,
    heard: Arc<Mutex<Heard>>,
}

impl Proxy {
    /// A proxy to a server, as an account, that holds each answer back so long.
    pub(super) fn start(server: &str, account: &str, held: Option<Range<u64>>) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port of 127.0.0.1 is free")?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let (heard, ended) = (Arc::<Mutex<Heard>>::default(), Arc::<AtomicBool>::default());
        let way = Way {
            server: server.trim_start_matches("http://").to_owned(),
            account: account.to_owned(),
            held,
            heard: Arc::clone(&heard),
        };
        let until = Arc::clone(&ended);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if until.load(Ordering::SeqCst) {
                    return;
                }
                let way = way.clone();
                thread::spawn(move || way.serve(client));
            }
        });
        Ok(Self { endpoint, heard, ended })
    }

    /// Holds back for good the answer to the first call of a create that takes two, after so many that went well.
    pub(super) fn stop_at(&self, number: usize) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).stops_at = Some(number);
    }

    /// What it has heard so far, looked at.
    pub(super) fn heard<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // The thread that listens wakes up once more, and sees that it is over.
        let _ = TcpStream::connect(self.endpoint.trim_start_matches("http://"));
    }
}

impl Way {
    /// Passes on one connection's requests and answers until one side has enough.
    fn serve(&self, mut client: TcpStream) {
        while let Some(request) = Message::read(&mut client) {
            let Some((answer, is_for_good)) = self.carry_out(&request) else { return };
            if is_for_good {
                thread::sleep(FOR_GOOD);
                return;
            }
            if let Some(held) = self.held.clone() {
                thread::sleep(Duration::from_millis(fastrand::u64(held)));
            }
            if client.write_all(&answer.head).and_then(|()| client.write_all(&answer.body)).is_err() {
                return;
            }
        }
    }

    /// Gives the answer, and whether nobody is to hear it.
    fn carry_out(&self, request: &Message) -> Option<(Message, bool)> {
        let mut server = TcpStream::connect(&self.server).ok()?;
        let (line, rest) = request.head.split_at(request.head.windows(2).position(|it| it == b"\r\n")?);
        server.write_all(line).ok()?;
        // One connection a request, so that the server's end of an answer needs no guessing.
        write!(server, "\r\nconnection: close\r\nx-moto-account-id: {}", self.account).ok()?;
        server.write_all(rest).and_then(|()| server.write_all(&request.body)).ok()?;
        let mut answer = Message::read(&mut server)?;
        answer.keep_alive();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let was_between = heard.is_between;
        heard.note(&request.head, &request.body, &answer.head);
        Some((answer, heard.is_between && !was_between))
    }
}

/// One HTTP message.
struct Message {
    /// Down to the empty line.
    head: Vec<u8>,
    body: Vec<u8>,
}

impl Message {
    fn read(stream: &mut TcpStream) -> Option<Self> {
        const END: &[u8] = b"\r\n\r\n";
        let (mut bytes, mut part) = (Vec::new(), [0; 16 * 1024]);
        let head = loop {
            if let Some(at) = bytes.windows(END.len()).position(|it| it == END) {
                break at + END.len();
            }
            match stream.read(&mut part).ok()? {
                0 => return None,
                read => bytes.extend_from_slice(&part[..read]),
            }
        };
        let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
        let length: usize = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length:"))
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0);
        while bytes.len() < head + length {
            match stream.read(&mut part).ok()? {
                0 => return None,
                read => bytes.extend_from_slice(&part[..read]),
            }
        }
        let body = bytes.split_off(head);
        Some(Self { head: bytes, body })
    }

    /// Lets the client use its connection again, whatever the server did with its own.
    fn keep_alive(&mut self) {
        let text = String::from_utf8_lossy(&self.head).into_owned();
        let kept = text.split("\r\n").filter(|line| !line.to_lowercase().starts_with("connection:"));
        self.head = kept.collect::<Vec<_>>().join("\r\n").into_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that answers each connection with what it was asked.
    fn echo() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let request = Message::read(&mut client).unwrap();
                let said = String::from_utf8_lossy(&request.head).into_owned() + "body:";
                let body = [said.as_bytes(), &request.body].concat();
                write!(
                    client,
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                    body.len()
                )
                .unwrap();
                client.write_all(&body).unwrap();
            }
        });
        address
    }

    #[test]
    fn requests_arrive_whole_and_in_the_name_of_the_account_and_connections_stay_open() {
        let proxy = Proxy::start(&echo(), "111122223333", None).unwrap();
        let mut client = TcpStream::connect(proxy.endpoint.trim_start_matches("http://")).unwrap();
        for body in ["one", "another"] {
            write!(client, "POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
            let answer = Message::read(&mut client).unwrap();
            let said = String::from_utf8_lossy(&answer.body).into_owned();
            assert!(said.contains("x-moto-account-id: 111122223333\r\n"), "{said}");
            assert!(said.ends_with(&format!("body:{body}")), "{said}");
        }
        assert_eq!(proxy.heard(|heard| heard.requests), 2);
    }
}
