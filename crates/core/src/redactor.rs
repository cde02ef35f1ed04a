//! The redactor: sentences without the secrets that they were made from.
//!
//! A cloud is told secrets in the clear, and so is what a kind checks itself: their sentences may repeat them. So each
//! secret is noted where it is revealed, and whatever sentence comes back is searched for all of them before anybody
//! hears it, also in the forms in which a request carries them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Arc, PoisonError, RwLock};

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

use crate::{Diagnostic, Diagnostics, Graph, Map, Value};

/// What stands in a secret's place.
const HIDDEN: &str = "(secret)";
/// A shorter secret is hidden only where it stands alone: in the middle of a word it is a coincidence.
const SHORT: usize = 4;
/// What is shorter still is not looked for: hiding every 7 hides what is wrong, and nobody is kept from guessing it.
const SHORTEST: usize = 3;

/// Every secret that was revealed so far.
#[derive(Default)]
pub struct Redactor(RwLock<BTreeSet<Arc<str>>>);

impl Redactor {
    /// Inputs as the cloud is told them.
    pub fn reveal(&self, inputs: &Map) -> Map {
        inputs
            .iter()
            .map(|(name, value)| {
                self.note(value);
                (name.clone(), value.reveal())
            })
            .collect()
    }

    /// Notes the secrets of a program: an error may repeat the part that a larger one was made of.
    pub fn note_program(&self, graph: &Graph) {
        graph.each_secret(&mut |value| self.note(value));
    }

    /// Notes what is secret in a value.
    pub fn note(&self, value: &Value) {
        if value.has_secret() {
            let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
            gather(value, false, &mut texts);
        }
    }

    /// A sentence without secrets.
    pub fn hide(&self, sentence: &str) -> String {
        let texts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut hidden = sentence.to_owned();
        // The longest first: one may be part of another.
        let mut texts: Vec<&Arc<str>> = texts.iter().collect();
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        for text in texts {
            for form in forms(text) {
                if hidden.contains(&form) {
                    hidden = if form.len() < SHORT {
                        alone(&hidden, &form)
                    } else {
                        hidden.replace(&form, HIDDEN)
                    };
                }
            }
        }
        hidden
    }

    /// A value in which everything that says a secret is secret itself.
    pub fn conceal(&self, value: &Value) -> Value {
        match value {
            Value::List(items) => Value::list(items.iter().map(|item| self.conceal(item))),
            Value::Map(map) => {
                Value::map(map.iter().map(|(name, member)| (name.clone(), self.conceal(member))).collect())
            }
            Value::Text(_) | Value::Int(_) | Value::Float(_) => {
                let text = value.as_text().map_or_else(|| value.to_string(), str::to_owned);
                if self.hide(&text) == text { value.clone() } else { value.clone().into_secret() }
            }
            Value::Null | Value::Bool(_) | Value::Secret(_) | Value::Unknown(_) => value.clone(),
        }
    }

    /// What is wrong, without secrets.
    pub fn hide_in(&self, found: Diagnostics) -> Diagnostics {
        let hidden = |found: Diagnostic| Diagnostic {
            message: self.hide(&found.message),
            property: found.property.map(|property| self.hide(&property)),
            hint: found.hint.map(|hint| self.hide(&hint)),
            ..found
        };
        Diagnostics(found.0.into_iter().map(hidden).collect())
    }
}

/// Nothing of it is shown.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Redactor")
    }
}

