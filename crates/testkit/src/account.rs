//! Everything that an account holds, in a form in which two accounts can be compared: attribute by attribute, tags and what
//! no answer gives back included.
//!
//! Two lives of one program make up different ids. Whatever is made up is therefore written as whose it is: the id of
//! `ec2.Vpc.main` is `<ec2.Vpc.main>`, wherever it stands. What the state does not know is named by who made it, the main
//! route table of a VPC by the VPC, or else by what it is like.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use ironwright_core::{Kind, State, Value};
use ironwright_rehearsal::Object;

/// Made-up texts that are shorter are replaced only where they stand alone: `3.4.5.6` is in `13.4.5.60` too.
const LONG: usize = 12;
/// How many differences are told.
const TOLD: usize = 12;

/// What an account holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Account(BTreeMap<String, BTreeMap<String, String>>);

/// An attribute that is not compared: what is ignored of it depends on when the resource came to be.
pub(crate) type Ignored = (String, &'static str);

impl Account {
    /// What exists, as a state knows it.
    pub(crate) fn of(objects: &[Object], state: &State) -> Self {
        let names = Names::of(objects, state);
        let mut account = BTreeMap::new();
        for object in objects {
            let known = names.objects.get(&(&*object.kind, &*object.id));
            let attributes: BTreeMap<String, String> = object
                .properties
                .iter()
                .filter(|(name, _)| !counts(&object.kind, name))
                .map(|(name, value)| (name.to_string(), names.written(value)))
                .collect();
            let name = known.map_or_else(|| format!("{} {attributes:?}", object.kind), Clone::clone);
            let mut unique = name.clone();
            while account.contains_key(&unique) {
                unique = format!("{unique}, once more");
            }
            account.insert(unique, attributes);
        }
        Self(account)
    }

    /// How it differs from what it should be.
    ///
    /// # Errors
    /// Each difference, a line each.
    pub(crate) fn must_equal(&self, wanted: &Self, ignored: &[Ignored]) -> Result<(), String> {
        let mut told = Vec::new();
        let nothing = BTreeMap::new();
        for name in self.0.keys().chain(wanted.0.keys().filter(|name| !self.0.contains_key(*name))) {
            let (found, should_be) = (self.0.get(name), wanted.0.get(name));
            match (found, should_be) {
                (Some(found), None) => told.push(format!("{name} is too much: {found:?}")),
                (None, Some(_)) => told.push(format!("{name} is missing")),
                (found, should_be) => {
                    let (found, should_be) = (found.unwrap_or(&nothing), should_be.unwrap_or(&nothing));
                    let is_ignored = |attribute: &str| {
                        ignored.iter().any(|(address, ignored)| address == name && *ignored == attribute)
                    };
                    let all = found.keys().chain(should_be.keys().filter(|it| !found.contains_key(*it)));
                    for attribute in all.filter(|attribute| !is_ignored(attribute)) {
                        let (is, should_be) = (found.get(attribute), should_be.get(attribute));
                        if is != should_be {
                            let shown =
                                |value: Option<&String>| value.map_or("not set", String::as_str).to_owned();
                            told.push(format!(
                                "{name}: {attribute} is {}, and should be {}",
                                shown(is),
                                shown(should_be)
                            ));
                        }
                    }
                }
            }
        }
        if told.is_empty() {
            return Ok(());
        }
        let more = told.len().saturating_sub(TOLD);
        told.truncate(TOLD);
        let mut all = format!("the account is not as an undisturbed life leaves it: {}", told.join("; "));
        if more > 0 {
            let _ = write!(all, "; and {more} more");
        }
        Err(all)
    }
}

/// What made-up texts are written as.
struct Names<'a> {
    objects: BTreeMap<(&'a str, &'a str), String>,
    /// The longest first: one may stand in another.
    texts: Vec<(Arc<str>, String)>,
}

impl<'a> Names<'a> {
    fn of(objects: &'a [Object], state: &State) -> Self {
        let (mut of_object, mut texts) = (BTreeMap::new(), Vec::new());
        let mut addresses: BTreeMap<(&str, &str), String> = BTreeMap::new();
        for (address, resource) in &state.resources {
            for object in resource.current.iter().chain(&resource.deposed) {
                addresses.insert((address.kind(), &object.id), address.to_string());
            }
        }
        for object in objects {
            let address = addresses.get(&(&*object.kind, &*object.id));
            let kind = ironwright_aws::registry().get(&object.kind);
            if let Some(address) = address {
                of_object.insert((&*object.kind, &*object.id), address.clone());
                if kind.is_none_or(|kind| is_made_up(kind, kind.id)) {
                    texts.push((Arc::clone(&object.id), format!("<{address}>")));
                }
            }
            let whose = address.map_or_else(|| format!("a {}", object.kind), Clone::clone);
            for output in kind.into_iter().flat_map(|kind| kind.outputs) {
                let made_up = output.template.is_some_and(has_chance);
                if let (true, Some(Value::Text(text))) = (made_up, object.properties.get(output.name)) {
                    texts.push((Arc::clone(text), format!("<{whose}.{}>", output.name)));
                }
            }
        }
        // What the cloud makes by itself is named by an output of what it came with.
        for object in objects
            .iter()
            .filter(|object| !of_object.contains_key(&(&*object.kind, &*object.id)))
            .collect::<Vec<_>>()
        {
            let maker = objects.iter().find_map(|maker| {
                let address = addresses.get(&(&*maker.kind, &*maker.id))?;
                let kind = ironwright_aws::registry().get(&maker.kind)?;
                let names =
                    |name: &&str| maker.properties.get(name).and_then(Value::as_text) == Some(&*object.id);
                let output = kind.outputs.iter().map(|output| output.name).find(names)?;
                Some(format!("{address}.{output}"))
            });
            if let Some(maker) = maker {
                texts.push((Arc::clone(&object.id), format!("<{maker}>")));
                of_object.insert((&*object.kind, &*object.id), format!("{} of {maker}", object.kind));
            } else if ironwright_aws::registry()
                .get(&object.kind)
                .is_none_or(|kind| is_made_up(kind, kind.id))
            {
                texts.push((Arc::clone(&object.id), format!("<a {}>", object.kind)));
            }
        }
        texts.sort_by_key(|(text, _)| usize::MAX - text.len());
        Self { objects: of_object, texts }
    }

