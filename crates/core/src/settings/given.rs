//! What was given, where, and in which order of strength.

use crate::Value;

/// A value that was given, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The value: text from a command line or environment, typed from a file.
    pub value: Value,
    /// Where it stands, `--set`, `IRONWRIGHT_REGION`, `ironwright.dev.toml:7`.
    pub source: String,
    /// Where the pieces inside stand, by their path from here, `.size` or `[1].port`: those that have a line of their own.
    pub inside: Vec<(String, String)>,
}

impl Given {
    /// A value that stands in one place.
    pub fn new(value: impl Into<Value>, source: impl Into<String>) -> Self {
        Self { value: value.into(), source: source.into(), inside: Vec::new() }
    }

    /// Where a piece inside stands: where the nearest piece around it does that is known of.
    pub(super) fn source_of(&self, path: &str) -> &str {
        let around = |known: &str| {
            path.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        };
        let nearest =
            self.inside.iter().filter(|(known, _)| around(known)).max_by_key(|(known, _)| known.len());
        nearest.map_or(self.source.as_str(), |(_, source)| source)
    }
}

/// Settings by their paths, `replicas` or `database.size`, in the order of strength: what comes later overrules.
///
/// Of a struct, and of a map by its path, each member is overruled on its own; a list, and a map that is given as a whole,
/// are overruled as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GivenSettings(Vec<(String, Given)>);

impl GivenSettings {
    /// Nothing is given.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a setting, or a member of one, a value that overrules all before.
    pub fn give(&mut self, path: &str, given: Given) {
        self.0.push((path.to_owned(), given));
    }

    /// Adds all of another, which overrules what is here.
    pub fn extend(&mut self, stronger: Self) {
        self.0.extend(stronger.0);
    }

    /// All that was given, the weakest first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Given)> {
        self.0.iter().map(|(path, given)| (path.as_str(), given))
    }
}

impl<P: Into<String>> FromIterator<(P, Given)> for GivenSettings {
    fn from_iter<I: IntoIterator<Item = (P, Given)>>(given: I) -> Self {
        Self(given.into_iter().map(|(path, given)| (path.into(), given)).collect())
    }
}
