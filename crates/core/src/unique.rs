//! What a cloud keeps one of: the claims that a resource makes by its `unique` inputs, and whether two collide.

use crate::Cidr;
use crate::kind::{Field, Kind, Type};
use crate::value::Value;

/// One set of `unique` inputs with the values that a resource has for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// What two claims share that can collide at all: the kind, which of its sets, and the values that must be equal.
    pub key: (&'static str, usize, Vec<String>),
    /// The ranges of addresses that must not overlap.
    ranges: Vec<Cidr>,
    /// The inputs it is made of.
    pub inputs: &'static [&'static str],
}

impl Claim {
    /// Whether a cloud lets only one of the two exist.
    pub fn collides(&self, other: &Self) -> bool {
        let apart = |(one, other): (&Cidr, &Cidr)| !one.overlaps(*other);
        self.key == other.key && !self.ranges.iter().zip(&other.ranges).any(apart)
    }

    /// The inputs in words, `vpc_id and group_name`.
    pub fn words(&self) -> String {
        self.inputs.join(" and ")
    }
}

/// The claims of a resource, as far as its values are known; a set of `unique` inputs of which one is absent claims
/// nothing.
pub fn claims<'v>(
    kind: &'static Kind,
    value: impl Fn(&str) -> Option<&'v Value> + Copy,
) -> impl Iterator<Item = Claim> {
    let sets = kind.unique.iter().map(|inputs| (*inputs, false));
    let alike = (!kind.distinct_by.is_empty()).then_some((kind.distinct_by, true));
    sets.chain(alike).enumerate().filter_map(move |(which, (inputs, or_absent))| {
        let (mut texts, mut ranges) = (Vec::new(), Vec::new());
        for name in inputs {
            let value = match value(name).filter(|value| **value != Value::Null) {
                Some(value) => Some(value).filter(|value| !value.has_unknown())?,
                None if or_absent => &Value::Null,
                None => return None,
            };
            match kind.input(name).and_then(|field| range(field, value)) {
                Some(range) => ranges.push(range),
                None => texts.push(compared(kind, name, value)?),
            }
        }
        Some(Claim { key: (kind.name, which, texts), ranges, inputs })
    })
}

/// Whether what is to be may collide with what is, as far as that is known. What refers to a resource that is still to
/// come never does.
pub fn may_collide<'v>(
    kind: &'static Kind,
    is: impl Fn(&str) -> Option<&'v Value>,
    to_be: impl Fn(&str) -> Option<&'v Value>,
) -> bool {
    let may_be_one = |name: &&str| {
        let (Some(field), Some(is), Some(to_be)) = (kind.input(name), is(name), to_be(name)) else {
            return false;
        };
        match (range(field, is), range(field, to_be)) {
            (Some(is), Some(to_be)) => is.overlaps(to_be),
            // A name that is not known may be any; what is referred to and not known has yet to come.
            _ if to_be.has_unknown() => {
                kind.names_itself_by(field) || !matches!(field.ty, Type::Reference { .. })
            }
            _ => *is != Value::Null && compared(kind, name, is) == compared(kind, name, to_be),
        }
    };
    let both_absent = |name: &&str| is(name).is_none() && to_be(name).is_none();
    let alike = |name: &&str| both_absent(name) || may_be_one(name);
    kind.unique.iter().any(|inputs| inputs.iter().all(may_be_one))
        || !kind.distinct_by.is_empty() && kind.distinct_by.iter().all(alike)
}

/// A value as the cloud compares it.
fn compared(kind: &Kind, input: &str, value: &Value) -> Option<String> {
    match value.reveal() {
        Value::Text(text) => Some(kind.compared(input, &text).into_owned()),
        other => serde_json::to_string(&other).ok(),
    }
}

/// The range of addresses that a value is, where ranges collide by overlapping.
fn range(field: &Field, value: &Value) -> Option<Cidr> {
    if field.overlapping { value.as_text()?.parse().ok() } else { None }
}
