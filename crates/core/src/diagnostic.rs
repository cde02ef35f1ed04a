//! Diagnostics: what is wrong with a program, where, and what to do about it.

use std::fmt;
use std::panic::Location;

use crate::Address;

/// Where in the user's program something was declared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// The source file, as the compiler names it.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
}

impl Place {
    /// The place of the caller of the function that calls this, when that is marked `#[track_caller]`.
    #[track_caller]
    pub fn caller() -> Self {
        let location = Location::caller();
        Self { file: location.file(), line: location.line() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// One thing that is wrong with a declaration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// A sentence in lower case, without a full stop.
    pub message: String,
    /// The resource it is about.
    pub address: Option<Address>,
    /// The property of that resource, `containers["nginx"].memory`.
    pub property: Option<String>,
    /// Where that was declared.
    pub place: Option<Place>,
    /// What to do.
    pub hint: Option<String>,
    /// Whether the program is fine, and what it would do is refused all the same: something protected would go.
    pub refusal: bool,
}

impl Diagnostic {
    /// A diagnostic that is not about one resource.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            address: None,
            property: None,
            place: None,
            hint: None,
            refusal: false,
        }
    }

    /// Says which resource it is about.
    pub fn at(mut self, address: &Address) -> Self {
        self.address = Some(address.clone());
        self
    }

    /// Says which property it is about.
    pub fn property(mut self, property: impl Into<String>) -> Self {
        self.property = Some(property.into());
        self
    }

    /// Says where that was declared.
    pub fn declared(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says that the program is fine, and what it would do is refused.
    pub fn refusal(mut self) -> Self {
        self.refusal = true;
        self
    }

    /// The machine's form of it.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!({
            "message": self.message,
            "address": self.address,
            "property": self.property,
            "file": self.place.map(|p| p.file),
            "line": self.place.map(|p| p.line),
            "hint": self.hint,
        })
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("error: ")?;
        if let Some(address) = &self.address {
            write!(f, "{address}")?;
            if let Some(property) = &self.property {
                write!(f, ": {property}")?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// Everything that is wrong with a program, at once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Adds all of another.
    pub fn extend(&mut self, other: Self) {
        other.0.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// `Ok` when nothing is wrong.
    ///
    /// # Errors
    /// All that is wrong, in the order of the program's lines within each file.
    pub fn into_result(mut self) -> Result<(), Self> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort_by_key(|d| d.place.map_or(("", 0), |p| (p.file, p.line)));
        Err(self)
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, diagnostic) in self.0.iter().enumerate() {
            write!(f, "{}{diagnostic}", if i == 0 { "" } else { "\n" })?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// The nearest of some words to one that was mistyped: for `did you mean` hints. Of words that are made of parts, as
/// addresses are, the parts that are right from the beginning count for nothing, and the word itself is no hint.
pub fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |candidate: &'a str| Some((distance(word, candidate)?, candidate));
    words.into_iter().filter_map(near).min().map(|(_, candidate)| candidate)
}

/// How far a word is from one that was typed; nothing where nobody would mistake one for the other.
fn distance(typed: &str, candidate: &str) -> Option<usize> {
    if typed == candidate {
        return None;
    }
    let pairs = typed.char_indices().zip(candidate.chars()).take_while(|((_, a), b)| a == b);
    let separators = pairs.filter(|((_, c), _)| matches!(c, '.' | '/'));
    let same = separators.last().map_or(0, |((at, _), _)| at + 1);
    let (typed, candidate) = (&typed[same..], &candidate[same..]);
    let shorter = typed.chars().count().min(candidate.chars().count());
    let distances = edit_distances(typed, candidate);
    let (distance, of_beginning) = (*distances.last()?, *distances.iter().min()?);
    let begins = shorter >= BEGINNING && of_beginning <= shorter / MISTAKE;
    (begins || distance <= 1 + shorter / 3).then_some(distance)
}

/// How many letters of a word make its beginning known.
const BEGINNING: usize = 3;

/// In how many letters of a word's beginning one may be wrong.
const MISTAKE: usize = 6;

/// How far a word is from each beginning of another, the empty one first and the whole one last.
fn edit_distances(a: &str, b: &str) -> Vec<usize> {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = usize::from(!ca.eq_ignore_ascii_case(cb));
            let next = (diagonal + cost).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(nearest("replicsa", ["replicas", "region"]), Some("replicas"));
        assert_eq!(nearest("zzz", ["replicas", "region"]), None);
        assert_eq!(nearest("parallel", ["passphrase-file", "parallelism"]), Some("parallelism"));
        assert_eq!(nearest("desired", ["cluster", "desired_count"]), Some("desired_count"));
    }

    #[test]
    fn what_shares_nothing_but_the_right_parts_is_not_near() {
        assert_eq!(nearest("logs.LogGroup.nosuch", ["logs.LogGroup.web", "logs.LogGroup.audit"]), None);
        assert_eq!(nearest("logs.LogGroup.wbe", ["logs.LogGroup.web"]), Some("logs.LogGroup.web"));
        assert_eq!(nearest("ecs.Servce.web", ["ecs.Service.web"]), Some("ecs.Service.web"));
    }

    #[test]
    fn a_word_is_no_hint_for_itself() {
        assert_eq!(nearest("replicas", ["replicas", "replica"]), Some("replica"));
        assert_eq!(nearest("Replicas", ["replicas"]), Some("replicas"));
    }
}
