//! The way to moto: in an account of its own, with every call counted, and with plain questions that believe nothing of
//! Ironwright.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// An account on a server.
#[derive(Clone)]
pub(crate) struct Account {
    server: String,
    pub(crate) number: String,
    calls: Arc<Mutex<BTreeMap<String, usize>>>,
}

/// The region that everything lives in.
pub(crate) const REGION: &str = "eu-west-2";

impl Account {
    /// An account that nobody else has.
    pub(crate) fn new() -> Self {
        let server = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
            panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
        });
        let number = format!("{:012}", 700_000_000_000 + u64::from(std::process::id()));
        Self { server: server.trim_start_matches("http://").to_owned(), number, calls: Arc::default() }
    }

    /// An endpoint that leads into the account and counts the calls.
    pub(crate) fn endpoint(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let account = self.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let account = account.clone();
                std::thread::spawn(move || account.pass_on(client));
            }
        });
        endpoint
    }

    /// The calls since this was asked last.
    pub(crate) fn calls(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut self.calls.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn pass_on(&self, mut client: TcpStream) {
        while let Some((head, body)) = message(&mut client) {
            *self
                .calls
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(action(&head, &body))
                .or_default() += 1;
            let (line, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
            let request = format!("{line}\r\nx-moto-account-id: {}\r\n{rest}\r\n\r\n", self.number);
            let Some((head, body)) = self.exchange(&request, &body) else { return };
            let answer = format!("{head}\r\n\r\n");
            if client.write_all(answer.as_bytes()).and_then(|()| client.write_all(&body)).is_err() {
                return;
            }
        }
    }

    fn exchange(&self, head: &str, body: &[u8]) -> Option<(String, Vec<u8>)> {
        let mut server = TcpStream::connect(&self.server).ok()?;
        server.write_all(head.as_bytes()).and_then(|()| server.write_all(body)).ok()?;
        message(&mut server)
    }

    /// Asks plainly. An action with a dot in its name is one of JSON's services.
    pub(crate) fn ask(&self, service: &str, action: &str, body: &str) -> String {
        let (content, target, body) = if action.contains('.') {
            ("application/x-amz-json-1.1", format!("x-amz-target: {action}\r\n"), body.to_owned())
        } else {
            let version = if service == "ec2" { "2016-11-15" } else { "2010-05-08" };
            let body = format!("Action={action}&Version={version}{body}");
            ("application/x-www-form-urlencoded", String::new(), body)
        };
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {service}.{REGION}.amazonaws.com\r\ncontent-type: {content}\r\n{target}\
             x-moto-account-id: {}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/{service}/aws4_request\r\n\
             content-length: {}\r\n\r\n",
            self.number,
            body.len()
        );
        let (_, body) = self.exchange(&request, body.as_bytes()).expect("an answer");
        String::from_utf8_lossy(&body).into_owned()
    }

    /// How many things of each sort exist.
    pub(crate) fn census(&self) -> BTreeMap<&'static str, usize> {
        let ecs = "AmazonEC2ContainerServiceV20141113";
        let clusters = r#"{"clusters":["DMP15-POC"]}"#;
        let counts: [(&str, &str, &str, &str, &str); 14] = [
            ("ec2", "DescribeVpcs", "", "<vpcId>", "VPCs"),
            ("ec2", "DescribeSubnets", "", "<subnetId>", "subnets"),
            ("ec2", "DescribeSecurityGroups", "", "<groupName>", "security groups"),
            ("ec2", "DescribeRouteTables", "", "<routeTableAssociationId>", "associations"),
            ("ec2", "DescribeInternetGateways", "", "<internetGatewayId>", "gateways"),
            ("ec2", "DescribeNatGateways", "", "<state>available", "NAT gateways"),
            ("ec2", "DescribeAddresses", "", "<allocationId>", "addresses"),
            ("iam", "ListRoles", "", "<RoleName>", "roles"),
            ("iam", "ListGroups", "", "<GroupName>", "groups"),
            ("iam", "ListPolicies", "&Scope=Local", "<PolicyName>", "policies"),
            (
                "ecr",
                "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories",
                "{}",
                "repositoryArn",
                "repositories",
            ),
            ("ecs", &format!("{ecs}.DescribeClusters"), clusters, r#""ACTIVE""#, "clusters"),
            (
                "ecs",
                &format!("{ecs}.ListTaskDefinitions"),
                r#"{"status":"ACTIVE"}"#,
                ":task-definition/",
                "revisions",
            ),
            ("logs", "Logs_20140328.DescribeLogGroups", "{}", "logGroupName", "log groups"),
        ];
        let count = |(service, action, body, sign, sort): (&str, &str, &str, &str, &'static str)| {
            (sort, self.ask(service, action, body).matches(sign).count())
        };
        counts.into_iter().map(count).collect()
    }
}

fn action(head: &str, body: &[u8]) -> String {
    let target = head.lines().find(|line| line.to_lowercase().starts_with("x-amz-target:"));
    let target = target.and_then(|line| line.rsplit('.').next()).map(str::to_owned);
    target.unwrap_or_else(|| {
        let body = String::from_utf8_lossy(body);
        let action = body.split('&').find_map(|part| part.strip_prefix("Action="));
        action.unwrap_or_default().to_owned()
    })
}

/// One HTTP message: its head without the empty line, and its body.
fn message(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut part) = (Vec::new(), vec![0; 65536]);
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let lower = head.to_lowercase();
            let length = lower.split("content-length:").nth(1).and_then(|rest| rest.lines().next());
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                return Some((head, bytes[end + 4..].to_vec()));
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&part[..read]),
            _ => return None,
        }
    }
}
