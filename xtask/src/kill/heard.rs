//! What a proxy has heard: what was done to the cloud, and what was written to a bucket.

/// What names of buckets begin with.
pub(super) const BUCKET: &str = "kill-";

/// Creates that AWS takes in two calls: a retention, an attribute or an attachment is set afterwards, or what it has put
/// there unasked is taken out.
const FIRST_OF_TWO: [&str; 5] =
    ["CreateLogGroup", "CreateVpc", "CreateSubnet", "CreateInternetGateway", "CreateSecurityGroup"];

#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// Requests that the server has carried out.
    pub(super) requests: usize,
    /// Those of them that change something, apart from the bucket.
    pub(super) changes: usize,
    /// First calls of creates that take two.
    pub(super) firsts: usize,
    /// The one of them whose answer is held back for good, and whether it is so now.
    pub(super) stops_at: Option<usize>,
    pub(super) is_between: bool,
    /// Whether a lease in the bucket was written.
    pub(super) took_the_lease: bool,
    /// All that was sent to the bucket, whether it is there now, was overwritten or was refused: the path and the body.
    pub(super) sent: Vec<(String, Vec<u8>)>,
}

impl Heard {
    /// Notes a request that was carried out, and how the answer begins.
    pub(super) fn note(&mut self, head: &[u8], body: &[u8], answer: &[u8]) {
        self.requests += 1;
        let head = String::from_utf8_lossy(head);
        let mut line = head.split(' ');
        let (method, path) = (line.next().unwrap_or_default(), line.next().unwrap_or_default());
        let path = path.split('?').next().unwrap_or_default();
        if path.trim_start_matches('/').starts_with(BUCKET) {
            let is_done = answer.starts_with(b"HTTP/1.1 200");
            self.took_the_lease |= is_done && method == "PUT" && path.ends_with("/lease.json");
            if !body.is_empty() {
                self.sent.push((path.to_owned(), body.to_vec()));
            }
        } else if let Some(action) = action(&head, body).filter(|action| !reads(action)) {
            self.changes += 1;
            if FIRST_OF_TWO.contains(&&*action) {
                self.is_between |= self.stops_at == Some(self.firsts);
                self.firsts += 1;
            }
        }
    }
}

/// `CreateVpc`: in a header, or in the body.
fn action(head: &str, body: &[u8]) -> Option<String> {
    let target = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("x-amz-target")
            .then(|| value.trim().rsplit('.').next().map(str::to_owned))?
    });
    target.or_else(|| {
        let body = String::from_utf8_lossy(body);
        body.split('&').find_map(|pair| pair.strip_prefix("Action=")).map(str::to_owned)
    })
}

fn reads(action: &str) -> bool {
    ["Describe", "List", "Get", "BatchGet"].iter().any(|verb| action.starts_with(verb))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changes_the_cloud_counts_as_a_change() {
        let mut heard = Heard::default();
        heard.note(b"POST / HTTP/1.1\r\n", b"Action=CreateVpc&Version=1", b"HTTP/1.1 200 OK");
        heard.note(b"POST / HTTP/1.1\r\n", b"Action=DescribeVpcs&Version=1", b"HTTP/1.1 200 OK");
        heard.note(b"POST / HTTP/1.1\r\nX-Amz-Target: Ecs.CreateCluster\r\n", b"{}", b"HTTP/1.1 200 OK");
        heard.note(b"PUT /kill-1/a HTTP/1.1\r\n", b"body", b"HTTP/1.1 200 OK");
        assert_eq!((heard.requests, heard.changes, heard.sent.len()), (4, 2, 1));
    }

    #[test]
    fn the_chosen_create_that_takes_two_calls_is_noticed_and_no_other() {
        let mut heard = Heard { stops_at: Some(1), ..Heard::default() };
        let mut note = |body: &str| {
            heard.note(b"POST / HTTP/1.1\r\n", body.as_bytes(), b"HTTP/1.1 200 OK");
            heard.is_between
        };
        assert_eq!(
            ["CreateVpc", "CreateRoute", "CreateSubnet"].map(|it| note(&format!("Action={it}"))),
            [false, false, true]
        );
    }

    #[test]
    fn a_lease_is_taken_when_it_was_written_and_not_when_that_was_refused() {
        let mut heard = Heard::default();
        let put = b"PUT /kill-1/lives/x/lease.json?x-id=PutObject HTTP/1.1\r\n";
        heard.note(put, b"{}", b"HTTP/1.1 412 Precondition Failed");
        heard.note(b"GET /kill-1/lives/x/lease.json HTTP/1.1\r\n", b"", b"HTTP/1.1 200 OK");
        assert!(!heard.took_the_lease);
        heard.note(put, b"{}", b"HTTP/1.1 200 OK");
        assert!(heard.took_the_lease);
        assert_eq!(heard.sent.len(), 2, "what was refused was sent all the same");
    }
}
