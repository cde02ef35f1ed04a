//! What is looked for, as data, and whether something is it.

use std::fmt;
use std::sync::Arc;

use crate::digest::Digest;
use crate::expression::Expression;
use crate::kind::Kind;
use crate::value::{Map, Value};

/// Something that must hold of what is looked for; `V` is an [`Expression`] in a program, and a [`Value`] once it is asked.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition<V> {
    /// What of it is looked at.
    pub facet: Facet,
    /// How it is compared.
    pub test: Test,
    /// What it is compared with.
    pub value: V,
}

/// What of a resource is looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Facet {
    /// What the cloud calls it.
    Id,
    /// An input or an output.
    Property(Arc<str>),
    /// The value of a tag.
    Tag(Arc<str>),
}

/// How it is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// It is the same.
    Is,
    /// It is a text like the pattern, in which `*` stands for any text and `?` for any letter.
    Like,
}

/// What a cloud is asked for: resources of one kind of which all this holds, everything in it known and revealed.
#[derive(Clone, PartialEq, Debug)]
pub struct Query {
    /// What must hold.
    pub conditions: Vec<Condition<Value>>,
    /// Of several the one with the greatest value in this property is meant; a cloud may leave out all others.
    pub newest_by: Option<&'static str>,
}

impl Query {
    /// The physical id that is asked for.
    pub fn id(&self) -> Option<&str> {
        self.exact(&Facet::Id)?.as_text()
    }

    /// What a property is to be, where it is not only to be like something.
    pub fn property(&self, name: &str) -> Option<&Value> {
        self.exact(&Facet::Property(name.into()))
    }

    /// What a property is to be or to be like, as a text.
    pub fn pattern(&self, name: &str) -> Option<&str> {
        let of =
            |it: &&Condition<Value>| matches!(&it.facet, Facet::Property(property) if **property == *name);
        self.conditions.iter().find(of)?.value.as_text()
    }

    /// Names and values of the tags that it must carry.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.conditions.iter().filter_map(|it| match &it.facet {
            Facet::Tag(name) => Some((&**name, it.value.as_text()?)),
            Facet::Id | Facet::Property(_) => None,
        })
    }

    /// All properties that are exactly known, as they would stand among inputs.
    pub fn properties(&self) -> Map {
        let exact = self.conditions.iter().filter(|it| it.test == Test::Is);
        let named = exact.filter_map(|it| match &it.facet {
            Facet::Property(name) => Some((Arc::clone(name), it.value.clone())),
            Facet::Id | Facet::Tag(_) => None,
        });
        named.collect()
    }

    /// Whether everything in it is known.
    pub fn is_known(&self) -> bool {
        !self.conditions.iter().any(|condition| condition.value.has_unknown())
    }

    /// The same query without its secret marks: for a cloud, never for output.
    #[must_use]
    pub fn reveal(&self) -> Self {
        let reveal = |it: &Condition<Value>| Condition { value: it.value.reveal(), ..it.clone() };
        Self { conditions: self.conditions.iter().map(reveal).collect(), newest_by: self.newest_by }
    }

    fn exact(&self, facet: &Facet) -> Option<&Value> {
        let is_it = |it: &&Condition<Value>| it.facet == *facet && it.test == Test::Is;
        self.conditions.iter().find(is_it).map(|it| &it.value)
    }

    /// Whether all of it holds of something that exists.
    pub fn matches(&self, kind: &Kind, id: &str, observed: &Map) -> bool {
        self.conditions.iter().all(|condition| match &condition.facet {
            Facet::Id => condition.value.as_text() == Some(id),
            Facet::Property(name) => match observed.get(name) {
                Some(value) => condition.holds_of(kind, name, value),
                // The id is an output too, which clouds need not repeat.
                None => {
                    let is_id = kind.output(name).is_some_and(|output| output.template == Some("{id}"));
                    is_id && condition.holds_of(kind, name, &Value::text(id))
                }
            },
            Facet::Tag(name) => {
                let tags = observed.get("tags").and_then(Value::as_map);
                tags.and_then(|tags| tags.get(name)) == Some(&condition.value)
            }
        })
    }

    /// Feeds it to a digest.
    pub fn hash_into(&self, digest: &mut Digest) {
        for condition in &self.conditions {
            digest.text_of(&format_args!("{:?} {:?}", condition.facet, condition.test));
            condition.value.hash_into(digest);
        }
        digest.text(self.newest_by.unwrap_or_default());
    }
}

impl Condition<Value> {
    fn holds_of(&self, kind: &Kind, name: &str, value: &Value) -> bool {
        let (Some(wanted), Some(found)) = (self.value.as_text(), value.as_text()) else {
            return self.value == value.reveal();
        };
        let (wanted, found) = (kind.compared(name, wanted), kind.compared(name, found));
        match self.test {
            Test::Is => wanted == found,
            Test::Like => is_like(&found, &wanted),
        }
    }
}

/// Whether a text is like a pattern.
fn is_like(text: &str, pattern: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let (mut at, mut of) = (0, 0);
    // Where the last `*` stands, and up to where it has taken the text: it takes one letter more at each dead end.
    let mut star: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(of) {
            Some('*') => {
                star = Some((of, at));
                of += 1;
            }
            Some(letter) if *letter == '?' || *letter == text[at] => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((place, taken)) = star else { return false };
                star = Some((place, taken + 1));
                (at, of) = (taken + 1, place + 1);
            }
        }
    }
    pattern[of..].iter().all(|letter| *letter == '*')
}

/// `role_name "ecsTaskExecutionRole"`; a value that is not known yet is said to be known after apply.
impl<V: fmt::Display> fmt::Display for Condition<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.facet {
            Facet::Id => f.write_str("id")?,
            Facet::Property(name) => f.write_str(name)?,
            Facet::Tag(name) => write!(f, "tag {name}")?,
        }
        f.write_str(if self.test == Test::Like { " like " } else { " " })?;
        self.value.fmt(f)
    }
}

/// `vpc_id "vpc-1" and tag Name "shared"`
impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, condition) in self.conditions.iter().enumerate() {
            write!(f, "{}{condition}", if at == 0 { "" } else { " and " })?;
        }
        match self.newest_by {
            Some(property) => write!(f, ", the one with the greatest {property}"),
            None => Ok(()),
        }
    }
}

impl Condition<Expression> {
    /// Feeds what the program says to a digest.
    pub(crate) fn hash_into(&self, digest: &mut Digest) {
        digest.text_of(&format_args!("{:?} {:?}", self.facet, self.test));
        self.value.hash_into(digest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text_and_a_question_mark_for_a_letter() {
        for (text, pattern) in [
            ("al2023-ami-ecs-hvm-2023.0.20250113-x86_64", "al2023-ami-ecs-hvm-*-x86_64"),
            ("abcabd", "*abd"),
            ("", "*"),
            ("a", "?"),
            ("web", "web"),
        ] {
            assert!(is_like(text, pattern), "{text} {pattern}");
        }
        for (text, pattern) in
            [("abc", "ab"), ("ab", "abc"), ("", "?"), ("x86_64-arm", "*-x86_64"), ("Web", "web")]
        {
            assert!(!is_like(text, pattern), "{text} {pattern}");
        }
    }
}
