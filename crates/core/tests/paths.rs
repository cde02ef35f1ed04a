//! Paths name one place and no other, whatever values stand around it: tried on many values.

#![expect(dead_code, reason = "not every output of a kind is read by a test")]

use std::sync::Arc;

use ironwright_core::diff::{Attention, against_object, drift};
use ironwright_core::path::Path;
use ironwright_core::state::Object;
use ironwright_core::{Document, Input, InputMap, Inputs, Kind, Map, Options, Output, Resource as _, Value};
use ironwright_macros::{Block, Outputs, Resource};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// With a property of every shape.
#[derive(Resource, Clone)]
#[resource(kind = "any.Thing", id = "thing-{n}", outputs = ThingOutputs, page = "")]
struct Thing {
    /// A text.
    text: Option<Input<String>>,
    /// A block.
    block: Option<Part>,
    /// Blocks that a key tells apart.
    #[input(each = part, key = "name")]
    parts: Vec<Part>,
    /// A list in order.
    words: Option<Inputs<String>>,
    /// A list whose order has no meaning.
    #[input(unordered)]
    set: Option<Inputs<String>>,
    /// Texts by name.
    #[input(each = tag)]
    tags: Option<InputMap<String>>,
    /// A document.
    document: Option<Input<Document>>,
    /// A document whose order has no meaning.
    #[input(unordered)]
    policy: Option<Input<Document>>,
    options: Options,
}

/// A block with blocks in it.
#[derive(Block, Clone)]
struct Part {
    /// What it is called.
    name: Input<String>,
    /// What it is made of: it may look like the name of another.
    image: Option<Input<String>>,
    /// Texts by name.
    #[input(each = variable)]
    environment: Option<InputMap<String>>,
    /// Blocks that another key tells apart.
    #[input(each = mount, key = "path")]
    mounts: Vec<Mount>,
}

/// A block in a block.
#[derive(Block, Clone)]
struct Mount {
    /// Where.
    path: Input<String>,
    /// What.
    source: Option<Input<String>>,
}

/// What a thing gives back.
#[derive(Outputs)]
struct ThingOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<String>,
}

fn kind() -> &'static Kind {
    Thing::kind()
}

fn path(text: &str) -> Path {
    Path::resolve(kind().inputs, text).unwrap_or_else(|hint| panic!("{text}: {hint}"))
}

/// Names and values that look like each other and like paths.
const TEXTS: [&str; 10] = ["a", "b", "a.b", "a]", "a\"", "[0]", "0", "\\", "line\nbreak", "naïve \u{1b}[1m"];

fn text() -> impl Strategy<Value = Value> {
    select(TEXTS.to_vec()).prop_map(Value::text)
}

fn list(of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(of, 0..4).prop_map(Value::list)
}

/// A list of blocks of which no two have the same key.
fn blocks(key: &'static str, of: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    prop::collection::vec(of, 0..4).prop_map(move |blocks| {
        let mut seen = Vec::new();
        Value::list(blocks.into_iter().filter(|block| {
            let key = block.get(key).cloned();
            let first = !seen.contains(&key);
            seen.push(key);
            first
        }))
    })
}

fn texts_by_name() -> impl Strategy<Value = Value> {
    prop::collection::vec((select(TEXTS.to_vec()), text()), 0..4).prop_map(|members| {
        Value::map(members.into_iter().map(|(name, value)| (Arc::from(name), value)).collect())
    })
}

