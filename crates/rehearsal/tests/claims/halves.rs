//! What takes two calls to make can be made by half.

use ironwright_aws::ec2::Vpc;
use ironwright_core::{Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::Effect;
use ironwright_rehearsal::{Fault, Rehearsal, Verb};
use serde_json::json;

use crate::common::{cloud, request};

fn hostnames(cloud: &Rehearsal, id: &str) -> Option<Value> {
    cloud.get("ec2.Vpc", id).expect("it exists").get("enable_dns_hostnames").cloned()
}

#[tokio::test]
async fn a_create_that_is_cut_off_between_its_calls_leaves_half_of_it_and_the_same_request_completes_it() {
    let cloud = cloud();
    cloud.fail(Fault::new(Verb::Create, "ec2.Vpc").times(1).cut_between());
    let inputs = json!({ "cidr_block": "10.0.0.0/16", "enable_dns_hostnames": true });
    let request = request(Vpc::kind(), "main", inputs);
    let error = cloud.create(&request).await.expect_err("nobody answers");
    assert_eq!(error.effect, Effect::Unknown);
    let half = cloud.find(&request).await.expect("it can be asked").expect("the first call has made it");
    assert_eq!(hostnames(&cloud, &half.id), Some(Value::Bool(false)));

    let whole = cloud.create(&request).await.expect("the same request");
    assert_eq!(whole.id, half.id);
    assert_eq!(hostnames(&cloud, &half.id), Some(Value::Bool(true)));
}

#[tokio::test]
async fn what_takes_one_call_is_whole_when_its_answer_is_lost() {
    let cloud = cloud();
    cloud.fail(Fault::new(Verb::Create, "ec2.Vpc").times(1).cut_between());
    let request = request(Vpc::kind(), "main", json!({ "cidr_block": "10.0.0.0/16" }));
    cloud.create(&request).await.expect_err("nobody answers");
    let made = cloud.find(&request).await.expect("it can be asked").expect("it is made");
    let again = cloud.create(&request).await.expect("the same request");
    assert_eq!(made, again);
}
