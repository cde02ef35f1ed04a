//! What somebody else has: names and places are refused with what to do, and left as they are; what holds a resource is
//! named.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use ironwright_aws::{ec2, ecr, ecs, iam};
use ironwright_aws_live::{Live, Options};
use ironwright_core::{Kind, Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{CreateRequest, DeleteRequest, ErrorClass, UpdateRequest};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole"],"Principal":{"Service":["ec2.amazonaws.com"]}}]}"#;
const LIFECYCLE: &str = r#"{"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":9},"action":{"type":"expire"}}]}"#;

#[tokio::test]
async fn a_role_of_somebody_else_is_refused_and_left_as_it_is() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("role"));
    let theirs = iam.create_role().role_name(&name).assume_role_policy_document(TRUST);
    theirs.description("theirs").send().await.expect("made");
    let inputs = [("role_name", (&*name).into()), ("assume_role_policy", allowing("ecr:Push"))];
    refused(&live, iam::Role::kind(), inputs).await;
    let role = iam.get_role().role_name(&name).send().await.expect("is there").role.expect("a role");
    assert_eq!((role.description(), role.tags()), (Some("theirs"), &[][..]));
}

#[tokio::test]
async fn a_managed_policy_of_somebody_else_is_refused_and_left_as_it_is() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("policy"));
    let theirs = iam.create_policy().policy_name(&name).policy_document(text("ecr:Pull"));
    let theirs = theirs.send().await.expect("made").policy.expect("a policy");
    let inputs = [("policy_name", (&*name).into()), ("policy", allowing("ecr:Push"))];
    refused(&live, iam::Policy::kind(), inputs).await;
    let arn = theirs.arn().expect("an ARN");
    let policy = iam.get_policy().policy_arn(arn).send().await.expect("is there").policy.expect("a policy");
    assert_eq!((policy.default_version_id(), policy.tags()), (Some("v1"), &[][..]));
}

#[tokio::test]
async fn a_group_of_somebody_else_is_refused_although_nothing_says_whose_it_is() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("group"));
    iam.create_group().group_name(&name).send().await.expect("made");
    refused(&live, iam::Group::kind(), [("group_name", (&*name).into())]).await;
    iam.get_group().group_name(&name).send().await.expect("is there");
}

#[tokio::test]
async fn a_repository_of_somebody_else_and_its_policies_are_refused_and_left_as_they_are() {
    let (live, ecr, name) = (live(MOTO).await, aws_sdk_ecr::Client::new(&plain(MOTO)), name("repository"));
    let theirs = ecr.create_repository().repository_name(&name).send().await.expect("made");
    let put = ecr.put_lifecycle_policy().repository_name(&name);
    put.lifecycle_policy_text(LIFECYCLE).send().await.expect("put");
    let policy = text("ecr:Pull").replace("\"Resource\":\"*\"", "\"Principal\":\"*\"");
    ecr.set_repository_policy().repository_name(&name).policy_text(&policy).send().await.expect("put");

    refused(&live, ecr::Repository::kind(), [("repository_name", (&*name).into())]).await;
    let rules = parsed(&LIFECYCLE.replace('9', "14"));
    refused(&live, ecr::LifecyclePolicy::kind(), [("repository_name", (&*name).into()), ("policy", rules)])
        .await;
    let other = parsed(&policy.replace("Pull", "Push"));
    refused(&live, ecr::RepositoryPolicy::kind(), [("repository_name", (&*name).into()), ("policy", other)])
        .await;

    let arn = theirs.repository().and_then(|it| it.repository_arn()).expect("an ARN");
    let tags = ecr.list_tags_for_resource().resource_arn(arn).send().await.expect("is there");
    assert_eq!(tags.tags(), []);
    let rules = ecr.get_lifecycle_policy().repository_name(&name).send().await.expect("is there");
    assert_eq!(rules.lifecycle_policy_text().map(parsed), Some(parsed(LIFECYCLE)));
    let kept = ecr.get_repository_policy().repository_name(&name).send().await.expect("is there");
    assert_eq!(kept.policy_text().map(parsed), Some(parsed(&policy)));
}

#[tokio::test]
async fn a_policy_that_somebody_else_has_put_on_a_role_is_refused_and_goes_with_the_role_alone() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("held"));
    let role =
        request(iam::Role::kind(), [("role_name", (&*name).into()), ("assume_role_policy", parsed(TRUST))]);
    live.create(&role).await.expect("made");
    let put = iam.put_role_policy().role_name(&name).policy_name("theirs");
    put.policy_document(text("ecr:Pull")).send().await.expect("put");
    let shared = iam.create_policy().policy_name(&name).policy_document(text("ecr:Pull"));
    let arn = shared.send().await.expect("made").policy.and_then(|policy| policy.arn).expect("an ARN");
    iam.attach_role_policy().role_name(&name).policy_arn(&arn).send().await.expect("attached");

    let place = [("role_name", (&*name).into()), ("policy_name", "theirs".into())];
    let [role_name, policy_name] = place.clone();
    refused(&live, iam::RolePolicy::kind(), [role_name, policy_name, ("policy", allowing("ecr:Push"))]).await;
    let [role_name, policy_name] = place;
    // Who put it there may take it away again, also where it says the same.
    refused(&live, iam::RolePolicy::kind(), [role_name, policy_name, ("policy", allowing("ecr:Pull"))]).await;

    live.delete(&deletion(&role, &name)).await.expect("goes with what is part of it");
    assert!(iam.get_role().role_name(&name).send().await.is_err());
    iam.get_policy().policy_arn(&arn).send().await.expect("what was attached stays");
}

