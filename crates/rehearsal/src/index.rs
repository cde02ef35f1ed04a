//! What makes every question about the world cheap, however large the world is: who offers a value, who refers to it,
//! who holds a name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use ironwright_core::kind::{Field, Type};
use ironwright_core::{Kind, Map, Registry, Value};

use crate::references::{self, Target};

/// One resource: its kind and physical id.
pub(crate) type Named = (&'static str, Arc<str>);

/// The indexes over all resources whose kinds are known.
#[derive(Clone)]
pub(crate) struct Index {
    kinds: HashMap<&'static str, &'static Kind>,
    /// For each kind, the outputs besides the physical id that some kind refers to.
    referred: HashMap<&'static str, BTreeSet<&'static str>>,
    offered: HashMap<Target, BTreeSet<Arc<str>>>,
    referrers: HashMap<Target, BTreeSet<Named>>,
    names: HashMap<String, BTreeSet<Arc<str>>>,
}

impl Index {
    /// Empty indexes for the kinds of a registry.
    pub(crate) fn new(registry: Registry) -> Self {
        let mut referred = HashMap::<_, BTreeSet<_>>::new();
        for kind in registry.0 {
            for field in kind.inputs {
                outputs_referred_to(field, &mut |kind, output| {
                    referred.entry(kind).or_default().insert(output);
                });
            }
        }
        Self {
            kinds: registry.0.iter().map(|kind| (kind.name, *kind)).collect(),
            referred,
            offered: HashMap::new(),
            referrers: HashMap::new(),
            names: HashMap::new(),
        }
    }

    /// A kind by name.
    pub(crate) fn kind(&self, name: &str) -> Option<&'static Kind> {
        self.kinds.get(name).copied()
    }

    /// Forgets all resources.
    pub(crate) fn clear(&mut self) {
        self.offered.clear();
        self.referrers.clear();
        self.names.clear();
    }

    /// Takes a resource in.
    pub(crate) fn add(&mut self, kind: &'static Kind, id: &Arc<str>, properties: &Map) {
        for target in self.targets_of(kind, id, properties) {
            self.offered.entry(target).or_default().insert(Arc::clone(id));
        }
        references::each(kind, properties, &mut |reference| {
            if !reference.weak {
                let referrers = self.referrers.entry(reference.target.clone()).or_default();
                referrers.insert((kind.name, Arc::clone(id)));
            }
        });
        for (_, name) in unique_names(kind, properties) {
            self.names.entry(name).or_default().insert(Arc::clone(id));
        }
    }

    /// Takes a resource out, which must be as it was when it was taken in.
    pub(crate) fn remove(&mut self, kind: &'static Kind, id: &Arc<str>, properties: &Map) {
        for target in self.targets_of(kind, id, properties) {
            take(&mut self.offered, &target, id);
        }
        references::each(kind, properties, &mut |reference| {
            take(&mut self.referrers, &reference.target, &(kind.name, Arc::clone(id)));
        });
        for (_, name) in unique_names(kind, properties) {
            take(&mut self.names, &name, id);
        }
    }

    /// Whether some resource offers what a reference points at.
    pub(crate) fn offers(&self, target: &Target) -> bool {
        self.offered.contains_key(target)
    }

    /// The resources that refer to something and hold on to it.
    pub(crate) fn referrers(&self, target: &Target) -> impl Iterator<Item = &Named> {
        self.referrers.get(target).into_iter().flatten()
    }

    /// Another resource that holds one of the names that these properties claim, and the inputs that make the name.
    pub(crate) fn holder(
        &self,
        kind: &'static Kind,
        id: &str,
        properties: &Map,
    ) -> Option<(Arc<str>, &'static [&'static str])> {
        unique_names(kind, properties).find_map(|(inputs, name)| {
            let holder = self.names.get(&name)?.iter().find(|holder| &***holder != id)?;
            Some((Arc::clone(holder), inputs))
        })
    }

    /// Everything of a resource that can be referred to.
    pub(crate) fn targets_of(&self, kind: &'static Kind, id: &Arc<str>, properties: &Map) -> Vec<Target> {
        let mut targets = vec![Target { kind: kind.name, output: "id", value: Arc::clone(id) }];
        for output in self.referred.get(kind.name).into_iter().flatten().filter(|output| **output != "id") {
            if let Some(text) = properties.get(output).and_then(Value::as_text) {
                targets.push(Target { kind: kind.name, output, value: text.into() });
            }
        }
        targets
    }
}

/// Takes one of many out, and the key with the last one.
fn take<K: std::hash::Hash + Eq, V: Ord>(many: &mut HashMap<K, BTreeSet<V>>, key: &K, one: &V) {
    if let Some(set) = many.get_mut(key) {
        set.remove(one);
        if set.is_empty() {
            many.remove(key);
        }
    }
}

fn outputs_referred_to(field: &Field, visit: &mut dyn FnMut(&'static str, &'static str)) {
    let mut ty = &field.ty;
    while let Type::List(of) | Type::Map(of) = ty {
        ty = of;
    }
    match ty {
        Type::Reference { kind, output } => visit(kind, output),
        Type::Block(fields) => fields.iter().for_each(|field| outputs_referred_to(field, visit)),
        _ => {}
    }
}

/// The names that a resource claims for itself; a set of inputs of which one is absent claims none.
fn unique_names(
    kind: &'static Kind,
    properties: &Map,
) -> impl Iterator<Item = (&'static [&'static str], String)> {
    // Whether ranges overlap is for the kind's behaviour to say.
    let overlapping = |name: &&str| kind.input(name).is_some_and(|field| field.overlapping);
    let keys = kind.unique.iter().enumerate().filter(move |(_, key)| !key.iter().any(overlapping));
    keys.filter_map(|(i, inputs)| {
        let mut name = format!("{}#{i}", kind.name);
        for input in *inputs {
            let value = properties.get(input).filter(|value| **value != Value::Null)?;
            name.push('\n');
            match value {
                Value::Text(text) => name.push_str(&kind.compared(input, text)),
                other => name.push_str(&serde_json::to_string(other).ok()?),
            }
        }
        Some((*inputs, name))
    })
}
