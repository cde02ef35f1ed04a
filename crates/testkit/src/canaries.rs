//! Canaries: secrets that are told to a program, and are looked for in all that comes out of it, in every form in which
//! bytes are commonly written.
//!
//! A loop looks through gigabytes. Its canaries therefore begin and end alike: what is looked for is that beginning and
//! that end in each form, which is as few texts as a processor compares at once.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use ironwright_core::plan::{Plan, Provenance, Selection, StoredPlan};
use ironwright_core::redactor::hex;
use ironwright_core::state::CloudIdentity;

/// How many different canaries a loop has.
pub const MANY: u64 = 64;
/// What the canaries of a loop begin with, and end with.
const MARKS: [&str; 2] = ["canary81d6c03f", "a2e75d1f0eyran"];

/// A canary of a loop: letters and digits, so that no encoding splits it.
pub fn canary(number: u64) -> String {
    let [first, last] = MARKS;
    format!("{first}{:02}{last}", number % MANY)
}

/// Looks for secrets.
pub struct Search {
    automaton: AhoCorasick,
    /// Which secret, in which form.
    names: Vec<String>,
}

impl Search {
    /// A search for secrets that consist of letters and digits.
    ///
    /// # Errors
    /// When there are too many of them.
    pub fn new(secrets: &[String]) -> Result<Self, String> {
        let forms: Vec<(String, Vec<u8>)> = secrets
            .iter()
            .flat_map(|secret| {
                forms(secret).into_iter().map(move |(form, bytes)| (format!("{secret} as {form}"), bytes))
            })
            .collect();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostFirst)
            .build(forms.iter().map(|(_, bytes)| bytes))
            .map_err(|error| error.to_string())?;
        Ok(Self { automaton, names: forms.into_iter().map(|(name, _)| name).collect() })
    }

    /// Which secrets stand in some bytes, and in which form.
    pub fn found(&self, bytes: &[u8]) -> Vec<&str> {
        self.automaton.find_iter(bytes).map(|found| &*self.names[found.pattern()]).collect()
    }
}

/// Whether a canary of a loop stands in some bytes, and in which form.
pub fn shown(bytes: &[u8]) -> Option<&'static str> {
    static SEARCH: LazyLock<Result<Search, String>> =
        LazyLock::new(|| Search::new(&MARKS.map(str::to_owned)));
    match &*SEARCH {
        Ok(search) => search.found(bytes).first().copied(),
        Err(error) => Some(error),
    }
}

/// As [`shown`], as a sentence for a loop: a canary is where it must not be.
///
/// # Errors
/// What was found in what.
pub fn hidden(what: &str, bytes: &[u8]) -> Result<(), String> {
    shown(bytes).map_or(Ok(()), |form| Err(format!("a secret stands in {what}: {form}")))
}

/// All that a person or a pipeline is shown of a plan.
pub(crate) fn reviewed(plan: &Plan) -> String {
    let (cloud, selection) = (CloudIdentity::default(), Selection::default());
    let stored = StoredPlan::new(plan, Provenance::default(), cloud, &selection, true);
    let stored = serde_json::to_string(&stored).unwrap_or_default();
    format!("{plan}\n{plan:?}\n{stored}\n")
}

/// The forms in which some letters and digits are commonly written, by their names.
fn forms(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let each = |write: &dyn Fn(u8) -> String| secret.bytes().map(write).collect::<String>().into_bytes();
    let digits = hex(secret.as_bytes());
    let mut forms = vec![
        // Escapes of JSON, of URLs and of Rust leave letters and digits alone, unless everything is escaped.
        ("text", secret.as_bytes().to_vec()),
        ("upper case", secret.to_uppercase().into_bytes()),
        ("hex", digits.clone().into_bytes()),
        ("upper hex", digits.to_uppercase().into_bytes()),
        ("a URL's escapes", each(&|byte| format!("%{byte:02x}"))),
        ("a URL's upper escapes", each(&|byte| format!("%{byte:02X}"))),
        ("JSON's escapes", each(&|byte| format!("\\u{byte:04x}"))),
        ("a list of bytes", each(&|byte| format!("{byte}, "))),
        ("a list of bytes without blanks", each(&|byte| format!("{byte},"))),
        ("UTF-16", secret.bytes().flat_map(|byte| [byte, 0]).collect()),
        ("text from behind", secret.bytes().rev().collect()),
    ];
    forms.extend((0..3).map(|shift| ("base 64", base64_inside(secret.as_bytes(), shift))));
    // The last of a list has no comma.
    for (name, bytes) in &mut forms {
        if name.starts_with("a list") {
            bytes.truncate(bytes.iter().rposition(|byte| *byte == b',').unwrap_or_default());
        }
    }
    forms
}

/// What stays the same in the base 64 form of anything that holds these bytes at a position. Letters and digits are written
/// alike in files and in URLs.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut padded = vec![0; shift];
    padded.extend_from_slice(bytes);
    let whole = &padded[if shift == 0 { 0 } else { 3 }..];
    let sextets = whole.chunks_exact(3).flat_map(|three| {
        let number = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        [18, 12, 6, 0].map(|bits| DIGITS[(number >> bits & 63) as usize])
    });
    sextets.collect()
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};

    use super::*;

    #[test]
    fn a_canary_is_found_in_every_form_and_in_the_midst_of_others() {
        for number in [0, 7, 63] {
            let canary = canary(number);
            for around in ["", "a", "ab", "postgres://"] {
                let text = format!("{around}{canary}\"/ü");
                let each = |write: &dyn Fn(u8) -> String| text.bytes().map(write).collect::<String>();
                let forms = [
                    text.clone(),
                    text.to_uppercase(),
                    hex(text.as_bytes()),
                    Base64::encode_string(text.as_bytes()),
                    Base64UrlUnpadded::encode_string(text.as_bytes()),
                    each(&|byte| format!("%{byte:02X}")),
                    each(&|byte| format!("\\u{byte:04x}")),
                    serde_json::Value::from(&*text).to_string(),
                    format!("{text:?}"),
                    format!("{:?}", text.as_bytes()),
                    serde_json::to_string(text.as_bytes()).expect("serializes"),
                    text.chars().rev().collect(),
                ];
                for form in forms {
                    assert!(shown(form.as_bytes()).is_some(), "{form}");
                }
            }
            assert_eq!(shown(&canary.as_bytes()[..10]), None, "a piece is no canary");
        }
        assert_eq!(hidden("a file", b"nothing"), Ok(()));
        let said = hidden("a file", canary(3).as_bytes()).expect_err("it stands there");
        assert!(said.starts_with("a secret stands in a file: "), "{said}");
    }
}
