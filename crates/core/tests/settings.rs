//! Settings: each type, default and limit that a struct may say, and what is told of what is wrong.

use std::collections::BTreeMap;

use ironwright_core::settings::{Given, GivenSettings, read, resolve};
use ironwright_core::{Cidr, Secret, Settings, Value};
use ironwright_macros::Settings;

ironwright_core::choices! {
    /// What a box is made of.
    Material {
        /// Of wood.
        Wood = "wood",
        /// Of steel.
        Steel = "steel",
    }
}

/// What a program is run with.
#[derive(Settings, Debug)]
#[setting(vocabulary = ::ironwright_core)]
struct Wanted {
    /// How many run.
    #[setting(default = 2, range = 1..=5)]
    replicas: u32,
    /// Where.
    region: String,
    /// The network.
    #[setting(default = "10.0.0.0/16")]
    network: Cidr,
    /// How one signs in.
    password: Secret<String>,
    /// What it is made of.
    material: Option<Material>,
    /// In which zones.
    zones: Option<Vec<String>>,
}

fn given(settings: &[(&str, &str)]) -> GivenSettings {
    settings.iter().map(|(name, value)| (*name, Given::new(*value, "--set"))).collect()
}

#[test]
fn settings_are_read_from_text_with_their_defaults() {
    let wanted: Wanted =
        read(&given(&[("region", "eu-west-2"), ("password", "hunter2"), ("zones", "a, b")])).expect("sound");
    assert_eq!((wanted.replicas, wanted.region.as_str()), (2, "eu-west-2"));
    assert_eq!((wanted.network.to_string().as_str(), wanted.material), ("10.0.0.0/16", None));
    assert_eq!(wanted.zones, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(wanted.password.expose(), "hunter2");
    assert!(!format!("{wanted:?}").contains("hunter2"));
    assert!(Wanted::FIELDS.iter().all(|field| field.secret == (field.name == "password")));
}

#[test]
fn everything_that_is_wrong_with_settings_is_told_at_once() {
    let wrong = [
        ("replicas", "many"),
        ("regoin", "eu-west-2"),
        ("network", "10.0.0.0"),
        ("material", "glass"),
        ("password", ""),
    ];
    let told: Vec<String> =
        read::<Wanted>(&given(&wrong)).expect_err("wrong").0.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "error: --set: there is no setting `regoin`\n  hint: did you mean `region`?",
            "error: --set: `replicas`: expected a whole number, found \"many\"\n  hint: How many run",
            "error: the setting `region` has no value\n  hint: Where; give it with `--set region=…`, \
             IRONWRIGHT_REGION or ironwright.toml",
            "error: --set: `network`: `10.0.0.0` is not an IPv4 network; write an address and a length, \
             `10.0.0.0/16`\n  hint: The network",
            "error: --set: `material`: `glass` is none of wood, steel\n  hint: What it is made of"
        ]
    );
    let told: Vec<String> = read::<Wanted>(&given(&[("replicas", "9"), ("region", "x"), ("password", "p")]))
        .expect_err("wrong")
        .0
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told, ["error: --set: `replicas`: 9 is not between 1 and 5\n  hint: How many run"]);
}

#[derive(Settings, Debug)]
#[setting(vocabulary = ::ironwright_core)]
struct Defective {
    /// How many.
    #[setting(default = 99, range = 0..=20)]
    replicas: u32,
    /// How long.
    #[setting(default = "two")]
    days: u32,
}

#[test]
fn a_default_that_the_program_itself_refuses_is_told() {
    let problems = read::<Defective>(&GivenSettings::new()).expect_err("both defaults are wrong").to_string();
    for told in [
        "the default of `replicas`: 99 is not between 0 and 20",
        "the default of `days`: expected a whole number",
    ] {
        assert!(problems.contains(told), "{problems}");
    }
}

/// Every type and default.
#[derive(Settings, Debug, PartialEq)]
#[setting(vocabulary = ::ironwright_core)]
struct Every {
    /// In which zones.
    #[setting(default = ["a", "b"], length = 1..=3, pattern("[a-z]", "a letter"))]
    zones: Vec<String>,
    /// Which ports are open.
    #[setting(default)]
    ports: Vec<u16>,
    /// What everything is marked with.
    #[setting(default = { team = "web", "cost-centre" = "42" })]
    tags: BTreeMap<String, String>,
    /// How much of it.
    #[setting(default = 0.5)]
    share: f64,
    /// How much is taken off.
    #[setting(default = -1)]
    offset: i64,
    /// What it is made of.
    #[setting(default = "steel")]
    material: Material,
    /// Where the data is.
    database: Database,
    /// Where the copy is.
    replica: Option<Database>,
    /// What is asked.
    #[setting(default)]
    servers: Vec<Server>,
    /// By name.
    #[setting(default)]
    pools: BTreeMap<String, Server>,
    /// How one signs in.
    #[setting(default)]
    passwords: Vec<Secret<String>>,
}

