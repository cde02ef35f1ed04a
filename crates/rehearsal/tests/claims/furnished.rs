//! What somebody else has made before any program ran, and what finds it.

use ironwright_core::look_up::{Condition, Facet, Query, Test};
use ironwright_core::{Kind, Value};
use ironwright_engine::Cloud as _;
use ironwright_rehearsal::{Furnishing, Rehearsal};
use serde_json::json;

use crate::common::{cloud, create, delete, location, read, registry, text};
use crate::kinds::{host, network};

const THEIRS: &str = "[[demo.Network]]\nname = \"theirs\"\n";

fn kind(name: &str) -> Option<&'static Kind> {
    registry().get(name)
}

fn furnishing(text: &str) -> Furnishing {
    Furnishing::from_toml(text, &kind).expect("a sound text")
}

fn named(name: &str) -> Query {
    let condition =
        Condition { facet: Facet::Property("name".into()), test: Test::Is, value: Value::text(name) };
    Query { conditions: vec![condition], newest_by: None }
}

async fn found(cloud: &Rehearsal, query: Query) -> Vec<String> {
    let answers = cloud.look_up(network(), &[query]).await.expect("answers");
    let found = answers.into_iter().flat_map(|answer| answer.expect("is looked for"));
    found.map(|found| found.id.to_string()).collect()
}

#[tokio::test]
async fn it_is_found_and_can_be_referred_to_like_everything_that_exists() {
    let cloud = cloud().furnished(&furnishing(THEIRS));
    let own = create(&cloud, network(), "own", json!({"name": "own"})).await;
    let theirs = found(&cloud, named("theirs")).await;
    assert_eq!(theirs.len(), 1);
    assert_eq!(found(&cloud, named("own")).await, [own.id.to_string()]);
    assert_eq!(found(&cloud, named("nobody's")).await, Vec::<String>::new());
    create(&cloud, host(), "a", json!({"network_id": theirs[0], "password": "correct horse"})).await;
    let error = delete(&cloud, network(), &theirs[0]).await.expect_err("is in use");
    assert_eq!(error.code, "DependencyViolation");
}

#[tokio::test]
async fn it_is_the_same_each_time_and_takes_nothing_from_what_is_made_up_later() {
    let with = cloud().furnished(&furnishing(THEIRS));
    let (again, without) = (cloud().furnished(&furnishing(THEIRS)), cloud());
    assert_eq!(found(&with, named("theirs")).await, found(&again, named("theirs")).await);
    let made = create(&with, network(), "a", json!({"name": "a"})).await;
    assert_eq!(made.id, create(&without, network(), "a", json!({"name": "a"})).await.id);
}

#[tokio::test]
async fn a_file_keeps_of_it_only_what_a_program_has_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("world");
    let open = || Rehearsal::open(&path, location(), registry()).expect("opens");
    let both = format!("{THEIRS}\n[[demo.Network]]\nname = \"other\"\n");
    let cloud = open().furnished(&furnishing(&both));
    create(&cloud, network(), "own", json!({"name": "own"})).await;
    let changed = found(&cloud, named("other")).await.remove(0);
    cloud.change_outside(network().name, &changed, "size", Value::Int(9)).expect("changes");
    drop(cloud);
    let names = |cloud: &Rehearsal| -> Vec<String> {
        let mut names: Vec<String> =
            cloud.objects().iter().map(|object| text(&object.properties, "name").to_owned()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&open()), ["other", "own"]);
    let again = open().furnished(&furnishing(&both));
    assert_eq!(names(&again), ["other", "own", "theirs"]);
    let size = read(&again, network(), &changed).await.and_then(|it| it.get("size").cloned());
    assert_eq!(size, Some(Value::Int(9)));
}

#[test]
fn what_is_wrong_with_a_text_is_told_with_its_line() {
    let told = |text: &str| Furnishing::from_toml(text, &kind).map(drop).expect_err("is wrong");
    assert_eq!(
        told("[[demo.Network]]\nnam = \"a\"\n\n[[demo.Nothing]]\n"),
        [
            "line 2: demo.Network has no property `nam`; did you mean `name`?",
            "line 4: there is no kind `demo.Nothing`"
        ]
    );
    assert_eq!(told("[demo.Network]\n"), ["line 1: write `[[demo.Network]]`, in two pairs of brackets"]);
    assert_eq!(told("[[demo.Network]]\nname = \n").len(), 1);
}
