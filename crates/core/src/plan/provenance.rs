//! Provenance: what a plan was made by and from, beside the state and what exists. All of it must be the same when a
//! reviewed plan is carried out, and what is not is named.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::graph::Graph;
use crate::plan::stand_in::{StandIns, Tried};
use crate::value::{Map, Value};

/// How many digits of a digest tell one property from another.
const DIGITS: usize = 16;
/// How many differences are told before it is said how many more there are.
const TOLD: usize = 8;
/// What stands for the declaration's options, which are no property.
const OPTIONS: &str = "options";

/// What a plan was made by and from.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Provenance {
    /// The digest of the executable: what a function does with a value that is not known yet is in it.
    pub executable: String,
    /// The digest of each setting's value. Of a secret one it says only that it is set.
    pub settings: BTreeMap<String, String>,
    /// By address and property, the digest of what the program says of it, secrets left out. Where it is a function of
    /// outputs, that is what the function returns for values of their shape, so what it has captured counts.
    pub declarations: BTreeMap<String, BTreeMap<String, String>>,
    /// The same of the stack's outputs, and of the tags that it puts on everything.
    pub stack: BTreeMap<String, String>,
}

/// What is secret in what a plan is made from. Whoever has it can try secrets on it until one fits: it is not to be shown
/// or kept, but [proven](crate::plan::StoredPlan::proving).
#[derive(Default)]
pub struct Secrets {
    /// Of the settings.
    pub settings: Option<Secret>,
    /// Of what the program declares.
    pub program: Option<Secret>,
}

/// Several secrets as one text.
pub struct Secret {
    /// What is secret, for people.
    pub of: Vec<String>,
    /// The digest of all of it, which tells other secrets apart.
    pub exact: String,
}

impl Provenance {
    /// Where a plan comes from: the program that was run with these settings, as this executable.
    pub fn of(graph: &Graph, settings: &Map, executable: String) -> (Self, Secrets) {
        let mut settings_read = Reader::default();
        let settings = settings
            .iter()
            .map(|(name, value)| (name.to_string(), settings_read.value(&format!("`{name}`"), value)))
            .collect();
        let mut read = Reader::default();
        let mut stand_ins = StandIns::new(graph);
        let mut declarations = BTreeMap::new();
        for &at in graph.order() {
            let node = &graph.nodes()[at];
            let mut properties = BTreeMap::new();
            for (name, tried) in stand_ins.inputs(at) {
                let digest = read.tried(&format!("{} `{name}`", node.address), tried);
                properties.insert(name.to_owned(), digest);
            }
            if let Some(trigger) = &node.options.replace_when {
                let digest =
                    read.tried(&format!("{} `replace_when`", node.address), stand_ins.evaluate(trigger));
                properties.insert("replace_when".to_owned(), digest);
            }
            let mut options = Digest::new();
            node.hash_options_into(&mut options);
            properties.insert(OPTIONS.to_owned(), shortened(options));
            declarations.insert(node.address.to_string(), properties);
        }
        let mut stack: BTreeMap<String, String> = graph
            .outputs()
            .iter()
            .map(|output| {
                let name = format!("the output `{}`", output.name);
                let digest = read.tried(&name, stand_ins.evaluate(&output.expression));
                (name, digest)
            })
            .collect();
        let tags = graph
            .default_tags()
            .iter()
            .map(|(name, value)| (name, Value::Text(std::sync::Arc::clone(value))));
        stack.insert("the default tags".to_owned(), read.value("", &Value::map(tags.collect())));
        let secrets = Secrets { settings: settings_read.secrets(), program: read.secrets() };
        (Self { executable, settings, declarations, stack }, secrets)
    }

    /// What is not as it was, a sentence each: the settings, else the program.
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, change) in changed(&self.settings, &now.settings) {
            found.push(match change {
                Change::Other => format!("the setting `{name}` has changed since the plan was made"),
                Change::New => format!("the setting `{name}` was not set when the plan was made"),
                Change::Gone => format!("the setting `{name}` was set when the plan was made"),
            });
        }
        if self.executable != now.executable {
            found.push(
                "the program is another one than the plan was made with: its executable has changed"
                    .to_owned(),
            );
        }
        // Other settings make other declarations: that is no news.
        if self.settings == now.settings {
            found.extend(self.other_declarations(now));
        }
        let more = found.len().saturating_sub(TOLD);
        if more > 1 {
            found.truncate(TOLD);
            found.push(format!("and {more} more differences of this kind"));
        }
        found
    }

    fn other_declarations(&self, now: &Self) -> Vec<String> {
        let mut found = Vec::new();
        let addresses: BTreeSet<&String> = self.declarations.keys().chain(now.declarations.keys()).collect();
        for address in addresses {
            match (self.declarations.get(address), now.declarations.get(address)) {
                (Some(then), Some(now)) => {
                    let changed = changed(then, now);
                    let names = changed.iter().map(|(name, _)| format!("`{name}`"));
                    if !changed.is_empty() {
                        found.push(format!(
                            "{address}: the program says something else of {} than when the plan was made",
                            names.collect::<Vec<_>>().join(", ")
                        ));
                    }
                }
                (None, _) => found.push(format!("{address} was not declared when the plan was made")),
                (_, None) => found.push(format!("{address} was declared when the plan was made")),
            }
        }
        let of_stack = changed(&self.stack, &now.stack);
        found.extend(of_stack.into_iter().map(|(name, _)| {
            format!("{name}: the program says something else of it than when the plan was made")
        }));
        found
    }
}

/// How something differs.
enum Change {
    Other,
    New,
    Gone,
}

fn changed<'a>(
    then: &'a BTreeMap<String, String>,
    now: &'a BTreeMap<String, String>,
) -> Vec<(&'a str, Change)> {
    let names: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
    let change = |name: &'a String| match (then.get(name), now.get(name)) {
        (Some(then), Some(now)) if then == now => None,
        (Some(_), Some(_)) => Some((name.as_str(), Change::Other)),
        (None, _) => Some((name.as_str(), Change::New)),
        (_, None) => Some((name.as_str(), Change::Gone)),
    };
    names.into_iter().filter_map(change).collect()
}

/// Makes digests of values, and one of all that is secret in them.
struct Reader {
    secret: Vec<String>,
    exact: Digest,
}

impl Default for Reader {
    fn default() -> Self {
        Self { secret: Vec::new(), exact: Digest::exact() }
    }
}

impl Reader {
    fn tried(&mut self, what: &str, tried: Tried) -> String {
        match tried {
            Tried::Value(value) => self.value(what, &value),
            Tried::Mistaken(message) => self.value(what, &Value::list(["mistaken".into(), message.into()])),
            Tried::Panicked => self.value(what, &Value::list(["panicked".into()])),
        }
    }

    fn value(&mut self, what: &str, value: &Value) -> String {
        if value.has_secret() {
            self.secret.push(what.to_owned());
            self.exact.text(what);
            value.hash_into(&mut self.exact);
        }
        let mut digest = Digest::new();
        value.hash_into(&mut digest);
        shortened(digest)
    }

    fn secrets(self) -> Option<Secret> {
        let Self { secret: of, exact } = self;
        (!of.is_empty()).then(|| Secret { of, exact: exact.finish() })
    }
}

/// The first digits of a digest.
fn shortened(digest: Digest) -> String {
    let mut digits = digest.finish();
    digits.truncate(DIGITS);
    digits
}
