//! Invented kinds, each odd in one way that some kind of the real cloud is.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "the typed declarations are there for the descriptions derived from them"
)]

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, InputMap, Inputs, Kind, Map, Options, Output, Resource as _, Value};
use ironwright_macros::{Block, Outputs, Resource};

ironwright_core::references! {
    NetworkId = "demo.Network" . "id";
    NetworkArn = "demo.Network" . "arn";
    TableId = "demo.Table" . "id";
    RevisionId = "demo.Revision" . "id";
    ElsewhereId = "demo.NotRegistered" . "id";
}

pub(crate) fn all() -> Vec<&'static Kind> {
    vec![network(), host(), table(), route(), main_table(), service(), revision()]
}

pub(crate) fn network() -> &'static Kind {
    Network::kind()
}
pub(crate) fn host() -> &'static Kind {
    Host::kind()
}
pub(crate) fn table() -> &'static Kind {
    Table::kind()
}
pub(crate) fn route() -> &'static Kind {
    Route::kind()
}
pub(crate) fn main_table() -> &'static Kind {
    MainTable::kind()
}
pub(crate) fn service() -> &'static Kind {
    Service::kind()
}
pub(crate) fn revision() -> &'static Kind {
    Revision::kind()
}

/// A network, with which a table comes.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "demo.Network", id = "net-{hex:17}", outputs = NetworkOutputs, page = "https://example.com",
    unique = [["name"]], behaviour = TableOfNetwork
)]
pub struct Network {
    /// Its name.
    #[input(replaces, length = 1..=20)]
    name: Input<String>,
    /// Its size.
    #[input(default = 8, range = 1..=16)]
    size: Option<Input<i64>>,
    /// Its zone; the cloud chooses one.
    #[input(replaces)]
    zone: Option<Input<String>>,
    /// What signs call it; the cloud has an idea of its own.
    label: Option<Input<String>>,
    /// Labels.
    tags: Option<InputMap<String>>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct NetworkOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<NetworkId>,
    /// The ARN.
    #[output("arn:aws:demo:{region}:{account}:network/{id}")]
    pub arn: Output<NetworkArn>,
    /// What the size makes of the name.
    #[output("{name}/{size}")]
    pub label: Output<String>,
    /// The zone.
    #[output("{region}a")]
    pub zone: Output<String>,
    /// The table that comes with it.
    pub table_id: Output<TableId>,
}

struct TableOfNetwork;

impl Behaviour for TableOfNetwork {
    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        if properties.get("name").and_then(Value::as_text) == Some("cursed") {
            world.insert("demo.Table", "tab-cursed", Map::new());
            world.count("curses");
            return Err(Refusal::new("Cursed", "that name is cursed"));
        }
        assert_ne!(properties.get("name").and_then(Value::as_text), Some("panics"), "a kind with a bug");
        let table = world.make("tab-{hex:17}");
        let made = Map::from([("network_id".into(), id.into()), ("note".into(), "by the cloud".into())]);
        world.insert("demo.Table", &table, made);
        properties.insert("table_id".into(), table.into());
        Ok(())
    }

    fn deleting(&self, world: &mut dyn World, _: &str, properties: &Map) -> Result<(), Refusal> {
        if let Some(table) = properties.get("table_id").and_then(Value::as_text) {
            world.remove("demo.Table", table);
        }
        Ok(())
    }
}

/// A rule of a host.
#[derive(Block, Clone, Debug)]
pub struct Rule {
    /// Which network may come in.
    network_arn: Input<NetworkArn>,
}

/// A host in a network.
#[derive(Resource, Clone, Debug)]
#[resource(kind = "demo.Host", id = "host-{hex:8}", outputs = HostOutputs, page = "https://example.com")]
pub struct Host {
    /// Where it stands.
    #[input(replaces)]
    network_id: Input<NetworkId>,
    /// Networks it knows of.
    #[input(weak)]
    peers: Option<Inputs<NetworkId>>,
    /// Who may come in.
    rules: Vec<Rule>,
    /// Something of a kind that the registry lacks.
    elsewhere: Option<Input<ElsewhereId>>,
    /// Its password.
    #[input(write_only, secret, length = 8..=20)]
    password: Option<Input<String>>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct HostOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<String>,
}

/// A table.
#[derive(Resource, Clone, Debug)]
#[resource(kind = "demo.Table", id = "tab-{hex:17}", outputs = TableOutputs, page = "https://example.com")]
pub struct Table {
    /// Whose table it is.
    network_id: Input<NetworkId>,
    /// A remark.
    note: Option<Input<String>>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct TableOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<TableId>,
    /// The ARN.
    #[output("arn:aws:demo:{region}:{account}:table/{id}")]
    pub arn: Output<String>,
}

/// A route in a table: its place is its name.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "demo.Route", id = "{table_id}|{number}", outputs = RouteOutputs, page = "https://example.com", delete_first
)]
pub struct Route {
    /// The table.
    #[input(replaces)]
    table_id: Input<TableId>,
    /// Its place.
    #[input(replaces)]
    number: Input<i64>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct RouteOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<String>,
}

/// The settings of an account, of which there is one from the beginning of time.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "demo.MainTable", id = "{table_id}", outputs = MainTableOutputs, page = "https://example.com", adopted,
    behaviour = AlwaysThere
)]
pub struct MainTable {
    /// The table that is adopted.
    #[input(replaces)]
    table_id: Input<TableId>,
    /// A remark.
    note: Option<Input<String>>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct MainTableOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<String>,
}

struct AlwaysThere;

impl Behaviour for AlwaysThere {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let id = inputs.get("table_id").and_then(Value::as_text).unwrap_or_default().to_owned();
        if world.properties("demo.MainTable", &id).is_none() {
            let note = Map::from([("note".into(), "as the cloud made it".into())]);
            world.insert("demo.MainTable", &id, note);
        }
        Ok(Some(id))
    }
}

/// Something that takes a minute to be steady.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "demo.Service", id = "{name}", outputs = ServiceOutputs, page = "https://example.com", ready_when = "steady",
    delete_first, behaviour = Slow
)]
pub struct Service {
    /// Its name.
    #[input(replaces)]
    name: Input<String>,
    /// What it runs.
    revision: Option<Input<RevisionId>>,
    /// How many of it.
    #[input(default = 1)]
    count: Option<Input<i64>>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct ServiceOutputs {
    /// The ARN.
    #[output("arn:aws:demo:{region}:{account}:service/{id}")]
    pub arn: Output<String>,
}

struct Slow;

impl Behaviour for Slow {
    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(1)
    }
}

/// A revision of a family: the cloud counts.
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "demo.Revision", id = "{family}:{revision}", outputs = RevisionOutputs, page = "https://example.com",
    behaviour = CountsUp
)]
pub struct Revision {
    /// The family.
    #[input(replaces)]
    family: Input<String>,
    options: Options,
}

#[derive(Outputs, Debug)]
pub struct RevisionOutputs {
    /// The id.
    #[output("{id}")]
    pub id: Output<RevisionId>,
}

struct CountsUp;

impl Behaviour for CountsUp {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let family = inputs.get("family").and_then(Value::as_text).unwrap_or_default();
        Ok(Some(format!("{family}:{}", world.count(family))))
    }

    fn lets_go_of(&self, referrer: &str) -> bool {
        referrer == "demo.Service"
    }
}
