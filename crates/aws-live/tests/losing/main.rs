//! On a server that speaks AWS, with somebody in between: an answer that is lost, a delete that is refused.
//!
//! A lost answer: AWS has made the VPC, and nobody heard. It is found by its tag, and there is one of it.

mod between;
mod holding;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ironwright_aws::ec2;
use ironwright_aws_live::{Live, Options};
use ironwright_core::{Map, Resource as _};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, Effect, ErrorClass};

use crate::between::{Fate, ask, between, moto};

#[tokio::test]
async fn a_vpc_whose_answer_was_lost_is_found_and_completed_instead_of_made_twice() {
    let moto = moto();
    let stack = format!("losing-{}", std::process::id());
    let options = Options {
        endpoint: Some(losing(&moto, "Action=CreateVpc&", 1)),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
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
    let left = AtomicUsize::new(answers);
    let one_less = |left: usize| left.checked_sub(1);
    between(server, move |request| {
        let loses =
            request.contains(text) && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok();
        if loses { Fate::AnswerLost } else { Fate::Passes }
    })
}

/// How many VPCs there are of a stack, asked plainly.
fn vpcs_of(server: &str, stack: &str) -> usize {
    let query = format!("Action=DescribeVpcs&Filter.1.Name=tag:ironwright:stack&Filter.1.Value.1={stack}");
    ask(server, &query).matches("<vpcId>").count()
}
