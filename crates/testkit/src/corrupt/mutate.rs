//! Mutations: bits flipped, cuts, splices, and files that are old, foreign, or from a version to come.

use std::collections::BTreeSet;
use std::fmt;

use super::histories::{Files, Ground, Original, Past};
use super::shape::{Shape, line_after, rewritten};
use crate::simulate::random::Random;

/// The kinds of mutation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Bits, or a whole piece, are others.
    Flipped,
    /// A piece or a whole file is missing.
    Cut,
    /// A piece or a whole file stands where it does not belong.
    Spliced,
    /// Files are as they once were.
    Old,
    /// Files are of another store.
    Foreign,
    /// Something was written by a version to come.
    Newer,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Flipped, Self::Cut, Self::Spliced, Self::Old, Self::Foreign, Self::Newer];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Flipped => "flipped",
            Self::Cut => "cut",
            Self::Spliced => "spliced",
            Self::Old => "old",
            Self::Foreign => "foreign",
            Self::Newer => "newer",
        })
    }
}

/// Mutates some bytes in place, and says how.
pub(super) fn piece(kind: Kind, bytes: &mut Vec<u8>, others: &[&[u8]], random: &mut Random) -> String {
    let (at, to) = {
        let mut draw = || if bytes.is_empty() { 0 } else { random.index(bytes.len()) };
        let (one, other) = (draw(), draw());
        (one.min(other), one.max(other))
    };
    let other = random.pick(others).copied().unwrap_or_default();
    match (kind, random.below(4)) {
        (Kind::Flipped, 0) => {
            let with = [0, 0xff, b' ', b'\n'][random.index(4)];
            bytes[at..to].fill(with);
            format!("{at} to {to} are all {with}")
        }
        (Kind::Flipped, more) => {
            let mut told = Vec::new();
            for _ in 0..more.min(bytes.len() as u64) {
                let (at, bit) = (random.index(bytes.len()), random.below(8));
                bytes[at] ^= 1 << bit;
                told.push(format!("{at}.{bit}"));
            }
            format!("bits {} flipped", told.join(", "))
        }
        (Kind::Cut, 0 | 1) => {
            bytes.truncate(at);
            format!("cut at {at}")
        }
        (Kind::Cut, 2) => {
            // A whole line or more, where there are lines.
            let line =
                |from: usize| bytes[..from].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let (at, to) = (line(at), line(to));
            bytes.drain(at..to);
            format!("{at} to {to} left out")
        }
        (Kind::Cut, _) => {
            bytes.drain(at..to);
            format!("{at} to {to} left out")
        }
        (_, 0) => {
            let copied = bytes[at..to].to_vec();
            bytes.splice(to..to, copied);
            format!("{at} to {to} doubled")
        }
        (_, 1) => {
            let moved: Vec<u8> = bytes.drain(at..to).collect();
            let here = if bytes.is_empty() { 0 } else { random.index(bytes.len()) };
            bytes.splice(here..here, moved);
            format!("{at} to {to} moved to {here}")
        }
        (_, 2) => {
            let from = if other.is_empty() { 0 } else { random.index(other.len()) };
            let until = other.len().min(from + to - at);
            bytes.splice(at..to, other[from..until].iter().copied());
            format!("{at} to {to} replaced by {from} to {until} of another")
        }
        (_, _) => {
            bytes.extend_from_slice(other);
            "another appended".to_owned()
        }
    }
}

/// Mutates a store's files, and says how.
pub(super) fn files(
    kind: Kind,
    original: &Original,
    foreign: &Original,
    files: &mut Files,
    random: &mut Random,
) -> String {
    match kind {
        Kind::Old => old(original, files, random),
        Kind::Foreign => of_another(&foreign.files, &foreign.to_string(), files, random),
        Kind::Newer => newer(original, files, random),
        Kind::Cut if random.chance(30) => {
            let name = any(files, random);
            let also = random.chance(30).then(|| any(files, random));
            files.remove(&name);
            files.retain(|there, _| Some(there) != also.as_ref());
            format!("{name} {} removed", also.map_or(String::new(), |also| format!("and {also}")))
        }
        Kind::Spliced if random.chance(30) => {
            let (one, other) = (any(files, random), any(files, random));
            let (this, that) = (files[&one].clone(), files[&other].clone());
            files.insert(other.clone(), this);
            if random.chance(50) {
                files.insert(one.clone(), that);
            }
            format!("{one} stands in the place of {other}")
        }
        Kind::Flipped | Kind::Cut | Kind::Spliced => {
            let name = any(files, random);
            let bytes: Vec<Vec<u8>> = files.values().cloned().collect();
            let others: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
            let how = files.get_mut(&name).map(|bytes| piece(kind, bytes, &others, random));
            format!("{name}: {}", how.unwrap_or_default())
        }
    }
}