    fn written(&self, value: &Value) -> String {
        match value {
            Value::Text(text) => self.replaced(text),
            Value::Secret(inner) => self.written(inner),
            Value::List(items) => {
                format!("[{}]", items.iter().map(|item| self.written(item)).collect::<Vec<_>>().join(", "))
            }
            Value::Map(map) => {
                let members = map.iter().map(|(name, value)| format!("{name}: {}", self.written(value)));
                format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
            }
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Unknown(_) => {
                value.to_string()
            }
        }
    }

    fn replaced(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (made_up, name) in &self.texts {
            if text == **made_up {
                return name.clone();
            }
            if made_up.len() >= LONG && text.contains(&**made_up) {
                text = text.replace(&**made_up, name);
            }
        }
        text
    }
}

/// Whether an id is another one in another life: by chance, or because it counts.
fn is_made_up(kind: &Kind, template: &str) -> bool {
    let names = template.split('{').skip(1).filter_map(|part| part.split('}').next());
    has_chance(template)
        || names.into_iter().any(|name| !["region", "account"].contains(&name) && kind.input(name).is_none())
}

fn has_chance(template: &str) -> bool {
    ["{hex:", "{digits:", "{upper:", "{ip}"].iter().any(|chance| template.contains(chance))
}

/// Whether an output only says how often something was made.
fn counts(kind: &str, output: &str) -> bool {
    let kind = ironwright_aws::registry().get(kind);
    kind.is_some_and(|kind| {
        kind.input(output).is_none()
            && kind.output(output).is_some_and(|field| {
                field.template.is_none() && matches!(field.ty, ironwright_core::kind::Type::Int)
            })
    })
}

#[cfg(test)]
mod tests {
    use ironwright_core::state::{Object as Known, ResourceState};
    use ironwright_core::{Location, Map};
    use ironwright_rehearsal::Rehearsal;

    use super::*;

    fn map(members: &[(&str, Value)]) -> Map {
        members.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
    }

    /// A VPC with a subnet, and a log group, made up anew with a seed.
    fn life(seed: u64, retention: Option<i64>) -> Account {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Rehearsal::in_memory(location, ironwright_aws::registry());
        cloud.change_conditions(ironwright_rehearsal::Conditions { seed, ..Default::default() });
        let kind = |name: &str| ironwright_aws::registry().get(name).expect("a kind");
        let mut state = State::empty("test", "lineage");
        let mut make = |address: &str, inputs: &Map| {
            let address: ironwright_core::Address = address.parse().expect("an address");
            let id = cloud.create_outside(kind(address.kind()), inputs).expect("it is made");
            let current = Some(Known { id: Arc::clone(&id), ..Known::default() });
            state.resources.insert(address, ResourceState { current, ..ResourceState::default() });
            id
        };
        let vpc = make("ec2.Vpc.main", &map(&[("cidr_block", "10.0.0.0/16".into())]));
        let vpc = Value::Text(vpc);
        make("ec2.Subnet.a", &map(&[("cidr_block", "10.0.0.0/24".into()), ("vpc_id", vpc)]));
        let days = retention.map(|days| ("retention_in_days", Value::Int(days)));
        let group: Vec<_> = days.into_iter().chain([("log_group_name", "web".into())]).collect();
        make("logs.LogGroup.web", &map(&group));
        Account::of(&cloud.objects(), &state)
    }

    #[test]
    fn lives_that_made_up_other_ids_are_equal() {
        assert_eq!(life(1, Some(7)).must_equal(&life(2, Some(7)), &[]), Ok(()));
    }

    #[test]
    fn what_is_not_set_is_told_unless_it_is_ignored() {
        let (half, whole) = (life(1, None), life(2, Some(7)));
        let wrong = half.must_equal(&whole, &[]).expect_err("it has no retention");
        assert!(
            wrong.ends_with("logs.LogGroup.web: retention_in_days is not set, and should be 7"),
            "{wrong}"
        );
        let ignored = [("logs.LogGroup.web".to_owned(), "retention_in_days")];
        assert_eq!(half.must_equal(&whole, &ignored), Ok(()));
    }
}
