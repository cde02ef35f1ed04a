//! What the cloud refuses, and in which words.

use ironwright_aws::{ecr, iam};
use ironwright_core::{Resource as _, Value};
use ironwright_engine::Cloud as _;
use ironwright_engine::cloud::{Effect, ErrorClass};
use serde_json::json;

use crate::common::{cloud, create, delete, read, refused, request, text, update};
use crate::kinds::{host, network, revision, route, service, table};

#[tokio::test]
async fn a_reference_must_exist() {
    let cloud = cloud();
    let error = refused(&cloud, host(), "a", json!({"network_id": "net-1"})).await;
    assert_eq!(
        error.to_string(),
        r#"demo:CreateHost: ReferenceNotFound: network_id: there is no demo.Network whose id is "net-1""#
    );
    assert_eq!((error.class, error.effect), (ErrorClass::Refused, Effect::None));
    assert_eq!(cloud.objects(), []);
}

#[tokio::test]
async fn a_reference_inside_a_block_must_exist_and_is_found_by_the_output_it_names() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let arn = text(&home.observed, "arn");
    create(&cloud, host(), "a", json!({"network_id": *home.id, "rules": [{"network_arn": arn}]})).await;
    let own = "arn:aws:demo:eu-west-2:123456789012:network/none";
    let inputs = json!({"network_id": *home.id, "rules": [{"network_arn": arn}, {"network_arn": own}]});
    let error = refused(&cloud, host(), "b", inputs).await;
    assert_eq!(error.message, format!("rules[1].network_arn: there is no demo.Network whose arn is {own:?}"));
}

#[tokio::test]
async fn nothing_is_said_of_other_accounts_and_of_kinds_that_are_not_known() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let foreign = "arn:aws:demo:eu-west-2:aws:network/public";
    let rules = json!([{"network_arn": foreign}]);
    create(&cloud, host(), "a", json!({"network_id": *home.id, "rules": rules, "elsewhere": "x-1"})).await;
}

#[tokio::test]
async fn names_that_differ_by_case_are_one_where_the_kind_says_so() {
    let cloud = cloud();
    let group = iam::Group::kind();
    create(&cloud, group, "a", json!({"group_name": "developers"})).await;
    let error = refused(&cloud, group, "b", json!({"group_name": "Developers"})).await;
    assert_eq!(
        error.to_string(),
        "iam:CreateGroup: AlreadyExists: iam.Group with group_name \"Developers\" exists already: developers"
    );
    create(&cloud, network(), "a", json!({"name": "home"})).await;
    create(&cloud, network(), "b", json!({"name": "Home"})).await;
}

#[tokio::test]
async fn tags_are_those_that_the_service_takes_in_a_create_and_in_an_update() {
    let cloud = cloud();
    let repository = ecr::Repository::kind();
    let with = |tags: serde_json::Value| json!({"repository_name": "nginx", "tags": tags});
    let wrong = with(json!({"aws:x": "y", "team": "a&b"}));
    let told = [
        "tags[\"aws:x\"]: `aws:…` is AWS's own, and not yours to set",
        "tags[\"team\"]: the value \"a&b\" has '&', which AWS does not take here",
    ]
    .join("; ");
    assert_eq!(refused(&cloud, repository, "a", wrong.clone()).await.message, told);
    let made = create(&cloud, repository, "a", with(json!({"team": "web"}))).await;
    let error = update(&cloud, repository, &made.id, wrong).await.expect_err("is refused");
    assert_eq!(error.message, told);
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let cloud = cloud();
    let first = create(&cloud, network(), "a", json!({"name": "home"})).await;
    let error = refused(&cloud, network(), "b", json!({"name": "home"})).await;
    assert_eq!(error.class, ErrorClass::Conflict);
    assert_eq!(
        error.to_string(),
        format!(
            "demo:CreateNetwork: AlreadyExists: demo.Network with name \"home\" exists already: {}",
            first.id
        )
    );
    delete(&cloud, network(), &first.id).await.expect("is deleted");
    create(&cloud, network(), "b", json!({"name": "home"})).await;
}

#[tokio::test]
async fn a_place_is_taken_once() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let table = text(&home.observed, "table_id").to_owned();
    let first = create(&cloud, route(), "a", json!({"table_id": table, "number": 5})).await;
    assert_eq!(*first.id, format!("{table}|5"));
    let error = refused(&cloud, route(), "b", json!({"table_id": table, "number": 5})).await;
    assert_eq!((error.class, error.code.as_str()), (ErrorClass::Conflict, "AlreadyExists"));
}

#[tokio::test]
async fn nothing_is_deleted_while_something_refers_to_it() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let host_id = create(&cloud, host(), "a", json!({"network_id": *home.id})).await.id;
    let error = delete(&cloud, network(), &home.id).await.expect_err("is in use");
    assert_eq!(error.code, "DependencyViolation");
    assert_eq!(error.class, ErrorClass::Refused);
    assert_eq!(error.message, format!("demo.Network {} is in use by demo.Host {host_id}", home.id));
    assert_eq!(error.hint, Some(format!("delete first what uses it: demo.Host {host_id}")));
    // A refused delete has not removed what came with the network either.
    assert!(read(&cloud, table(), text(&home.observed, "table_id")).await.is_some());

    delete(&cloud, host(), &host_id).await.expect("nothing uses it");
    delete(&cloud, network(), &home.id).await.expect("nothing uses it any more");
    assert_eq!(cloud.objects(), []);
}