#[tokio::test]
async fn an_attachment_that_is_there_is_no_create_however_often_it_may_be_made() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("attachment"));
    iam.create_group().group_name(&name).send().await.expect("made");
    let shared = iam.create_policy().policy_name(&name).policy_document(text("ecr:Pull"));
    let arn = shared.send().await.expect("made").policy.and_then(|policy| policy.arn).expect("an ARN");
    let ends = || [("group_name", (&*name).into()), ("policy_arn", (&*arn).into())];
    let attachment = request(iam::GroupPolicyAttachment::kind(), ends());
    let made = live.create(&attachment).await.expect("made");
    refused(&live, iam::GroupPolicyAttachment::kind(), ends()).await;
    live.delete(&deletion(&attachment, &made.id)).await.expect("deleted");
    live.create(&attachment).await.expect("made again");
}

#[tokio::test]
async fn a_subnet_that_is_under_an_acl_is_put_there_once_and_told_of_the_second_time() {
    let live = live(MOTO).await;
    let vpc = made(&live, ec2::Vpc::kind(), [("cidr_block", "10.7.0.0/16".into())]).await;
    let network = [("vpc_id", (&*vpc).into()), ("cidr_block", "10.7.0.0/24".into())];
    let subnet = made(&live, ec2::Subnet::kind(), network).await;
    let acl = made(&live, ec2::NetworkAcl::kind(), [("vpc_id", (&*vpc).into())]).await;
    let table = made(&live, ec2::RouteTable::kind(), [("vpc_id", (&*vpc).into())]).await;
    let guarded = || [("subnet_id", (&*subnet).into()), ("network_acl_id", (&*acl).into())];
    let association = request(ec2::NetworkAclAssociation::kind(), guarded());
    let first = live.create(&association).await.expect("made");
    refused(&live, ec2::NetworkAclAssociation::kind(), guarded()).await;
    live.delete(&deletion(&association, &first.id)).await.expect("deleted");
    live.create(&association).await.expect("made again, once the first has let go");

    let routed = || [("subnet_id", (&*subnet).into()), ("route_table_id", (&*table).into())];
    made(&live, ec2::RouteTableAssociation::kind(), routed()).await;
    refused(&live, ec2::RouteTableAssociation::kind(), routed()).await;
}

#[tokio::test]
async fn capacity_providers_and_tags_that_are_there_are_no_creates_either() {
    let live = live(MOTO).await;
    let name = name("cluster");
    made(&live, ecs::Cluster::kind(), [("cluster_name", (&*name).into())]).await;
    let fargate = Value::list(["FARGATE".into()]);
    let providers = || [("cluster", (&*name).into()), ("capacity_providers", fargate.clone())];
    made(&live, ecs::ClusterCapacityProviders::kind(), providers()).await;
    refused(&live, ecs::ClusterCapacityProviders::kind(), providers()).await;

    let vpc = live.create(&request(ec2::Vpc::kind(), [("cidr_block", "10.8.0.0/16".into())])).await;
    let table = vpc.expect("made").observed.get("default_route_table_id").cloned().expect("a table");
    let tags = Value::map([("Name".into(), "main".into())].into_iter().collect());
    let of_vpc = || [("default_route_table_id", table.clone()), ("tags", tags.clone())];
    made(&live, ec2::DefaultRouteTable::kind(), of_vpc()).await;
    refused(&live, ec2::DefaultRouteTable::kind(), of_vpc()).await;
}

#[tokio::test]
async fn an_instance_profile_that_holds_a_role_is_named() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("profile"));
    let role =
        request(iam::Role::kind(), [("role_name", (&*name).into()), ("assume_role_policy", parsed(TRUST))]);
    live.create(&role).await.expect("made");
    iam.create_instance_profile().instance_profile_name(&name).send().await.expect("made");
    let add = iam.add_role_to_instance_profile().instance_profile_name(&name).role_name(&name);
    add.send().await.expect("added");
    let error = live.delete(&deletion(&role, &name)).await.expect_err("is held");
    assert!(error.hint.as_deref().is_some_and(|hint| hint.contains(&name)), "{error:?}");
}

