//! What is said of a scope, and holds for all that is declared in it: default tags and former names.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::digest::Digest;
use crate::{Map, Value};

/// Default tags by the path of the scope that says them; the stack itself has the empty path.
#[derive(Clone, Debug, Default)]
pub(crate) struct DefaultTags(BTreeMap<String, BTreeMap<Arc<str>, Arc<str>>>);

impl DefaultTags {
    /// Lets a scope say a tag.
    pub(crate) fn set(&mut self, scope: &str, name: &str, value: &str) {
        self.0.entry(scope.to_owned()).or_default().insert(name.into(), value.into());
    }

    /// The tags of what is declared in a scope: those of the scopes around it, the inner ones overruling the outer.
    pub(crate) fn of(&self, scope: &str) -> Map {
        let mut tags = Map::new();
        if self.0.is_empty() {
            return tags;
        }
        for around in enclosing(scope) {
            let said = self.0.get(around).into_iter().flatten();
            tags.extend(said.map(|(name, value)| (Arc::clone(name), Value::Text(Arc::clone(value)))));
        }
        tags
    }

    /// Every tag with its value; one that an inner scope says is named after it, `edge/team`.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Arc<str>, &Arc<str>)> {
        self.0.iter().flat_map(|(scope, tags)| {
            tags.iter().map(move |(name, value)| match scope.as_str() {
                "" => (Arc::clone(name), value),
                scope => (format!("{scope}/{name}").into(), value),
            })
        })
    }

    /// Feeds them to a digest.
    pub(crate) fn hash_into(&self, digest: &mut Digest) {
        for (scope, tags) in &self.0 {
            digest.text(scope);
            for (name, value) in tags {
                digest.text(name);
                digest.text(value);
            }
        }
    }
}

/// A scope's path and those of the scopes around it, the outermost first.
pub(crate) fn enclosing(scope: &str) -> impl Iterator<Item = &str> {
    let inner = scope.match_indices('/').map(|(at, _)| &scope[..at]);
    [""].into_iter().chain(inner).chain((!scope.is_empty()).then_some(scope))
}

/// Former names by the path of the scope that had them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FormerScopes(BTreeMap<String, Vec<String>>);

impl FormerScopes {
    /// Lets a scope have had another name.
    pub(crate) fn add(&mut self, scope: &str, former: String) {
        self.0.entry(scope.to_owned()).or_default().push(former);
    }

    /// Whether no scope had another name.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The paths that a scope may have had, its own present one left out.
    pub(crate) fn of(&self, scope: &str) -> Vec<String> {
        let mut paths = self.of_scope_and_parents(scope);
        paths.retain(|path| path != scope);
        paths
    }

    fn of_scope_and_parents(&self, scope: &str) -> Vec<String> {
        if scope.is_empty() {
            return vec![String::new()];
        }
        let (parent, name) = scope.rsplit_once('/').unwrap_or(("", scope));
        let said = self.0.get(scope).map(Vec::as_slice).unwrap_or_default();
        let (paths, names): (Vec<&String>, Vec<&String>) = said.iter().partition(|said| said.contains('/'));
        let mut found: Vec<String> = paths.iter().map(|path| path.trim_matches('/').to_owned()).collect();
        for parent in self.of_scope_and_parents(parent) {
            let inside =
                |name: &str| if parent.is_empty() { name.to_owned() } else { format!("{parent}/{name}") };
            found.push(inside(name));
            found.extend(names.iter().map(|name| inside(name)));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_enclosed_by_those_on_its_path() {
        assert_eq!(enclosing("").collect::<Vec<_>>(), [""]);
        assert_eq!(enclosing("a/b/c").collect::<Vec<_>>(), ["", "a", "a/b", "a/b/c"]);
    }

    #[test]
    fn a_scope_in_a_renamed_scope_had_each_path_that_the_names_make() {
        let mut former = FormerScopes::default();
        former.add("network", "net".to_owned());
        former.add("network/public", "front".to_owned());
        former.add("edge", "old/border".to_owned());
        former.add("whole", "/".to_owned());
        assert_eq!(former.of("network"), ["net"]);
        assert_eq!(former.of("network/public"), ["network/front", "net/public", "net/front"]);
        assert_eq!(former.of("edge/a"), ["old/border/a"]);
        assert_eq!(former.of("whole"), [""]);
        assert_eq!(former.of("other"), Vec::<String>::new());
    }
}
