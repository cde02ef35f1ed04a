//! Values: what inputs and outputs are once they are data.
//!
//! A value may be [`Value::Unknown`] (known after apply) and [`Value::Secret`] anywhere inside; nothing here ever
//! shows what a secret holds.

use std::fmt;
use std::sync::Arc;

use serde::de::Error as _;
use serde::ser::SerializeMap as _;

use crate::Address;
use crate::digest::Digest;

pub use crate::map::Map;

/// A piece of data that inputs and outputs are made of.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Nothing: a property that is not set.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    Text(Arc<str>),
    /// Values in order.
    List(Arc<[Value]>),
    /// Values by name.
    Map(Arc<Map>),
    /// A value that no output may show.
    Secret(Arc<Value>),
    /// A value that is known after apply; the origin says whose output it will be, when it is exactly that.
    /// It is boxed because few values are unknown, and all of them are as large as the largest.
    Unknown(Option<Box<OutputRef>>),
}

/// One output of one resource.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct OutputRef {
    /// The resource whose output it is.
    pub address: Address,
    /// The output's name.
    pub output: Arc<str>,
}

impl fmt::Display for OutputRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.address, self.output)
    }
}

impl Value {
    /// A text value.
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// A list value.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::List(items.into_iter().collect())
    }

    /// A map value.
    pub fn map(map: Map) -> Self {
        Self::Map(Arc::new(map))
    }

    /// A value that is known after apply, as this output.
    pub fn of_later(output: &OutputRef) -> Self {
        Self::Unknown(Some(Box::new(output.clone())))
    }

    /// Whether anything inside is known only after apply.
    pub fn has_unknown(&self) -> bool {
        match self {
            Self::Unknown(_) => true,
            Self::List(items) => items.iter().any(Self::has_unknown),
            Self::Map(map) => map.values().any(Self::has_unknown),
            Self::Secret(inner) => inner.has_unknown(),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Text(_) => false,
        }
    }

    /// Whether anything inside is secret.
    pub fn has_secret(&self) -> bool {
        match self {
            Self::Secret(_) => true,
            Self::List(items) => items.iter().any(Self::has_secret),
            Self::Map(map) => map.values().any(Self::has_secret),
            Self::Null | Self::Bool(_) | Self::Int(_) | Self::Float(_) | Self::Text(_) | Self::Unknown(_) => {
                false
            }
        }
    }

    /// The value without its secret marks: for the cloud, never for output.
    #[must_use]
    pub fn reveal(&self) -> Self {
        match self {
            Self::Secret(inner) => inner.reveal(),
            Self::List(items) if self.has_secret() => Self::list(items.iter().map(Self::reveal)),
            Self::Map(map) if self.has_secret() => {
                Self::map(map.iter().map(|(k, v)| (Arc::clone(k), v.reveal())).collect())
            }
            other => other.clone(),
        }
    }

    /// Marks the value secret, once.
    #[must_use]
    pub fn into_secret(self) -> Self {
        match self {
            Self::Secret(_) => self,
            other => Self::Secret(Arc::new(other)),
        }
    }

    /// The text inside, looking through a secret mark.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Secret(inner) => inner.as_text(),
            _ => None,
        }
    }

    /// The whole number inside, looking through a secret mark.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Secret(inner) => inner.as_int(),
            _ => None,
        }
    }

    /// The truth value inside.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(b) => Some(*b),
            Self::Secret(inner) => inner.as_bool(),
            _ => None,
        }
    }

    /// The list inside.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            Self::Secret(inner) => inner.as_list(),
            _ => None,
        }
    }

    /// The map inside.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Self::Map(map) => Some(map),
            Self::Secret(inner) => inner.as_map(),
            _ => None,
        }
    }

    /// The same block, or list of blocks, with each block edited, looking through secret marks.
    #[must_use]
    pub fn with_blocks(&self, edit: &impl Fn(&mut Map)) -> Self {
        match self {
            Self::List(items) => Self::list(items.iter().map(|item| item.with_blocks(edit))),
            Self::Map(map) => {
                let mut map = (**map).clone();
                edit(&mut map);
                Self::map(map)
            }
            Self::Secret(inner) => inner.with_blocks(edit).into_secret(),
            other => other.clone(),
        }
    }

    /// A member of the map inside.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_map()?.get(name)
    }

    /// Plain JSON with secrets hidden: for people and for `--json`.
    pub fn to_public_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Int(n) => (*n).into(),
            Self::Float(n) => (*n).into(),
            Self::Text(text) => (**text).into(),
            Self::List(items) => items.iter().map(Self::to_public_json).collect(),
            Self::Map(map) => serde_json::Value::Object(
                map.iter().map(|(k, v)| (k.to_string(), v.to_public_json())).collect(),
            ),
            Self::Secret(_) => "(secret)".into(),
            Self::Unknown(_) => "(known after apply)".into(),
        }
    }

    /// Reads plain JSON as a value.
    pub fn from_plain_json(json: &serde_json::Value) -> Self {
        match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(b) => Self::Bool(*b),
            serde_json::Value::Number(n) => {
                n.as_i64().map_or_else(|| Self::Float(n.as_f64().unwrap_or(f64::NAN)), Self::Int)
            }
            serde_json::Value::String(text) => Self::text(text.as_str()),
            serde_json::Value::Array(items) => Self::list(items.iter().map(Self::from_plain_json)),
            serde_json::Value::Object(map) => {
                Self::map(map.iter().map(|(k, v)| (k.as_str().into(), Self::from_plain_json(v))).collect())
            }
        }
    }

    /// Feeds the value to a digest so that equal values, and only those, feed equal bytes. Secrets are all alike, unless
    /// the digest is exact.
    pub fn hash_into(&self, digest: &mut Digest) {
        match self {
            Self::Null => digest.part(0, &[]),
            Self::Bool(b) => digest.part(1, &[u8::from(*b)]),
            Self::Int(n) => digest.part(2, &n.to_le_bytes()),
            Self::Float(n) => digest.part(3, &n.to_bits().to_le_bytes()),
            Self::Text(text) => digest.text(text),
            Self::List(items) => {
                digest.part(5, &(items.len() as u64).to_le_bytes());
                items.iter().for_each(|item| item.hash_into(digest));
            }
            Self::Map(map) => {
                digest.part(6, &(map.len() as u64).to_le_bytes());
                for (name, value) in map.iter() {
                    digest.text(name);
                    value.hash_into(digest);
                }
            }
            Self::Secret(inner) => {
                digest.part(7, &[]);
                if digest.is_exact() {
                    inner.hash_into(digest);
                }
            }
            Self::Unknown(origin) => {
                digest.part(8, origin.as_ref().map(ToString::to_string).unwrap_or_default().as_bytes());
            }
        }
    }
}

