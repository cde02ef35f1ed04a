//! What the cloud makes up and keeps: ids, outputs, choices.

use ironwright_core::Value;
use ironwright_rehearsal::{Conditions, Rehearsal};
use serde_json::json;

use crate::common::{cloud, create, map, read, text, update};
use crate::kinds::{host, network, revision};

#[tokio::test]
async fn outputs_are_shaped_like_the_templates() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    assert!(home.id.starts_with("net-") && home.id.len() == 21, "{}", home.id);
    let expected = map(json!({
        "name": "home", "size": 8, "label": "home/8", "zone": "eu-west-2a", "id": *home.id,
        "arn": format!("arn:aws:demo:eu-west-2:123456789012:network/{}", home.id),
        "table_id": text(&home.observed, "table_id"),
    }));
    assert_eq!(home.observed, expected);
    assert_eq!(read(&cloud, network(), &home.id).await, Some(expected));
}

#[tokio::test]
async fn what_the_cloud_chose_stays_when_nobody_asks_for_anything_else() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let changed =
        update(&cloud, network(), &home.id, json!({"name": "home", "size": 9})).await.expect("is updated");
    assert_eq!(text(&changed.observed, "zone"), "eu-west-2a");
    assert_eq!(text(&changed.observed, "label"), "home/9");
    assert_eq!(changed.observed.get("arn"), home.observed.get("arn"));
}

#[tokio::test]
async fn a_choice_of_the_cloud_comes_back_when_nobody_asks_for_another_any_more() {
    let cloud = cloud();
    let id = create(&cloud, network(), "home", json!({"name": "home"})).await.id;
    let asked = json!({"name": "home", "label": "Home!", "size": 9});
    for (inputs, label) in [
        (json!({"name": "home"}), "home/8"),
        (asked.clone(), "Home!"),
        (json!({"name": "home", "size": 9}), "home/9"),
        (asked, "Home!"),
        (json!({"name": "home"}), "home/8"),
    ] {
        let changed = update(&cloud, network(), &id, inputs.clone()).await.expect("is updated");
        assert_eq!(text(&changed.observed, "label"), label);
        assert_eq!(
            update(&cloud, network(), &id, inputs).await,
            Ok(changed),
            "the second time changes nothing"
        );
    }
}

#[tokio::test]
async fn an_input_that_is_asked_for_no_more_goes_or_takes_its_default() {
    let cloud = cloud();
    let inputs = json!({"name": "home", "size": 9, "tags": {"a": "b"}});
    let home = create(&cloud, network(), "home", inputs).await;
    let changed = update(&cloud, network(), &home.id, json!({"name": "home"})).await.expect("is updated");
    assert_eq!(changed.observed.get("size"), Some(&Value::Int(8)));
    assert_eq!(changed.observed.get("tags"), None);
    let zoned = create(&cloud, network(), "zoned", json!({"name": "zoned", "zone": "here"})).await;
    assert_eq!(text(&zoned.observed, "zone"), "here");
    let error =
        update(&cloud, network(), &zoned.id, json!({"name": "zoned"})).await.expect_err("it was asked for");
    assert_eq!(error.message, "zone cannot be changed in place");
}

#[tokio::test]
async fn a_write_only_input_arrives_and_is_not_given_back() {
    let cloud = cloud();
    let home = create(&cloud, network(), "home", json!({"name": "home"})).await;
    let inputs = json!({"network_id": *home.id, "password": "correct horse"});
    let host_id = create(&cloud, host(), "a", inputs).await.id;
    assert_eq!(read(&cloud, host(), &host_id).await.and_then(|seen| seen.get("password").cloned()), None);
    assert_eq!(text(&cloud.get("demo.Host", &host_id).expect("exists"), "password"), "correct horse");
}

#[tokio::test]
async fn revisions_count_up_and_never_back() {
    let cloud = cloud();
    let first = create(&cloud, revision(), "a", json!({"family": "web"})).await;
    cloud.delete_outside("demo.Revision", &first.id).expect("is deleted");
    let second = create(&cloud, revision(), "b", json!({"family": "web"})).await;
    assert_eq!((&*first.id, &*second.id), ("web:1", "web:2"));
}

#[tokio::test]
async fn equal_seeds_make_equal_ids() {
    async fn ids(cloud: Rehearsal) -> Vec<String> {
        for name in ["a", "b", "c"] {
            create(&cloud, network(), name, json!({"name": name})).await;
        }
        cloud.objects().iter().map(|object| object.id.to_string()).collect()
    }
    let seeded = |seed| cloud().under(Conditions { seed, ..Conditions::default() });
    assert_eq!(ids(seeded(7)).await, ids(seeded(7)).await);
    assert_ne!(ids(seeded(7)).await, ids(seeded(8)).await);
}

#[tokio::test]
async fn what_others_do_outside_is_seen() {
    let cloud = cloud();
    let id = cloud.create_outside(network(), &map(json!({"name": "theirs"}))).expect("is created");
    cloud.change_outside("demo.Network", &id, "size", Value::Int(3)).expect("is changed");
    let seen = read(&cloud, network(), &id).await.expect("exists");
    assert_eq!(seen.get("size"), Some(&Value::Int(3)));
    cloud.delete_outside("demo.Network", &id).expect("is deleted");
    assert_eq!(read(&cloud, network(), &id).await, None);
    assert_eq!(cloud.objects(), []);
}

#[tokio::test]
async fn ten_thousand_networks_are_made_and_deleted_one_by_one() {
    let cloud = cloud();
    let mut ids = Vec::new();
    for n in 0..10_000 {
        ids.push(create(&cloud, network(), &format!("n{n}"), json!({"name": format!("n{n}")})).await.id);
    }
    assert_eq!(cloud.objects().len(), 20_000);
    for id in ids {
        crate::common::delete(&cloud, network(), &id).await.expect("is deleted");
    }
    assert_eq!(cloud.objects(), []);
}
