//! Maps of values: what a resource's properties are kept in, in the order of their names.
//!
//! A stack of a hundred thousand resources has several hundred thousand of them, most with a handful of members. One
//! sorted list is a tenth of what a tree takes for those, and is found in as quickly.

use std::fmt;
use std::iter::Map as Mapped;
use std::sync::Arc;

use crate::value::Value;

/// The properties of a resource, or any nested block, by name.
#[derive(Clone, PartialEq, Default)]
pub struct Map(Vec<Member>);

/// A name and what it names.
type Member = (Arc<str>, Value);

impl Map {
    /// A map without members.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many members there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a name names.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.find(name).ok().map(|at| &self.0[at].1)
    }

    /// A name as the map keeps it, and what it names.
    pub fn get_key_value(&self, name: &str) -> Option<(&Arc<str>, &Value)> {
        self.find(name).ok().map(|at| (&self.0[at].0, &self.0[at].1))
    }

    /// What a name names, to be changed.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Value> {
        self.find(name).ok().map(|at| &mut self.0[at].1)
    }

    /// Whether a name names anything.
    pub fn contains_key(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// Lets a name name a value, and returns what it named before.
    pub fn insert(&mut self, name: Arc<str>, value: Value) -> Option<Value> {
        match self.find(&name) {
            Ok(at) => Some(std::mem::replace(&mut self.0[at].1, value)),
            Err(at) => {
                if self.0.is_empty() {
                    // Most maps stay small, and a list makes room for four at once.
                    self.0.reserve_exact(1);
                }
                self.0.insert(at, (name, value));
                None
            }
        }
    }

    /// What a name names; if it names nothing yet, it names this from now on.
    pub fn get_or_insert_with(&mut self, name: &str, value: impl FnOnce() -> Value) -> &mut Value {
        let at = self.find(name).unwrap_or_else(|at| {
            self.0.insert(at, (name.into(), value()));
            at
        });
        &mut self.0[at].1
    }

    /// Takes a name and what it names away.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.find(name).ok().map(|at| self.0.remove(at).1)
    }

    /// Keeps the members of which the function says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&Arc<str>, &mut Value) -> bool) {
        self.0.retain_mut(|(name, value)| keep(name, value));
    }

    /// The members in the order of their names.
    pub fn iter(&self) -> Iter<'_> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// The names in their order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Arc<str>> + Clone {
        self.0.iter().map(|(name, _)| name)
    }

    /// The values in the order of their names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Value> + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// The values in the order of their names, to be changed.
    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name))
    }

    /// Puts members in order; of several with one name, the last stays.
    fn sorted(mut members: Vec<Member>) -> Self {
        if !members.is_sorted_by(|(a, _), (b, _)| a < b) {
            members.reverse();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            members.dedup_by(|(a, _), (b, _)| a == b);
        }
        Self(members)
    }
}

/// The members of a map.
type Iter<'a> = Mapped<std::slice::Iter<'a, Member>, fn(&'a Member) -> (&'a Arc<str>, &'a Value)>;

impl<'a> IntoIterator for &'a Map {
    type Item = (&'a Arc<str>, &'a Value);
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Map {
    type Item = Member;
    type IntoIter = std::vec::IntoIter<Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Member> for Map {
    fn from_iter<I: IntoIterator<Item = Member>>(members: I) -> Self {
        Self::sorted(members.into_iter().collect())
    }
}

impl<const N: usize> From<[Member; N]> for Map {
    fn from(members: [Member; N]) -> Self {
        Self::sorted(members.into())
    }
}

impl Extend<Member> for Map {
    fn extend<I: IntoIterator<Item = Member>>(&mut self, members: I) {
        let mut all = std::mem::take(&mut self.0);
        all.extend(members);
        *self = Self::sorted(all);
    }
}

impl std::ops::Index<&str> for Map {
    type Output = Value;

    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or_else(|| panic!("nothing is called `{name}`"))
    }
}

impl fmt::Debug for Map {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

/// The stored form: an object with the members as they are named.
impl serde::Serialize for Map {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> serde::Deserialize<'de> for Map {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Map;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values by name")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut access: A) -> Result<Map, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = access.next_entry()? {
                    members.push(member);
                }
                members.shrink_to_fit();
                Ok(Map::sorted(members))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(map: &Map) -> Vec<&str> {
        map.keys().map(|name| &**name).collect()
    }

    #[test]
    fn members_stand_in_the_order_of_their_names_however_they_came() {
        let mut one_by_one = Map::new();
        for name in ["c", "a", "b"] {
            assert_eq!(one_by_one.insert(name.into(), Value::text(name)), None);
        }
        let at_once: Map = ["b", "c", "a"].map(|name| (name.into(), Value::text(name))).into();
        assert_eq!(names(&one_by_one), ["a", "b", "c"]);
        assert_eq!(one_by_one, at_once);
    }

    #[test]
    fn last_of_several_with_one_name_stays() {
        let member = |name: &str, n: i64| (Arc::from(name), Value::Int(n));
        let mut map = Map::from([member("b", 1), member("a", 2), member("b", 3)]);
        assert_eq!((map.len(), &map["b"]), (2, &Value::Int(3)));
        map.extend([member("a", 4)]);
        assert_eq!((map.len(), &map["a"]), (2, &Value::Int(4)));
        assert_eq!(map.insert("a".into(), Value::Int(5)), Some(Value::Int(4)));
    }

    #[test]
    fn what_is_taken_away_is_not_found() {
        let mut map = Map::from([("a".into(), Value::Null), ("b".into(), Value::Null)]);
        assert_eq!(map.remove("a"), Some(Value::Null));
        assert!(!map.contains_key("a") && map.get("b").is_some() && map.remove("a").is_none());
    }
}