// moto deletes a policy that is attached, AWS and MiniStack do not.
#[tokio::test]
async fn what_a_managed_policy_is_attached_to_is_named() {
    let (live, iam, name) =
        (live(MINISTACK).await, aws_sdk_iam::Client::new(&plain(MINISTACK)), name("attached"));
    let inputs = [("policy_name", (&*name).into()), ("policy", allowing("ecr:Pull"))];
    let policy = request(iam::Policy::kind(), inputs);
    let made = live.create(&policy).await.expect("made");
    iam.create_group().group_name(&name).send().await.expect("made");
    iam.attach_group_policy().group_name(&name).policy_arn(&*made.id).send().await.expect("attached");
    let error = live.delete(&deletion(&policy, &made.id)).await.expect_err("is held");
    assert!(error.hint.as_deref().is_some_and(|hint| hint.contains(&format!("group {name}"))), "{error:?}");
}

#[tokio::test]
async fn a_policy_that_changes_often_keeps_five_versions_and_is_deleted_with_them() {
    let (live, iam, name) = (live(MOTO).await, aws_sdk_iam::Client::new(&plain(MOTO)), name("versions"));
    let with = |action: &str| {
        request(iam::Policy::kind(), [("policy_name", (&*name).into()), ("policy", allowing(action))])
    };
    let mut before = with("ecr:Do0");
    let made = live.create(&before).await.expect("made");
    for round in 1..=7 {
        let after = with(&format!("ecr:Do{round}"));
        let update = UpdateRequest {
            address: after.address.clone(),
            kind: after.kind,
            id: made.id.clone(),
            inputs: after.inputs.clone(),
            applied: before.inputs,
            ignored: Vec::new(),
        };
        let updated = live.update(&update).await.expect("changed");
        assert_eq!(updated.observed.get("policy"), after.inputs.get("policy"));
        before = after;
    }
    let versions = iam.list_policy_versions().policy_arn(&*made.id).send().await.expect("is there");
    let mut ids: Vec<_> = versions.versions().iter().filter_map(|version| version.version_id()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["v4", "v5", "v6", "v7", "v8"]);
    live.delete(&deletion(&before, &made.id)).await.expect("deleted");
    assert!(iam.get_policy().policy_arn(&*made.id).send().await.is_err());
}

/// Tries to make what is there already.
async fn refused<const N: usize>(live: &Live, kind: &'static Kind, inputs: [(&str, Value); N]) {
    let error = live.create(&request(kind, inputs)).await.expect_err("is taken");
    assert_eq!(error.class, ErrorClass::Conflict, "{error}");
    let hint = error.hint.unwrap_or_default();
    assert!(hint.contains("not this stack's") && hint.contains(".import("), "{hint}");
}

/// Makes something, and gives its id.
async fn made<const N: usize>(live: &Live, kind: &'static Kind, inputs: [(&str, Value); N]) -> String {
    live.create(&request(kind, inputs)).await.expect("made").id.to_string()
}

fn request<const N: usize>(kind: &'static Kind, inputs: [(&str, Value); N]) -> CreateRequest {
    let inputs = inputs.into_iter().map(|(name, value)| (name.into(), value)).collect();
    CreateRequest {
        stack: "taken".to_owned(),
        address: format!("{}.it", kind.name).parse().expect("an address"),
        kind,
        inputs: kind.with_defaults(inputs),
        token: format!("{:024x}{:08x}", std::process::id(), TOKENS.fetch_add(1, Ordering::Relaxed)),
    }
}

static TOKENS: AtomicU32 = AtomicU32::new(0);

fn deletion(request: &CreateRequest, id: &str) -> DeleteRequest {
    let CreateRequest { address, kind, inputs, .. } = request.clone();
    DeleteRequest { address, kind, id: id.into(), inputs }
}

fn text(action: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":["{action}"],"Resource":"*"}}]}}"#
    )
}

fn allowing(action: &str) -> Value {
    parsed(&text(action))
}

fn parsed(text: &str) -> Value {
    Value::from_plain_json(&serde_json::from_str(text).expect("JSON"))
}

fn name(of: &str) -> String {
    format!("taken-{of}-{}", std::process::id())
}

const MOTO: &str = "IRONWRIGHT_TEST_MOTO";
const MINISTACK: &str = "IRONWRIGHT_TEST_MINISTACK";

fn endpoint(server: &str) -> String {
    std::env::var(server).unwrap_or_else(|_| {
        panic!("{server} is not set: `cargo xtask test --leg contract` starts the server")
    })
}

async fn live(server: &str) -> Live {
    let options = Options {
        endpoint: Some(endpoint(server)),
        region: Some("us-east-1".to_owned()),
        keys: Some(("test".to_owned(), "test".to_owned())),
        late_create_window: Some(Duration::ZERO),
        ..Options::default()
    };
    Live::connect(&options).await.expect("connects")
}

/// The SDK as anybody uses it.
fn plain(server: &str) -> SdkConfig {
    let keys = Credentials::new("test", "test", None, None, "given");
    let keys = aws_credential_types::provider::SharedCredentialsProvider::new(keys);
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(endpoint(server))
        .credentials_provider(keys)
        .build()
}
