//! What there is of a stack on a server that speaks AWS, asked with nothing of ours in between.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

/// A stack's resources on a server.
pub(crate) struct Account {
    server: String,
    stack: String,
}

impl Account {
    pub(crate) fn new(stack: &str) -> Self {
        let moto = std::env::var("IRONWRIGHT_TEST_MOTO").unwrap_or_else(|_| {
            panic!("IRONWRIGHT_TEST_MOTO is not set: `cargo xtask test --leg contract` starts the server")
        });
        Self { server: moto.trim_start_matches("http://").to_owned(), stack: stack.to_owned() }
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.server)
    }

    /// Everything of the stack, by kind and physical id: networks by their tag, all else by the names that it gives.
    pub(crate) fn resources(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut note =
            |kind: &str, ids: Vec<String>| found.extend(ids.iter().map(|id| format!("{kind} {id}")));
        let tag = format!("Filter.1.Name=tag:ironwright:stack&Filter.1.Value.1={}", self.stack);
        note("ec2.Vpc", between(&self.query("ec2", "2016-11-15", "DescribeVpcs", &tag), "<vpcId>", "<"));
        let subnets = self.query("ec2", "2016-11-15", "DescribeSubnets", &tag);
        note("ec2.Subnet", between(&subnets, "<subnetId>", "<"));
        let roles = self.pages("iam", |marker| {
            let marker = marker.map(|marker| format!("&Marker={marker}")).unwrap_or_default();
            let page = self.query("iam", "2010-05-08", "ListRoles", &format!("MaxItems=1000{marker}"));
            (between(&page, "<RoleName>", "<"), between(&page, "<Marker>", "<").pop())
        });
        note("iam.Role", roles);
        let groups = self.pages("logs", |next| {
            let ask = json!({ "logGroupNamePrefix": self.stack, "limit": 50, "nextToken": next });
            let page = self.json("logs", "Logs_20140328.DescribeLogGroups", &ask);
            (texts(&page["logGroups"], |group| &group["logGroupName"]), text(&page["nextToken"]))
        });
        note("logs.LogGroup", groups);
        let clusters = self.pages("ecs", |next| {
            let ask = json!({ "maxResults": 100, "nextToken": next });
            let page = self.json("ecs", &ecs("ListClusters"), &ask);
            // What was deleted is listed for a while.
            let ask = json!({ "clusters": page["clusterArns"] });
            let mut clusters = self.json("ecs", &ecs("DescribeClusters"), &ask)["clusters"].take();
            if let Some(clusters) = clusters.as_array_mut() {
                clusters.retain(|cluster| cluster["status"] != "INACTIVE");
            }
            (texts(&clusters, |cluster| &cluster["clusterArn"]), text(&page["nextToken"]))
        });
        note("ecs.Cluster", clusters);
        found
    }

    /// The names of all pages that are the stack's.
    fn pages(
        &self,
        what: &str,
        page: impl Fn(Option<String>) -> (Vec<String>, Option<String>),
    ) -> Vec<String> {
        let (mut all, mut next) = (Vec::new(), None);
        for _ in 0..1_000 {
            let (names, more) = page(next);
            let of_stack = |name: &String| {
                name.rsplit('/').next().is_some_and(|name| {
                    name.strip_prefix(&self.stack).is_some_and(|rest| rest.starts_with('-'))
                })
            };
            all.extend(names.into_iter().filter(of_stack));
            if more.is_none() {
                return all;
            }
            next = more;
        }
        panic!("{what} has no last page");
    }

    fn query(&self, service: &str, version: &str, action: &str, more: &str) -> String {
        let body = format!("Action={action}&Version={version}&{more}");
        self.post(service, "content-type: application/x-www-form-urlencoded", &body)
    }

    fn json(&self, service: &str, target: &str, ask: &Value) -> Value {
        let headers = format!("content-type: application/x-amz-json-1.1\r\nx-amz-target: {target}");
        let mut ask = ask.clone();
        // A page that is the first has no token.
        ask.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
        let answer = self.post(service, &headers, &ask.to_string());
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }

    fn post(&self, service: &str, headers: &str, body: &str) -> String {
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {service}.us-east-1.amazonaws.com\r\nconnection: close\r\n{headers}\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.server).expect("connects");
        stream.write_all(request.as_bytes()).expect("asks");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{body}: {answer}");
        answer
    }
}

fn ecs(action: &str) -> String {
    format!("AmazonEC2ContainerServiceV20141113.{action}")
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(list: &Value, of: impl Fn(&Value) -> &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|member| text(of(member))).collect()
}

/// Every text between two others.
fn between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0.to_owned())).collect()
}
