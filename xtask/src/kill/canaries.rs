//! Secrets that must not be found anywhere in what a process writes, and the search for them.

use std::collections::HashMap;
use std::fs;
use std::iter;
use std::path::Path;

use anyhow::{Context, Result};

/// Secrets of the program's own.
const DECLARED: usize = 64;
/// What it is given besides: a passphrase, and two parts of AWS's credentials.
const GIVEN: usize = 3;
const LENGTH: usize = 16;
/// How many bytes of a form are looked at first.
const BEGINNING: usize = 4;
/// Into how many sorts beginnings fall.
const SORTS: usize = 1 << 20;

/// All secrets of a loop, and the forms in which they are looked for.
pub(super) struct Canaries {
    words: Vec<String>,
    /// What is found, and how it is written.
    forms: Vec<(String, Vec<u8>)>,
    beginnings: HashMap<[u8; BEGINNING], Vec<usize>>,
    /// Which sorts of beginnings there are: most bytes need no second look.
    sorts: Vec<bool>,
}

impl Canaries {
    pub(super) fn of(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut word = || iter::repeat_with(|| random.lowercase()).take(LENGTH).collect::<String>();
        let words: Vec<String> = (0..DECLARED + GIVEN).map(|_| word()).collect();
        let mut all =
            Self { forms: Vec::new(), beginnings: HashMap::new(), sorts: vec![false; SORTS], words };
        for word in all.words.clone() {
            for (form, bytes) in forms(word.as_bytes()) {
                all.add(format!("{word} as {form}"), bytes);
            }
        }
        all
    }

    /// What the program hides in what it declares.
    pub(super) fn declared(&self) -> &[String] {
        &self.words[..DECLARED]
    }

    pub(super) fn passphrase(&self) -> &str {
        &self.words[DECLARED]
    }

    pub(super) fn secret_access_key(&self) -> &str {
        &self.words[DECLARED + 1]
    }

    pub(super) fn session_token(&self) -> &str {
        &self.words[DECLARED + 2]
    }

    fn add(&mut self, name: String, bytes: Vec<u8>) {
        if let Some(beginning) = bytes.first_chunk() {
            self.sorts[sort(*beginning)] = true;
            self.beginnings.entry(*beginning).or_default().push(self.forms.len());
            self.forms.push((name, bytes));
        }
    }

    /// Which secrets stand in some bytes.
    pub(super) fn found_in(&self, bytes: &[u8]) -> Vec<&str> {
        let mut found = Vec::new();
        for at in 0..bytes.len() {
            let Some(beginning) = bytes[at..].first_chunk() else { break };
            if !self.sorts[sort(*beginning)] {
                continue;
            }
            for &form in self.beginnings.get(beginning).into_iter().flatten() {
                let (name, form) = &self.forms[form];
                if bytes[at..].starts_with(form) {
                    found.push(name.as_str());
                }
            }
        }
        found
    }

    /// Looks for them in every file below a folder; a line for each file with a finding, and how many bytes there were.
    pub(super) fn look_through(&self, folder: &Path, lines: &mut Vec<String>) -> Result<u64> {
        let mut looked_at = 0;
        let entries =
            fs::read_dir(folder).with_context(|| format!("{} cannot be listed", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                looked_at += self.look_through(&path, lines)?;
                continue;
            }
            let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
            looked_at += bytes.len() as u64;
            lines.extend(self.finding(&path.display().to_string(), &bytes));
        }
        Ok(looked_at)
    }

    /// What is found in something, as a sentence.
    pub(super) fn finding(&self, place: &str, bytes: &[u8]) -> Option<String> {
        let found = self.found_in(bytes);
        let first = found.first()?;
        Some(format!("{} secrets are in {place}, first {first}", found.len()))
    }
}

/// A word as bytes are commonly written. Escapes of JSON and of URLs leave its letters alone, unless all are escaped.
fn forms(word: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let hex = |byte: &u8| format!("{byte:02x}").into_bytes();
    let hexadecimal: Vec<u8> = word.iter().flat_map(hex).collect();
    let mut forms = vec![
        ("text", word.to_vec()),
        ("upper case", word.to_ascii_uppercase()),
        ("upper hex", hexadecimal.to_ascii_uppercase()),
        ("hex", hexadecimal),
        ("URL escapes", word.iter().flat_map(|byte| format!("%{byte:02x}").into_bytes()).collect()),
        ("JSON escapes", word.iter().flat_map(|byte| format!("\\u{byte:04x}").into_bytes()).collect()),
        ("UTF-16", word.iter().flat_map(|&byte| [byte, 0]).collect()),
    ];
    forms.extend((0..3).map(|shift| ("base 64", base64_inside(word, shift))));
    // Hexadecimal digits may be no letters at all: then upper case is the same form.
    forms.dedup_by(|one, other| one.1 == other.1);
    forms
}

/// What stays the same in the base 64 form of anything that holds these bytes at a position.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // The first three that begin at a multiple of three.
    let whole = &bytes[(3 - shift) % 3..];
    let sextets = whole.chunks_exact(3).flat_map(|three| {
        let number = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        [18, 12, 6, 0].map(|bits| DIGITS[(number >> bits & 63) as usize])
    });
    sextets.collect()
}

fn sort(beginning: [u8; BEGINNING]) -> usize {
    u32::from_le_bytes(beginning).wrapping_mul(0x9e37_79b1) as usize >> 12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_form_in_the_middle_of_anything() {
        let canaries = Canaries::of(1);
        let word = canaries.declared()[7].as_bytes();
        for (form, bytes) in forms(word) {
            let around = [b"before ".as_slice(), &bytes, b" after"].concat();
            assert_eq!(canaries.found_in(&around).len(), 1, "{form}");
        }
        assert_eq!(canaries.found_in(&word[..LENGTH - 1]), [""; 0]);
    }

    #[test]
    fn base_64_is_known_wherever_a_secret_begins() {
        // What `base64` prints for "secret", " secret", "  secret".
        assert_eq!(base64_inside(b"secret", 0), b"c2VjcmV0");
        assert!("IHNlY3JldA==".as_bytes().windows(4).any(|it| it == base64_inside(b"secret", 1)));
        assert!("ICBzZWNyZXQ=".as_bytes().windows(4).any(|it| it == base64_inside(b"secret", 2)));
    }

    #[test]
    fn files_are_looked_through_below_folders_too() {
        let (canaries, folder) = (Canaries::of(1), tempfile::tempdir().unwrap());
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(folder.path().join("inner/file"), format!("x{}", canaries.passphrase())).unwrap();
        let mut lines = Vec::new();
        assert_eq!(canaries.look_through(folder.path(), &mut lines).unwrap(), 17);
        assert!(lines[0].starts_with("1 secrets are in ") && lines[0].contains("inner/file"), "{lines:?}");
    }
}