#[tokio::test]
async fn what_uses_something_that_came_with_a_network_keeps_the_network() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let table_id = text(&home.observed, "table_id");
    let route_id = create(&cloud, route(), "a", json!({"table_id": table_id, "number": 1})).await.id;
    let error = delete(&cloud, network(), &home.id).await.expect_err("its table is in use");
    assert_eq!(error.message, format!("demo.Table {table_id} is in use by demo.Route {route_id}"));
}

#[tokio::test]
async fn a_weak_reference_keeps_nothing_and_does_not_hinder_later_updates() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let away = create(&cloud, network(), "away", json!({"name": "away"})).await;
    let inputs = json!({"network_id": *home.id, "peers": [*away.id]});
    let host_id = create(&cloud, host(), "a", inputs.clone()).await.id;
    delete(&cloud, network(), &away.id).await.expect("a weak reference lets go");
    let mut changed = inputs;
    changed["password"] = "a new password".into();
    update(&cloud, host(), &host_id, changed).await.expect("the dangling reference is not touched");
}

#[tokio::test]
async fn a_kind_may_let_go_of_some_of_those_that_refer_to_it() {
    let cloud = cloud();
    let first = create(&cloud, revision(), "r", json!({"family": "web"})).await;
    create(&cloud, service(), "web", json!({"name": "web", "revision": *first.id})).await;
    delete(&cloud, revision(), &first.id).await.expect("a service does not keep its revision");
    update(&cloud, service(), "web", json!({"name": "web", "revision": *first.id, "count": 2}))
        .await
        .expect("what it runs is not touched");
    let error = refused(&cloud, service(), "new", json!({"name": "new", "revision": *first.id})).await;
    assert_eq!(error.code, "ReferenceNotFound");
}

#[tokio::test]
async fn a_delete_of_what_is_gone_is_done() {
    delete(&cloud(), network(), "net-1").await.expect("there is nothing to do");
}

#[tokio::test]
async fn an_immutable_input_is_refused_by_its_name() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home", "size": 4})).await;
    let error = update(&cloud, network(), &home.id, json!({"name": "other"})).await.expect_err("is refused");
    assert_eq!(error.to_string(), "demo:UpdateNetwork: Immutable: name cannot be changed in place");
    assert_eq!(error.hint.as_deref(), Some("replace the demo.Network to change it"));
    assert_eq!(read(&cloud, network(), &home.id).await, Some(home.observed));
}

#[tokio::test]
async fn an_update_of_what_is_gone_says_so() {
    let error = update(&cloud(), service(), "web", json!({"name": "web"})).await.expect_err("is not there");
    assert_eq!(error.class, ErrorClass::NotFound);
}

#[tokio::test]
async fn all_broken_limits_are_told_at_once() {
    let error = refused(&cloud(), network(), "a", json!({"name": "", "size": 99, "colour": "red"})).await;
    assert_eq!(error.message, "demo.Network has no input `colour`");
    let error = refused(&cloud(), network(), "a", json!({"name": "", "size": 99})).await;
    assert_eq!(error.code, "ValidationException");
    assert_eq!(
        error.message,
        r#"name: "" has 0 characters, AWS takes 1 to 20; size: 99 is not between 1 and 16"#
    );
}

#[tokio::test]
async fn no_refusal_shows_a_secret() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let error = refused(&cloud, host(), "a", json!({"network_id": *home.id, "password": "hunter2"})).await;
    assert_eq!(error.message, "password: is out of AWS's limits");
}

#[tokio::test]
async fn an_incomplete_request_is_refused() {
    let mut request = request(network(), "a", json!({}));
    request.inputs.insert("name".into(), Value::Unknown(None));
    let error = cloud().create(&request).await.expect_err("is refused");
    assert_eq!(error.message, "`name` is not known: a request must be complete before it is made");
}

#[tokio::test]
async fn a_refusal_half_way_leaves_nothing() {
    let cloud = cloud();
    let error = refused(&cloud, network(), "a", json!({"name": "cursed"})).await;
    assert_eq!(error.to_string(), "demo:CreateNetwork: Cursed: that name is cursed");
    assert_eq!(cloud.objects(), []);
}

#[tokio::test]
async fn a_behaviour_that_panics_half_way_leaves_nothing_and_the_cloud_goes_on() {
    let cloud = std::sync::Arc::new(cloud());
    let theirs = std::sync::Arc::clone(&cloud);
    let died =
        tokio::spawn(async move { create(&theirs, network(), "a", json!({"name": "panics"})).await }).await;
    assert!(died.is_err_and(|error| error.is_panic()));
    assert_eq!(cloud.objects(), []);
    create(&cloud, network(), "a", json!({"name": "home"})).await;
}