/// A map with some of these members.
fn block<const N: usize>(
    members: [(&'static str, bool, BoxedStrategy<Value>); N],
) -> impl Strategy<Value = Value> {
    let member = |(name, required, of): (&'static str, bool, BoxedStrategy<Value>)| {
        let some = if required { Just(true).boxed() } else { any::<bool>().boxed() };
        (some, of).prop_map(move |(some, value)| some.then(|| (Arc::from(name), value)))
    };
    members.map(member).to_vec().prop_map(|members| Value::map(members.into_iter().flatten().collect()))
}

fn mount() -> impl Strategy<Value = Value> {
    block([("path", true, text().boxed()), ("source", false, text().boxed())])
}

fn part() -> impl Strategy<Value = Value> {
    block([
        ("name", true, text().boxed()),
        ("image", false, text().boxed()),
        ("environment", false, texts_by_name().boxed()),
        ("mounts", false, blocks("path", mount()).boxed()),
    ])
}

fn document() -> impl Strategy<Value = Value> {
    let statement = block([
        ("Sid", true, text().boxed()),
        ("Action", false, list(text()).boxed()),
        ("a.b", false, text().boxed()),
    ]);
    block([("Version", false, text().boxed()), ("Statement", false, blocks("Sid", statement).boxed())])
}

fn properties() -> impl Strategy<Value = Map> {
    let thing = block([
        ("text", false, text().boxed()),
        ("block", false, part().boxed()),
        ("parts", false, blocks("name", part()).boxed()),
        ("words", false, list(text()).boxed()),
        ("set", false, list(text()).boxed()),
        ("tags", false, texts_by_name().boxed()),
        ("document", false, document().boxed()),
    ]);
    thing.prop_map(|value| value.as_map().cloned().unwrap_or_default())
}

/// Paths to everything in a value that a path can name.
fn places(properties: &Map) -> Vec<Path> {
    let nothing = Map::new();
    let mut texts: Vec<String> =
        drift(Some(kind()), &nothing, properties).into_iter().map(|change| change.path).collect();
    let mut whole = properties.clone();
    // What differs inside of what both have is told place by place.
    for value in whole.values_mut() {
        *value = emptied(value);
    }
    texts.extend(drift(Some(kind()), &whole, properties).into_iter().map(|change| change.path));
    texts.iter().map(|text| path(text)).collect()
}

/// The same with another text at each end.
fn emptied(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let keep = |name: &str| ["name", "path", "Sid"].contains(&name);
            let inner = map.iter().map(|(name, value)| {
                (Arc::clone(name), if keep(name) { value.clone() } else { emptied(value) })
            });
            Value::map(inner.collect())
        }
        Value::List(items) => Value::list(items.iter().map(emptied)),
        _ => Value::text("another"),
    }
}

fn object(properties: &Map) -> Object {
    Object { inputs: properties.clone(), observed: properties.clone(), ..Object::default() }
}

fn at<'a>(properties: &'a Map, path: &Path) -> &'a Value {
    path.get(properties).unwrap_or(&Value::Null)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_differs_is_found_again_by_its_path(before in properties(), after in properties()) {
        for change in against_object(kind(), &after, &object(&before), Attention::default()) {
            let place = path(&change.path);
            prop_assert_eq!(place.to_string(), change.path.clone());
            prop_assert_eq!(at(&before, &place), &change.before, "{}", change.path);
            prop_assert_eq!(at(&after, &place), &change.after, "{}", change.path);
        }
    }

    #[test]
    fn ignoring_one_difference_hides_it_and_no_other(before in properties(), after in properties(), one in any::<Index>()) {
        let all = against_object(kind(), &after, &object(&before), Attention::default());
        prop_assume!(!all.is_empty());
        let one = one.index(all.len());
        let ignore = [path(&all[one].path)];
        let attention = Attention { ignore: &ignore, replace: &[] };
        let mut others = all.clone();
        others.remove(one);
        prop_assert_eq!(against_object(kind(), &after, &object(&before), attention), others);
    }

    #[test]
    fn what_is_left_to_others_is_as_it_is_and_all_else_as_it_is_wanted(
        now in properties(), wanted in properties(), one in any::<Index>(),
    ) {
        let mut named = places(&now);
        named.extend(places(&wanted));
        prop_assume!(!named.is_empty());
        let place = one.get(&named);
        let mut left = wanted.clone();
        place.leave(&mut left, &now, &now);
        // As it is now, or as it is wanted where one side has nothing around it.
        let found = at(&left, place);
        prop_assert!(found == at(&now, place) || left == wanted, "{place}: {left:?}");
        let ignore = [place.clone()];
        let outside = against_object(kind(), &left, &object(&wanted), Attention { ignore: &ignore, replace: &[] });
        let around = |change: &ironwright_core::diff::PropertyChange| {
            // A list that was not there comes with what is left in it.
            let coarse = change.before == Value::Null || change.after == Value::Null;
            coarse && place.to_string().starts_with(&change.path)
        };
        prop_assert!(outside.iter().all(around), "{place}: {outside:?}");
        // Whatever was done, doing it again changes nothing.
        let mut again = left.clone();
        place.leave(&mut again, &now, &now);
        prop_assert_eq!(again, left);
    }

    #[test]
    fn no_text_makes_reading_a_path_panic(text in "[a-z.\\[\\]\"\\\\0-9{}u]{0,12}") {
        if let Ok(place) = Path::resolve(kind().inputs, &text) {
            prop_assert_eq!(path(&place.to_string()), place);
        }
    }
}