/// Where data is.
#[derive(Settings, Debug, PartialEq)]
#[setting(vocabulary = ::ironwright_core)]
struct Database {
    /// In GiB.
    #[setting(default = 20, range = 10..=100)]
    size: u32,
    /// What one signs in with.
    password: Option<Secret<String>>,
    /// Who asks.
    #[setting(default)]
    backup: Vec<String>,
}

/// What is asked.
#[derive(Settings, Debug, PartialEq)]
#[setting(vocabulary = ::ironwright_core)]
struct Server {
    /// Where it listens.
    #[setting(range = 1..=65_535)]
    port: u16,
    /// What it is called.
    #[setting(default = "web")]
    name: String,
    /// What it asks for.
    token: Option<Secret<String>>,
}

fn every(settings: &[(&str, &str)]) -> Every {
    read(&given(settings)).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn told<S: Settings>(given: &GivenSettings) -> String {
    read::<S>(given).err().unwrap_or_default().to_string()
}

#[test]
fn a_struct_has_the_defaults_that_it_says() {
    let every = every(&[]);
    assert_eq!(every.zones, ["a", "b"]);
    assert_eq!(
        every.tags,
        BTreeMap::from([("team".into(), "web".into()), ("cost-centre".into(), "42".into())])
    );
    assert_eq!((every.share, every.offset, every.material), (0.5, -1, Material::Steel));
    assert_eq!(every.database, Database { size: 20, password: None, backup: Vec::new() });
    assert!(
        every.replica.is_none()
            && every.servers.is_empty()
            && every.pools.is_empty()
            && every.ports.is_empty()
    );
}

#[test]
fn lists_maps_and_structs_are_given_as_json_as_toml_and_plainly() {
    for zones in [r#"["c","d"]"#, "['c', 'd']", "c,d", r#""c",d"#] {
        assert_eq!(every(&[("zones", zones)]).zones, ["c", "d"], "{zones}");
    }
    for tags in [r#"{"x": "1,2", "y": "z"}"#, "{ x = \"1,2\", y = 'z' }", "x='1,2',y=z"] {
        let expected = BTreeMap::from([("x".to_owned(), "1,2".to_owned()), ("y".to_owned(), "z".to_owned())]);
        assert_eq!(every(&[("tags", tags)]).tags, expected, "{tags}");
    }
    for database in [r#"{"size": 30, "backup": ["a"]}"#, "{ size = 30, backup = ['a'] }", "size=30,backup=a"]
    {
        let database = every(&[("database", database)]).database;
        assert_eq!((database.size, database.backup.as_slice()), (30, &["a".to_owned()][..]));
    }
    let servers = every(&[("servers", r#"[{"port": 1}, {"port": 2, "name": "b"}]"#)]).servers;
    assert_eq!(servers.iter().map(|s| (s.port, s.name.as_str())).collect::<Vec<_>>(), [(1, "web"), (2, "b")]);
    assert_eq!(every(&[("ports", "80, 443")]).ports, [80, 443]);
    assert_eq!(every(&[("ports", "[80]")]).ports, [80]);
    assert_eq!(every(&[("pools", "{ a = { port = 1 } }")]).pools["a"].port, 1);
}

#[test]
fn members_are_given_by_their_path_and_overrule_one_by_one() {
    let every = every(&[
        ("database", "size=30,backup=a"),
        ("database.size", "40"),
        ("replica.password", "hunter2"),
        ("tags.cost.centre", "7"),
        ("pools.a.port", "1"),
        ("pools.a.name", "x"),
    ]);
    assert_eq!((every.database.size, every.database.backup.len()), (40, 1));
    assert_eq!(every.replica.as_ref().map(|replica| replica.size), Some(20));
    assert_eq!(every.tags, BTreeMap::from([("cost.centre".to_owned(), "7".to_owned())]));
    assert_eq!((every.pools["a"].port, every.pools["a"].name.as_str()), (1, "x"));
}

#[test]
fn a_list_and_a_map_as_a_whole_are_overruled_as_a_whole() {
    let every = every(&[
        ("zones", "x,y,z"),
        ("zones", "q"),
        ("tags.a", "1"),
        ("tags", "b=2"),
        ("tags.c", "3"),
        ("servers", "[{port = 1}, {port = 2}]"),
        ("servers", "[{port = 3}]"),
    ]);
    assert_eq!(every.zones, ["q"]);
    assert_eq!(every.tags.keys().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!(every.servers.len(), 1);
}

#[test]
fn everything_that_is_wrong_inside_is_told_at_once_with_its_source() {
    let mut given = given(&[
        ("zones", "a,bb,c,d"),
        ("ports", "80,70000,x"),
        ("share", "half"),
        ("material", "glass"),
        ("database.size", "7"),
        ("database.sise", "7"),
        ("replica", "[1]"),
        ("zones.a", "x"),
        ("pools.a.name", "x"),
        ("tags", "['a']"),
    ]);
    given.give(
        "servers",
        Given {
            value: Value::list([
                Value::map([("port".into(), Value::Int(0))].into()),
                Value::map([("prot".into(), Value::Int(1))].into()),
                Value::text("x"),
            ]),
            source: "x.toml:1".to_owned(),
            inside: vec![
                ("[0]".to_owned(), "x.toml:2".to_owned()),
                ("[0].port".to_owned(), "x.toml:3".to_owned()),
                ("[1]".to_owned(), "x.toml:4".to_owned()),
            ],
        },
    );
    let told = told::<Every>(&given);
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(
        lines,
        [
            "error: --set: there is no setting `database.sise`",
            "error: --set: `replica`: expected names with values, found something secret",
            "error: --set: `zones` is a list, and has nothing called `a` inside",
            "error: --set: `tags`: expected names with values, found [\"a\"]",
            "error: x.toml:4: there is no setting `servers[1].prot`",
            "error: x.toml:1: `servers[2]`: expected names with values, found something secret",
            "error: --set: `zones[1]`: \"bb\" is not a letter",
            "error: --set: `ports[1]`: 70000 is not between 0 and 65535",
            "error: --set: `ports[2]`: expected a whole number, found \"x\"",
            "error: --set: `share`: expected a number, found \"half\"",
            "error: --set: `material`: `glass` is none of wood, steel",
            "error: --set: `database.size`: 7 is not between 10 and 100",
            "error: x.toml:3: `servers[0].port`: 0 is not between 1 and 65535",
            "error: x.toml:4: `servers[1].port` has no value",
            "error: --set: `pools.a.port` has no value",
        ]
    );
    assert!(told.contains("did you mean `database.size`?"), "{told}");
    assert!(told.contains("did you mean `servers[1].port`?"), "{told}");
}

#[test]
fn limits_of_a_list_count_its_items_and_look_at_each() {
    assert_eq!(
        told::<Every>(&given(&[("zones", "a,b,c,d")])),
        "error: --set: `zones`: has 4 items, not between 1 and 3\n  hint: In which zones"
    );
}

#[test]
fn no_complaint_holds_a_secret() {
    #[derive(Settings)]
    #[setting(vocabulary = ::ironwright_core)]
    struct Hidden {
        /// A number nobody should read.
        #[setting(range = 1..=9)]
        number: Secret<u32>,
        /// Another.
        #[setting(range = 1..=9)]
        other: Secret<u32>,
        /// More of them.
        more: Vec<Secret<u32>>,
        /// A list.
        list: Vec<Secret<String>>,
        /// A struct.
        database: Database,
    }
    let given = given(&[
        ("number", "480923"),
        ("other", "hunter480923"),
        ("more", "480923000000000,1"),
        ("list", "[\"hunter480923"),
        ("database", "[\"hunter480923\"]"),
    ]);
    let told = told::<Hidden>(&given);
    assert_eq!(told.matches("error: ").count(), 5, "{told}");
    assert!(!told.contains("480923"), "{told}");
    let shown = format!("{:?}", resolve(Hidden::FIELDS, &given).entries);
    assert!(!shown.contains("480923"), "{shown}");
}

#[test]
fn secrets_in_structs_are_secret() {
    let given = given(&[("database.password", "hunter2"), ("servers", "[{port = 1, token = 'hunter2'}]")]);
    let resolved = resolve(Every::FIELDS, &given);
    assert!(!format!("{resolved:?}").contains("hunter2"), "{resolved:?}");
    let every: Every = read(&given).expect("sound");
    assert_eq!(every.database.password.expect("one").expose(), "hunter2");
    assert_eq!(every.servers[0].token.as_ref().expect("one").expose(), "hunter2");
}

#[test]
fn entries_say_where_each_value_comes_from() {
    let mut given = given(&[("database.size", "40")]);
    given.give("zones", Given::new("c", "x.toml:1"));
    let entries = resolve(Every::FIELDS, &given).entries;
    let shown: Vec<String> = entries
        .iter()
        .map(|entry| {
            let value = entry.value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
            format!("{} = {value} ({})", entry.path, entry.source)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "zones = [\"c\"] (x.toml:1)",
            "ports = [] (default)",
            "tags = { cost-centre: \"42\", team: \"web\" } (default)",
            "share = 0.5 (default)",
            "offset = -1 (default)",
            "material = \"steel\" (default)",
            "database.size = 40 (--set)",
            "database.password = - (optional)",
            "database.backup = [] (default)",
            "replica = - (optional)",
            "servers = [] (default)",
            "pools = {} (default)",
            "passwords = (secret) (default)",
        ]
    );
}

#[test]
fn a_struct_is_what_its_values_say() {
    let every = every(&[("replica.password", "x"), ("servers", "[{port = 1}]"), ("pools.a.port", "2")]);
    assert_eq!(Every::from_values(&every.to_values()).expect("the same"), every);
}