/// One of the names; those that lead to all others come more often.
fn any(files: &Files, random: &mut Random) -> String {
    let leads = |name: &&String| !name.starts_with("journal-") && !name.starts_with("snapshot-");
    let names: Vec<&String> =
        if random.chance(20) { files.keys().filter(leads).collect() } else { files.keys().collect() };
    random.pick(&names).map(|name| (*name).clone()).unwrap_or_default()
}

/// Brings back what once was: all of it, one file, or all but one.
fn old(original: &Original, files: &mut Files, random: &mut Random) -> String {
    let run = random.index(original.before.len());
    let then = &original.before[run];
    let all: BTreeSet<&String> = then.keys().chain(original.files.keys()).collect();
    let differ: Vec<&String> = all.into_iter().filter(|name| then.get(*name) != files.get(*name)).collect();
    let one = random.pick(&differ).map(|name| (*name).clone()).unwrap_or_default();
    let (told, chosen) = match random.below(4) {
        0 => ("all".to_owned(), differ),
        1 => (format!("all but {one}"), differ.into_iter().filter(|name| **name != one).collect()),
        _ => (one.clone(), vec![&one]),
    };
    for name in chosen {
        match then.get(name) {
            Some(bytes) => files.insert(name.clone(), bytes.clone()),
            None => files.remove(name),
        };
    }
    format!("{told} as after run {run}")
}

/// Puts something of another store in the place of what is of its sort, or beside it.
fn of_another(theirs: &Files, whose: &str, files: &mut Files, random: &mut Random) -> String {
    let theirs_one = any(theirs, random);
    let sort = |name: &str| name.split('-').next().unwrap_or_default().to_owned();
    let told = match random.below(8) {
        0 => {
            files.clone_from(theirs);
            "all".to_owned()
        }
        1 => {
            files.extend(theirs.iter().map(|(name, bytes)| (name.clone(), bytes.clone())));
            "all, beside what was there,".to_owned()
        }
        2 => {
            files.insert(theirs_one.clone(), theirs[&theirs_one].clone());
            theirs_one
        }
        3 => {
            let name = any(files, random);
            if let Some(bytes) = files.get_mut(&name) {
                bytes.extend_from_slice(&theirs[&theirs_one]);
            }
            format!("{theirs_one} behind {name}")
        }
        _ => {
            let alike: Vec<&String> = files.keys().filter(|name| sort(name) == sort(&theirs_one)).collect();
            let ours = random.pick(&alike).map_or_else(|| theirs_one.clone(), |name| (*name).clone());
            files.insert(ours.clone(), theirs[&theirs_one].clone());
            format!("{theirs_one} as {ours}")
        }
    };
    format!("{told} of another store ({whose})")
}

/// Writes as a version to come would.
fn newer(original: &Original, files: &mut Files, random: &mut Random) -> String {
    let raise = |value: &mut serde_json::Value| {
        value["format"] = (value["format"].as_u64().unwrap_or_default() + 1).into();
    };
    // Nobody writes behind the line that says where the stack has gone.
    let what = if original.past == Past::Left { random.below(2) } else { random.below(4) };
    match what {
        0 => {
            let head = files.get("head.json").and_then(|bytes| rewritten(bytes, raise));
            head.map(|bytes| files.insert("head.json".to_owned(), bytes));
            "the head has a newer format".to_owned()
        }
        1 if files.contains_key("keys.json") => {
            let mut keys: serde_json::Value = serde_json::from_slice(&files["keys.json"]).unwrap_or_default();
            raise(&mut keys);
            files.insert("keys.json".to_owned(), serde_json::to_vec(&keys).unwrap_or_default());
            "the keys have a newer format".to_owned()
        }
        1 | 2 => append(original, files, b'z', r#"{"unheard":"of"}"#),
        _ => append(original, files, b'e', r#"{"event":"unheard_of","address":"ec2.Vpc.r0-0"}"#),
    }
}

/// Writes a line at the end of the journal that is written to.
fn append(original: &Original, files: &mut Files, mark: u8, body: &str) -> String {
    let shape = Shape::of(files);
    let (Some(live), log) = (shape.live(), shape.live().and_then(|base| shape.journals.get(base))) else {
        return "nothing".to_owned();
    };
    // A torn end is cut off first, as by every run.
    let log = log.map(Vec::as_slice).unwrap_or_default();
    let end = log.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (written, name) = (line_after(&log[..end], mark, body), format!("journal-{live}.log"));
    match original.ground {
        Ground::Bucket => files.insert(format!("{name}/{end:016}"), written),
        Ground::Folder => files.insert(name.clone(), [&log[..end], &written].concat()),
    };
    format!("{name}: a line of mark `{}` that nobody has heard of", char::from(mark))
}