/// What marks a text in a digest.
pub(crate) const TEXT: u8 = 4;

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

/// As people read it: secrets hidden, unknown values named so.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("(none)"),
            Self::Bool(b) => write!(f, "{b}"),
            Self::Int(n) => write!(f, "{n}"),
            Self::Float(n) => write!(f, "{n}"),
            Self::Text(text) => write!(f, "{text:?}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (i, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if i == 0 { "" } else { ", " })?;
                }
                f.write_str("]")
            }
            Self::Map(map) => {
                f.write_str("{")?;
                for (i, (name, value)) in map.iter().enumerate() {
                    write!(f, "{}{name}: {value}", if i == 0 { " " } else { ", " })?;
                }
                f.write_str(if map.is_empty() { "}" } else { " }" })
            }
            Self::Secret(_) => f.write_str("(secret)"),
            Self::Unknown(_) => f.write_str("(known after apply)"),
        }
    }
}

/// The same as [`fmt::Display`]: a secret stays hidden in a log too.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const SECRET: &str = "$secret";
const UNKNOWN: &str = "$unknown";

/// The stored form: JSON in which `{"$secret": …}` marks a secret. A name that itself begins with `$` is doubled.
impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(b) => serializer.serialize_bool(*b),
            Self::Int(n) => serializer.serialize_i64(*n),
            Self::Float(n) => serializer.serialize_f64(*n),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items.iter()),
            Self::Map(map) => {
                let mut out = serializer.serialize_map(Some(map.len()))?;
                for (name, value) in map.iter() {
                    if name.starts_with('$') {
                        out.serialize_entry(&format!("${name}"), value)?;
                    } else {
                        out.serialize_entry(name, value)?;
                    }
                }
                out.end()
            }
            Self::Secret(inner) => {
                let mut out = serializer.serialize_map(Some(1))?;
                out.serialize_entry(SECRET, &**inner)?;
                out.end()
            }
            Self::Unknown(origin) => {
                let mut out = serializer.serialize_map(Some(1))?;
                out.serialize_entry(UNKNOWN, &origin.as_ref().map(|o| (&o.address, &o.output)))?;
                out.end()
            }
        }
    }
}

impl<'de> serde::Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E>(self, b: bool) -> Result<Value, E> {
                Ok(Value::Bool(b))
            }

            fn visit_i64<E>(self, n: i64) -> Result<Value, E> {
                Ok(Value::Int(n))
            }

            fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Value, E> {
                i64::try_from(n).map(Value::Int).map_err(|_| E::custom("a number is too large"))
            }

            fn visit_f64<E>(self, n: f64) -> Result<Value, E> {
                Ok(Value::Float(n))
            }

            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::text(text))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Value::list(items))
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
                let mut map = Map::new();
                while let Some(name) = access.next_key::<String>()? {
                    match name.as_str() {
                        SECRET => return Ok(access.next_value::<Value>()?.into_secret()),
                        UNKNOWN => {
                            let origin = access.next_value::<Option<(Address, Arc<str>)>>()?;
                            return Ok(Value::Unknown(
                                origin.map(|(address, output)| Box::new(OutputRef { address, output })),
                            ));
                        }
                        _ => {
                            let plain = match name.strip_prefix('$') {
                                None => name.as_str(),
                                Some(rest) if rest.starts_with('$') => rest,
                                Some(_) => {
                                    return Err(A::Error::custom(format!("`{name}` is not a known mark")));
                                }
                            };
                            map.insert(plain.into(), access.next_value()?);
                        }
                    }
                }
                Ok(Value::map(map))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        let mut map = Map::new();
        map.insert("$odd".into(), Value::Int(-3));
        map.insert("password".into(), Value::text("hunter2").into_secret());
        map.insert("list".into(), Value::list([Value::Bool(true), Value::Null, Value::Float(0.5)]));
        Value::map(map)
    }

    #[test]
    fn stored_form_survives_a_round_trip() {
        let text = serde_json::to_string(&sample()).expect("serializes");
        assert_eq!(serde_json::from_str::<Value>(&text).expect("reads"), sample());
    }

    #[test]
    fn no_text_form_shows_a_secret() {
        let value = sample();
        for text in [
            format!("{value}"),
            format!("{value:?}"),
            format!("{value:#?}"),
            value.to_public_json().to_string(),
        ] {
            assert!(!text.contains("hunter2"), "{text}");
        }
    }
}
