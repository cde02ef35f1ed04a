//! `import`: print the declaration of something that exists, so that the program can take it over.

use ironwright_aws::written::{Written, declaration};
use ironwright_core::diagnostic::nearest;
use ironwright_core::plan::adopting::other_kind;
use ironwright_core::redactor::Redactor;
use ironwright_core::state::Observation;
use ironwright_core::{Address, Kind, Map, Value, unmodelled};
use ironwright_engine::EngineError;
use ironwright_engine::cloud::ReadRequest;
use ironwright_engine::store::View as _;
use serde_json::json;

use crate::arguments::Import;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::screen::Screen;
use crate::session::Session;

pub(super) fn run(session: &Session<'_>, arguments: &Import) -> Result<Exit> {
    let (kind, id) = (kind(&arguments.kind)?, arguments.id.as_str());
    if let Some(name) = &arguments.name
        && let Err(error) = Address::new("", kind.name, name)
    {
        return Err(Failure::wrong(format!("--name {name}: {error}"), ""));
    }
    if let Some(other) = other_kind(id, kind, ironwright_aws::registry()) {
        let message = format!("{id} is the id of an {other}, and an {} is asked for", kind.name);
        return Err(Failure::wrong(message, format!("type `import {other} {id}`")));
    }
    let mut observed = session.runtime()?.block_on(read(session, kind, id))?;
    let unmodelled: Vec<String> = unmodelled::of(&observed).map(str::to_owned).collect();
    observed.remove(unmodelled::MEMBER);
    let name = arguments.name.clone().unwrap_or_else(|| name_of(kind, &observed));
    let written = declaration(kind, &name, id, &observed)
        .map_err(|why| by_hand(kind, id, &why, &observed, &unmodelled))?;
    session.screen.document(&json!({
        "kind": kind.name,
        "id": id,
        "name": name,
        "rust": written.text,
        "untold": written.untold,
        "unmodelled": unmodelled,
        "properties": Value::map(kind.with_secrets(observed)).to_public_json(),
    }));
    if !session.screen.json {
        Screen::raw(&written.text);
    }
    tell(session, kind, &written, &unmodelled);
    Ok(Exit::Success)
}

fn kind(name: &str) -> Result<&'static Kind> {
    let kinds = ironwright_aws::registry().0;
    kinds.iter().copied().find(|kind| kind.name == name).ok_or_else(|| {
        let names = kinds.iter().map(|kind| kind.name);
        let near = nearest(name, names.clone()).map(|near| format!("did you mean `{near}`?"));
        let hint = near.unwrap_or_else(|| format!("there are {}", names.collect::<Vec<_>>().join(", ")));
        Failure::wrong(format!("there is no kind `{name}`"), hint)
    })
}

async fn read(session: &Session<'_>, kind: &'static Kind, id: &str) -> Result<Map> {
    let graph = session.graph()?;
    let state = session.store().load().await?;
    let opened = session.open(&graph, &state, true).await?;
    let ours = |(address, resource): (&Address, &ironwright_core::state::ResourceState)| {
        let same = address.kind() == kind.name && &*resource.current.as_ref()?.id == id;
        same.then(|| address.clone())
    };
    if let Some(address) = state.resources.iter().find_map(ours) {
        return Err(Failure::refused(
            format!("{id} is this stack's already, as {address}"),
            format!("`state show {address}` shows what is known of it"),
        ));
    }
    let request = ReadRequest { id: id.into(), inputs: Map::new() };
    let found = opened.cloud.read(kind, &[request]).await.map_err(EngineError::from)?.pop();
    let Some(Observation::Present(observed)) = found else {
        let there = opened.cloud.identity().await.map_err(EngineError::from)?;
        return Err(Failure::wrong(
            format!("there is no {} with the id {id} in {there}", kind.name),
            format!(
                "the id of an {} has the form `{}`: see that it, the account and the region are right",
                kind.name,
                form_of(kind)
            ),
        ));
    };
    // What the program keeps secret is not printed because the cloud says it in the open.
    let redactor = Redactor::default();
    redactor.note_program(&graph);
    Ok(observed.iter().map(|(name, value)| (name.clone(), hidden(&redactor, value))).collect())
}

fn hidden(redactor: &Redactor, value: &Value) -> Value {
    match value {
        Value::Text(text) => Value::text(redactor.hide(text)),
        Value::List(items) => Value::list(items.iter().map(|item| hidden(redactor, item))),
        Value::Map(map) => {
            Value::map(map.iter().map(|(name, member)| (name.clone(), hidden(redactor, member))).collect())
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Secret(_)
        | Value::Unknown(_) => value.clone(),
    }
}

/// What the kind's ids look like, `rtb-…` or `{route_table_id}|{destination_cidr_block}`.
fn form_of(kind: &Kind) -> String {
    let mut parts = kind.id.split('{');
    let mut form = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}') {
            Some((made_up, rest)) if made_up.contains(':') => form.extend(["…", rest]),
            _ => form.extend(["{", part]),
        }
    }
    form
}

/// A name for the declaration: the one that people see in the cloud, as far as it is one.
fn name_of(kind: &Kind, observed: &Map) -> String {
    let tag = observed.get("tags").and_then(|tags| tags.get("Name")).and_then(Value::as_text);
    let own = || {
        let mut fields =
            kind.inputs.iter().filter(|field| kind.names_itself_by(field) || field.name.ends_with("_name"));
        fields.find_map(|field| observed.get(field.name)?.as_text())
    };
    let text = tag.or_else(own).unwrap_or("main");
    let letters = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' });
    let name = letters.collect::<String>().trim_matches(['-', '_']).to_owned();
    if name.is_empty() { "main".to_owned() } else { name }
}

/// What cannot be written is told property by property, so that a person can.
fn by_hand(kind: &'static Kind, id: &str, why: &str, observed: &Map, unmodelled: &[String]) -> Failure {
    let inputs = kind.with_secrets(observed.clone());
    let known = kind.inputs.iter().filter_map(|field| Some((field.name, inputs.get(field.name)?)));
    let known = known.map(|(name, value)| format!("\n    {name}: {value}"));
    let unknown =
        unmodelled.iter().map(|path| format!("\n    {path}: {} does not know this property", kind.name));
    let lines: Vec<String> = known.chain(unknown).collect();
    Failure::failed(
        format!(
            "{} {id} cannot be written as Rust: {why}; this is what it is like:{}",
            kind.name,
            lines.concat()
        ),
        format!("declare it by hand with `.import(\"{id}\")`: `preview` then shows every difference"),
    )
}

fn tell(session: &Session<'_>, kind: &Kind, written: &Written, unmodelled: &[String]) {
    let modules: Vec<&str> = written.modules.iter().copied().collect();
    let modules = match modules.as_slice() {
        [one] => (*one).to_owned(),
        many => format!("{{{}}}", many.join(", ")),
    };
    session.screen.message(&format!(
        "\nPut this into the program, with `use ironwright::aws::{modules};`. `preview` then shows what would be adopted, \
         and what of it would change, such as default tags that it lacks."
    ));
    if !written.untold.is_empty() {
        session.screen.message(&format!("Not in it, because it is not told: {}.", written.untold.join(", ")));
    }
    if !unmodelled.is_empty() {
        session.screen.message(&format!(
            "Not in it, because {} does not know it: {}. It stays as it is; a replacement would not have it.",
            kind.name,
            unmodelled.join(", ")
        ));
    }
}
