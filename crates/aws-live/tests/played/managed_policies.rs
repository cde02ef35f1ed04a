//! Policies that AWS manages: each stands under one of a few paths, and servers for tests have none of them.

use ironwright_aws::iam::Policy;
use ironwright_core::{Resource as _, Stack, Value};
use ironwright_engine::Cloud as _;

use crate::player::Player;

const FOUND: &str = "<GetPolicyResponse><GetPolicyResult><Policy>\
    <PolicyName>AmazonECSTaskExecutionRolePolicy</PolicyName><Path>/service-role/</Path>\
    <Arn>arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy</Arn>\
    <DefaultVersionId>v1</DefaultVersionId></Policy></GetPolicyResult></GetPolicyResponse>";

const VERSION: &str = "<GetPolicyVersionResponse><GetPolicyVersionResult><PolicyVersion>\
    <VersionId>v1</VersionId><Document>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D</Document>\
    </PolicyVersion></GetPolicyVersionResult></GetPolicyVersionResponse>";

#[tokio::test]
async fn one_is_found_by_its_name_wherever_its_arn_has_it() {
    let player = Player::new(&[
        ("GetPolicy", &[FOUND, "!NoSuchEntity there is none"]),
        ("GetPolicyVersion", &[VERSION]),
    ]);
    let mut stack = Stack::new("demo");
    let managed = stack.look_up("managed", Policy::aws_managed("AmazonECSTaskExecutionRolePolicy"));
    stack.output("managed", &managed.arn);
    let graph = stack.graph().expect("a sound program");
    let query = graph.query(0, &|output| Value::of_later(output)).expect("a query");
    let answers = player.connect().await.look_up(Policy::kind(), &[query]).await.expect("answers");
    let Ok(found) = &answers[0] else { panic!("is found") };
    assert_eq!(found.len(), 1);
    assert_eq!(&*found[0].id, "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    let asked = player.requests().into_iter().filter(|it| it.starts_with("Action=GetPolicy&")).count();
    assert_eq!(asked, 4, "each path is asked for");
}