fn gather(value: &Value, secret: bool, texts: &mut BTreeSet<Arc<str>>) {
    let mut keep = |text: Arc<str>| {
        if text.len() >= SHORTEST {
            texts.insert(text);
        }
    };
    match value {
        Value::Secret(inner) => gather(inner, true, texts),
        Value::List(items) => items.iter().for_each(|item| gather(item, secret, texts)),
        Value::Map(map) => map.values().for_each(|member| gather(member, secret, texts)),
        Value::Text(text) if secret => keep(Arc::clone(text)),
        Value::Int(n) if secret => keep(n.to_string().into()),
        Value::Float(n) if secret => keep(n.to_string().into()),
        // Whether something is so is no text that could be looked for.
        Value::Bool(_)
        | Value::Null
        | Value::Text(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Unknown(_) => {}
    }
}

/// The forms in which a request carries a text.
fn forms(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    let json = serde_json::Value::from(text).to_string();
    let quoted = format!("{text:?}");
    let inside = |quoted: &str| quoted[1..quoted.len() - 1].to_owned();
    forms.extend([inside(&json), inside(&quoted)]);
    let (mut upper, mut lower, mut form) = (String::new(), String::new(), String::new());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            for out in [&mut upper, &mut lower, &mut form] {
                out.push(byte.into());
            }
        } else {
            let _ = write!(upper, "%{byte:02X}");
            let _ = write!(lower, "%{byte:02x}");
            let _ = if byte == b' ' { write!(form, "+") } else { write!(form, "%{byte:02X}") };
        }
    }
    forms.extend([upper, lower, form]);
    if text.len() >= SHORT {
        let hex = hex(text.as_bytes());
        forms.extend([hex.to_uppercase(), hex]);
        forms.push(Base64::encode_string(text.as_bytes()).trim_end_matches('=').to_owned());
        forms.push(Base64UrlUnpadded::encode_string(text.as_bytes()));
    }
    forms.dedup();
    forms
}

/// Lower-case hexadecimal digits, two for each byte.
pub fn hex(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a text in memory does not fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Hides a short text where neither side of it goes on as a word.
fn alone(sentence: &str, text: &str) -> String {
    let (mut hidden, mut rest) = (String::new(), sentence);
    while let Some(at) = rest.find(text) {
        let (before, after) = (&rest[..at], &rest[at + text.len()..]);
        let last = before.chars().next_back().or_else(|| hidden.chars().next_back());
        let goes_on = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        hidden.push_str(before);
        hidden.push_str(if goes_on(last) || goes_on(after.chars().next()) { text } else { HIDDEN });
        rest = after;
    }
    hidden + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor(secrets: &[&str]) -> Redactor {
        let redactor = Redactor::default();
        for secret in secrets {
            redactor.note(&Value::text(*secret).into_secret());
        }
        redactor
    }

    #[test]
    fn a_secret_is_hidden_in_every_form_in_which_a_request_carries_it() {
        let redactor = redactor(&["p\"ä ss/wörd"]);
        for form in [
            "p\"ä ss/wörd",
            "p\\\"ä ss/wörd",
            "p%22%C3%A4%20ss%2Fw%C3%B6rd",
            "p%22%c3%a4%20ss%2fw%c3%b6rd",
            "p%22%C3%A4+ss%2Fw%C3%B6rd",
            "7022c3a42073732f77c3b67264",
            "cCLDpCBzcy93w7ZyZA",
        ] {
            assert_eq!(redactor.hide(&format!("bad value <{form}>!")), "bad value <(secret)>!", "{form}");
        }
    }

    #[test]
    fn what_is_part_of_another_is_hidden_with_it() {
        let redactor = redactor(&["hunter2", "postgres://admin:hunter2@db"]);
        assert_eq!(redactor.hide("postgres://admin:hunter2@db, or hunter2"), "(secret), or (secret)");
    }

    #[test]
    fn a_short_secret_is_hidden_where_it_stands_alone() {
        assert_eq!(redactor(&["120", "7"]).hide("120 of 5120: '120', 7"), "(secret) of 5120: '(secret)', 7");
    }

    #[test]
    fn what_says_a_secret_is_secret_and_all_else_is_as_it_was() {
        let redactor = redactor(&["hunter2", "480923"]);
        let value = |open: Value, pin: Value| Value::list([open, pin, Value::text("public"), Value::Int(7)]);
        let concealed = redactor.conceal(&value("postgres://hunter2@db".into(), Value::Int(480_923)));
        assert_eq!(concealed.to_string(), "[(secret), (secret), \"public\", 7]");
    }

    #[test]
    fn only_what_is_secret_is_noted() {
        let redactor = Redactor::default();
        let map = Map::from([
            ("name".into(), Value::text("public")),
            ("pin".into(), Value::Int(480_923).into_secret()),
        ]);
        redactor.note(&Value::map(map));
        assert_eq!(redactor.hide("public 480923"), "public (secret)");
    }
}