fn part_of(name: &str, image: &str) -> Value {
    let members = [("name", name), ("image", image)];
    Value::map(members.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
}

#[test]
fn a_key_is_the_declared_one_whatever_else_looks_like_it() {
    let parts = Value::list([part_of("app", "nginx"), part_of("nginx", "registry/web:1.27")]);
    let properties = Map::from([("parts".into(), parts)]);
    let image = |place: &str| path(place).get(&properties).and_then(Value::as_text);
    assert_eq!(image("parts[\"nginx\"].image"), Some("registry/web:1.27"));
    assert_eq!(image("parts[nginx].image"), Some("registry/web:1.27"));
    assert_eq!(image("parts[\"app\"].image"), Some("nginx"));
    assert_eq!(image("parts[\"registry/web:1.27\"].image"), None);
}

#[test]
fn a_number_means_the_block_that_is_declared_there_wherever_it_stands_outside() {
    let list = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, image)| part_of(name, image));
        Map::from([("parts".into(), Value::list(parts))])
    };
    let (declared, now) = (list(&[("a", "1"), ("b", "1")]), list(&[("b", "2"), ("a", "3")]));
    let mut left = declared.clone();
    path("parts[0].image").leave(&mut left, &now, &Map::new());
    assert_eq!(left, list(&[("a", "3"), ("b", "1")]));
    path("parts[7].image").leave(&mut left, &now, &Map::new());
    assert_eq!(left, list(&[("a", "3"), ("b", "1")]));
    let told = |attention| {
        let found = against_object(kind(), &declared, &object(&now), attention);
        found.into_iter().map(|change| (change.path, change.replaces.is_some())).collect::<Vec<_>>()
    };
    let places = [path("parts[1].image")];
    let (a, b) = ("parts[\"a\"].image".to_owned(), "parts[\"b\"].image".to_owned());
    assert_eq!(told(Attention { ignore: &places, replace: &[] }), [(a.clone(), false)]);
    assert_eq!(told(Attention { ignore: &[], replace: &places }), [(b, true), (a, false)]);
}

#[test]
fn what_cannot_be_read_says_what_to_write() {
    let told = |text: &str| Path::resolve(kind().inputs, text).expect_err(text);
    let expected = [
        ("", "it is empty: write the name of a property"),
        ("parts[", "a bracket is not closed; write `a[0]` or `a[\"key\"]`"),
        ("parts[]", "a bracket is empty; write `a[0]` or `a[\"key\"]`"),
        ("parts[\"a", "a key is not closed; write `a[\"key\"]`, with `\\\"` for a quote in it"),
        ("parts[\"a\"x].image", "a bracket is not closed; write `a[0]` or `a[\"key\"]`"),
        ("block..image", "a name is missing before `..image`; write `a.b`, `a[0]` or `a[\"key\"]`"),
        ("block.", "a name is missing before `.`; write `a.b`, `a[0]` or `a[\"key\"]`"),
        ("words[0]x", "a name is missing before `x`; write `a.b`, `a[0]` or `a[\"key\"]`"),
        ("block[0]", "write the name of a property where `[0]` is"),
        ("parts.image", "say which one by its `name`: `parts[\"…\"]`"),
        ("parts[\"a\"].mounts.source", "say which one by its `path`: `mounts[\"…\"]`"),
        ("words.first", "say which one by its place: `words[0]`"),
        ("set[0]", "`set` has no order to name a place in: name it as a whole"),
        ("tags.a.b", "`tags` has nothing called `b` inside"),
        ("text[0]", "`text` has nothing called `[0]` inside"),
        ("block.imaeg", "did you mean `image`?"),
    ];
    for (text, hint) in expected {
        assert_eq!(told(text), hint, "{text}");
    }
}

