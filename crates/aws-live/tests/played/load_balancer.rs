//! What becomes of a load balancer in time, which no server for tests plays: it is provisioned, it fails, it is protected,
//! and a batch of which one is gone is asked for one by one.

use ironwright_aws::elbv2::{LoadBalancer, TargetGroup};
use ironwright_core::state::Observation;
use ironwright_core::{Map, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ErrorClass, ReadRequest, Readiness};

use crate::player::Player;

const ARN: &str = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188";

macro_rules! described {
    ($state:literal $(, $more:literal)?) => {
        concat!(
            "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers><member>",
            "<LoadBalancerArn>arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188",
            "</LoadBalancerArn><LoadBalancerName>web</LoadBalancerName><DNSName>web-1.us-east-1.elb.amazonaws.com</DNSName>",
            "<Type>application</Type><Scheme>internet-facing</Scheme><State><Code>", $state, "</Code>", $($more,)?
            "</State></member></LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>",
        )
    };
}

const NOTHING: &str = "<DescribeLoadBalancersResponse><DescribeLoadBalancersResult><LoadBalancers/></DescribeLoadBalancersResult>\
     </DescribeLoadBalancersResponse>";
const ATTRIBUTES: &str = "<DescribeLoadBalancerAttributesResponse><DescribeLoadBalancerAttributesResult><Attributes>\
     <member><Key>idle_timeout.timeout_seconds</Key><Value>60</Value></member>\
     <member><Key>access_logs.s3.enabled</Key><Value>false</Value></member>\
     <member><Key>access_logs.s3.bucket</Key><Value></Value></member>\
     <member><Key>routing.http2.enabled</Key><Value>true</Value></member></Attributes>\
     </DescribeLoadBalancerAttributesResult></DescribeLoadBalancerAttributesResponse>";
const TAGS: &str = "<DescribeTagsResponse><DescribeTagsResult><TagDescriptions><member><ResourceArn>\
     arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188</ResourceArn><Tags>\
     <member><Key>Name</Key><Value>web</Value></member></Tags></member></TagDescriptions></DescribeTagsResult>\
     </DescribeTagsResponse>";

fn named(arn: &str) -> ReadRequest {
    ReadRequest { id: arn.into(), inputs: Map::new() }
}

#[tokio::test]
async fn its_state_is_shown_until_it_is_active() {
    let player = Player::new(&[
        ("DescribeLoadBalancers", &[NOTHING, described!("provisioning"), described!("active")]),
        ("DescribeLoadBalancerAttributes", &[ATTRIBUTES]),
        ("DescribeTags", &[TAGS]),
    ]);
    let live = player.connect().await;
    let mut conditions = Vec::new();
    let ready = loop {
        match live.settle(LoadBalancer::kind(), &named(ARN)).await.expect("looks") {
            Readiness::Waiting(condition) => conditions.push(condition),
            Readiness::Ready(observed) => break observed,
        }
    };
    assert_eq!(conditions, ["AWS does not show it yet", "AWS says it is provisioning"]);
    assert_eq!(ready.get("full_name"), Some(&"app/web/50dc6c495c0c9188".into()));
    assert_eq!(ready.get("idle_timeout_seconds"), Some(&Value::Int(60)));
    assert_eq!(ready.get("http2_enabled"), Some(&Value::Bool(true)));
    assert_eq!(ready.get("access_logs"), None, "what is off and names no bucket is not there");
}

#[tokio::test]
async fn a_failure_is_told_in_awss_words() {
    let failed = described!("failed", "<Reason>there are no free addresses</Reason>");
    let player = Player::new(&[
        ("DescribeLoadBalancers", &[failed]),
        ("DescribeLoadBalancerAttributes", &[ATTRIBUTES]),
        ("DescribeTags", &[TAGS]),
    ]);
    let error =
        player.connect().await.settle(LoadBalancer::kind(), &named(ARN)).await.expect_err("it failed");
    assert_eq!(
        error.to_string(),
        "elasticloadbalancing:CreateLoadBalancer: Failed: there are no free addresses"
    );
}

#[tokio::test]
async fn one_that_is_protected_stays_and_the_error_says_how_it_goes() {
    let player = Player::new(&[
        ("DeleteLoadBalancer", &["!OperationNotPermitted deletion protection is enabled"]),
        ("DescribeLoadBalancers", &[described!("active")]),
    ]);
    let address = "elbv2.LoadBalancer.web".parse().expect("an address");
    let request = DeleteRequest { address, kind: LoadBalancer::kind(), id: ARN.into(), inputs: Map::new() };
    let error = player.connect().await.delete(&request).await.expect_err("it is protected");
    assert_eq!(error.class, ErrorClass::Refused);
    assert!(error.hint.expect("a hint").contains("`.deletion_protection_enabled(false)`"));
}

/// AWS tells of none when one of several is not there.
#[tokio::test]
async fn one_that_is_gone_does_not_hide_the_others() {
    let player = Player::new(&[
        (
            "DescribeLoadBalancers",
            &[
                "!LoadBalancerNotFound one or more are gone",
                described!("active"),
                "!LoadBalancerNotFound it is gone",
            ],
        ),
        ("DescribeLoadBalancerAttributes", &[ATTRIBUTES]),
        ("DescribeTags", &[TAGS]),
    ]);
    let live = player.connect().await;
    let gone = ARN.replace("app/web", "app/old");
    let seen = live.read(LoadBalancer::kind(), &[named(ARN), named(&gone)]).await.expect("reads");
    assert!(matches!(seen[..], [Observation::Present(_), Observation::Gone]), "{seen:?}");
}

/// AWS gives back a group that is just as asked for, whosever it is.
#[tokio::test]
async fn a_group_of_the_name_that_is_somebody_elses_is_not_taken() {
    const THERE: &str = "<DescribeTargetGroupsResponse><DescribeTargetGroupsResult><TargetGroups><member>\
        <TargetGroupArn>arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/73e2d6bc24d8a067\
        </TargetGroupArn><TargetGroupName>web</TargetGroupName></member></TargetGroups></DescribeTargetGroupsResult>\
        </DescribeTargetGroupsResponse>";
    let player = Player::new(&[
        ("DescribeTargetGroups", &[THERE]),
        (
            "DescribeTargetGroupAttributes",
            &["<DescribeTargetGroupAttributesResponse><DescribeTargetGroupAttributesResult/>\
               </DescribeTargetGroupAttributesResponse>"],
        ),
        ("DescribeTags", &["<DescribeTagsResponse><DescribeTagsResult/></DescribeTagsResponse>"]),
    ]);
    let request = CreateRequest {
        stack: "demo".to_owned(),
        address: "elbv2.TargetGroup.web".parse().expect("an address"),
        kind: TargetGroup::kind(),
        inputs: Map::from([("name".into(), "web".into())]),
        token: "0123456789abcdef0123456789abcdef".to_owned(),
    };
    let error = player.connect().await.create(&request).await.expect_err("it is taken");
    assert_eq!(error.class, ErrorClass::Conflict);
    assert!(!player.actions().contains(&"CreateTargetGroup".to_owned()), "{:?}", player.actions());
}
