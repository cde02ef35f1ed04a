//! The distilled models, and the table of which member of a request each property becomes.

use std::collections::BTreeMap;

use serde_json::Value as Json;

/// A limit that a model states for a property.
#[derive(Clone, Debug)]
pub(crate) struct Limit {
    pub(crate) kind: String,
    pub(crate) property: String,
    /// The least number, length or count.
    pub(crate) min: Option<i64>,
    /// The greatest.
    pub(crate) max: Option<i64>,
    /// What the whole text is to be like.
    pub(crate) pattern: Option<String>,
    /// The words or numbers that there are.
    pub(crate) one_of: Option<Vec<Json>>,
    /// Whether no two items are the same.
    pub(crate) unique: bool,
}

/// A member that a request must have.
pub(crate) struct Required {
    pub(crate) kind: String,
    pub(crate) counterpart: String,
    /// The property that becomes it.
    pub(crate) property: Option<String>,
}

/// What is said of several properties at once.
pub(crate) struct Together {
    pub(crate) kind: String,
    pub(crate) rule: String,
    pub(crate) properties: Vec<String>,
}

/// All of it.
pub(crate) struct Models {
    pub(crate) limits: Vec<Limit>,
    pub(crate) required: Vec<Required>,
    pub(crate) together: Vec<Together>,
}

/// What `cargo xtask regenerate` distilled.
pub(crate) fn models() -> Models {
    let json = parsed(include_str!("../data/limits.json"));
    let each = |name: &str| json[name].as_array().expect("a list").clone().into_iter();
    Models {
        limits: each("limits")
            .map(|limit| Limit {
                kind: text(&limit["kind"]),
                property: text(&limit["property"]),
                min: limit["min"].as_i64(),
                max: limit["max"].as_i64(),
                pattern: limit["pattern"].as_str().map(str::to_owned),
                one_of: limit["oneOf"].as_array().cloned(),
                unique: limit["unique"].as_bool().unwrap_or_default(),
            })
            .collect(),
        required: each("required")
            .map(|required| Required {
                kind: text(&required["kind"]),
                counterpart: text(&required["counterpart"]),
                property: required["property"].as_str().map(str::to_owned),
            })
            .collect(),
        together: each("together")
            .map(|rule| Together {
                kind: text(&rule["kind"]),
                rule: text(&rule["rule"]),
                properties: rule["properties"].as_array().expect("a list").iter().map(text).collect(),
            })
            .collect(),
    }
}

/// By kind and property, the members of requests that it becomes.
pub(crate) fn counterparts() -> BTreeMap<String, BTreeMap<String, Json>> {
    let json = parsed(include_str!("../data/counterparts.json"));
    let kinds = json.as_object().expect("kinds by name").clone().into_iter();
    kinds
        .map(|(kind, properties)| {
            let properties = properties.as_object().expect("properties by path").clone();
            (kind, properties.into_iter().collect())
        })
        .collect()
}

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).expect("the file is JSON")
}

fn text(json: &Json) -> String {
    json.as_str().expect("a text").to_owned()
}