#[test]
fn a_whole_list_or_block_is_a_place_too() {
    let now =
        Map::from([("parts".into(), Value::list([part_of("a", "2")])), ("words".into(), Value::list([]))]);
    let mut wanted = Map::from([("parts".into(), Value::list([part_of("a", "1"), part_of("b", "1")]))]);
    for place in ["words[7]", "parts[\"nosuch\"].image", "block.image", "text"] {
        let before = wanted.clone();
        path(place).leave(&mut wanted, &now, &Map::new());
        assert_eq!(wanted, before, "{place}");
    }
    path("parts[\"b\"]").leave(&mut wanted, &now, &Map::new());
    assert_eq!(wanted["parts"], Value::list([part_of("a", "1")]));
    path("parts").leave(&mut wanted, &now, &Map::new());
    assert_eq!(wanted["parts"], now["parts"]);
}

#[test]
fn a_secret_stays_one_where_it_is_left_as_it_is() {
    let tags = |text: &str, secret: bool| {
        let value = Value::map(Map::from([("a".into(), text.into()), ("b".into(), "1".into())]));
        Map::from([("tags".into(), if secret { value.into_secret() } else { value })])
    };
    let mut wanted = tags("wanted", false);
    path("tags.a").leave(&mut wanted, &tags("hidden", true), &Map::new());
    assert!(wanted["tags"].has_secret());
    assert!(!format!("{wanted:?}").contains("hidden"));
}

fn statement(sid: Option<&str>, actions: Value) -> Value {
    let mut members = Map::from([("Effect".into(), "Allow".into()), ("Action".into(), actions)]);
    members.extend(sid.map(|sid| ("Sid".into(), sid.into())));
    Value::map(members)
}

fn policy(statements: Value) -> Map {
    Map::from([("policy".into(), Value::map(Map::from([("Statement".into(), statements)])))])
}

fn differences(before: &Map, after: &Map) -> Vec<String> {
    let found = against_object(kind(), after, &object(before), Attention::default());
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn a_policy_in_another_order_is_the_same_policy() {
    let actions = |names: [&str; 2]| Value::list(names.map(Value::text));
    let nothing: [&str; 0] = [];
    for sids in [[None, None], [Some("a"), Some("b")]] {
        let one = policy(Value::list([
            statement(sids[0], actions(["s3:Get", "s3:Put"])),
            statement(sids[1], Value::text("ecs:Run")),
        ]));
        let other = policy(Value::list([
            statement(sids[1], Value::list([Value::text("ecs:Run")])),
            statement(sids[0], actions(["s3:Put", "s3:Get"])),
        ]));
        assert_eq!(differences(&one, &other), nothing);
    }
    // A single statement need not stand in a list.
    let alone = statement(None, "ecs:Run".into());
    assert_eq!(differences(&policy(alone.clone()), &policy(Value::list([alone]))), nothing);
}

#[test]
fn one_changed_statement_of_a_policy_is_the_only_one_that_differs() {
    let of = |last: &str| {
        let statements = ["s3:Get", "s3:Put", last].map(|action| statement(None, action.into()));
        policy(Value::list(statements))
    };
    assert_eq!(
        differences(&of("a:Old"), &of("a:New")),
        ["policy.Statement[2].Action: \"a:Old\" -> \"a:New\""]
    );
    let named = |last: &str| {
        policy(Value::list([statement(Some("x"), "s3:Get".into()), statement(Some("y"), last.into())]))
    };
    let change = "policy.Statement[\"y\"].Action: \"a:Old\" -> \"a:New\"";
    assert_eq!(differences(&named("a:Old"), &named("a:New")), [change]);
    let ignore = [path("policy.Statement[\"y\"].Action")];
    let attention = Attention { ignore: &ignore, replace: &[] };
    assert!(against_object(kind(), &named("a:New"), &object(&named("a:Old")), attention).is_empty());
}

#[test]
fn statements_that_share_a_name_are_not_taken_for_each_other() {
    let of = |first: &str| {
        policy(Value::list([statement(Some("x"), "s3:Get".into()), statement(Some("x"), first.into())]))
    };
    assert_eq!(differences(&of("a:Old"), &of("a:New")).len(), 1);
    assert!(differences(&of("a:Old"), &of("a:Old")).is_empty());
}

#[test]
fn the_same_twice_is_the_same_once_where_order_has_no_meaning() {
    let set =
        |items: &[&str]| Map::from([("set".into(), Value::list(items.iter().copied().map(Value::text)))]);
    assert!(differences(&set(&["a", "b"]), &set(&["b", "a", "b"])).is_empty());
    assert_eq!(differences(&set(&["a", "b"]), &set(&["a", "c"])).len(), 1);
}
