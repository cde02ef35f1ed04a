//! The servers, places on them that are new, and a way to them on which answers get lost.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ironwright_aws_live::Options;
use ironwright_aws_live::store::init::{Wanted, examine};
use ironwright_aws_live::store::{Bucket, BucketPlace};
use ironwright_engine::store::DurableStore;

pub(crate) const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
pub(crate) const MINISTACK: &str = "IRONWRIGHT_TEST_MINISTACK";

pub(crate) fn endpoint(server: &str) -> String {
    std::env::var(server).unwrap_or_else(|_| {
        panic!(
            "{server} is not set: these tests need servers, which `cargo xtask test --leg contract` starts"
        )
    })
}

pub(crate) fn options(endpoint: String) -> Options {
    Options {
        endpoint: Some(endpoint),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        ..Options::default()
    }
}

/// A name that nobody has used.
pub(crate) fn name(of: &str) -> String {
    static COUNTED: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    format!("{of}-{now:x}-{}", COUNTED.fetch_add(1, Ordering::Relaxed))
}

/// A bucket that was just made.
pub(crate) async fn made(server: &str, text: &str) -> BucketPlace {
    let place: BucketPlace = text.replace("NEW", &name("iw")).parse().expect("a place");
    let wanted = Wanted { place: place.clone(), options: options(endpoint(server)), kms_key: None };
    let examined = examine(&wanted).await.unwrap_or_else(|error| panic!("{error}: {}", error.hint()));
    examined.carry_out().await.unwrap_or_else(|error| panic!("{error}: {}", error.hint()));
    place
}

/// A store in a place.
pub(crate) fn store(place: &BucketPlace, below: &str, endpoint: &str) -> DurableStore {
    let bucket = Bucket::new(place.clone(), below, options(endpoint.to_owned()));
    DurableStore::new(Arc::new(bucket), "demo")
}

/// A way to a server that only one request goes at a time: moto looks whether a condition holds and writes in two
/// steps, between which another may come. Of a hundred answers so many are lost, after the server has acted. Returns the
/// endpoint, and the counts of what came through.
pub(crate) fn way(server: &str, percent: u64) -> (String, Arc<Counts>) {
    let (server, counts) =
        (endpoint(server).trim_start_matches("http://").to_owned(), Arc::<Counts>::default());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let way = format!("http://{}", listener.local_addr().expect("an address"));
    let counted = Arc::clone(&counts);
    let one_at_a_time = Arc::new(Mutex::new(()));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, counts, turn) = (server.clone(), Arc::clone(&counted), Arc::clone(&one_at_a_time));
            std::thread::spawn(move || pass_on(client, &server, percent, &counts, &turn));
        }
    });
    (way, counts)
}

/// What came through.
#[derive(Default, Debug)]
pub(crate) struct Counts {
    pub(crate) all: AtomicU64,
    pub(crate) puts: AtomicU64,
    pub(crate) lost: AtomicU64,
}

fn pass_on(mut client: TcpStream, server: &str, percent: u64, counts: &Counts, turn: &Mutex<()>) {
    loop {
        let Some(request) = message(&mut client, false) else { return };
        let turn = turn.lock().expect("unpoisoned");
        let Ok(mut upstream) = TcpStream::connect(server) else { return };
        let _ = upstream.set_read_timeout(Some(Duration::from_secs(30)));
        let _ = upstream.write_all(&request);
        let Some(answer) = message(&mut upstream, request.starts_with(b"HEAD ")) else { return };
        drop(turn);
        let number = counts.all.fetch_add(1, Ordering::Relaxed);
        if request.starts_with(b"PUT ") {
            counts.puts.fetch_add(1, Ordering::Relaxed);
        }
        // Spread evenly, and the same in every run.
        if number.wrapping_mul(61) % 100 < percent {
            counts.lost.fetch_add(1, Ordering::Relaxed);
            return;
        }
        let _ = client.write_all(&answer);
    }
}

/// One HTTP message with its body, if it has one.
fn message(stream: &mut TcpStream, bodiless: bool) -> Option<Vec<u8>> {
    let (mut bytes, mut part) = (Vec::new(), [0; 16384]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.split("\r\ncontent-length:").nth(1).and_then(|rest| rest.lines().next());
            let length = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if bodiless || bytes.len() >= end + 4 + length {
                return Some(bytes);
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}
