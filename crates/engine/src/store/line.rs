//! Lines of a journal: length, mark, hash and body.
//!
//! The hash of a line covers the hash before it, so lines can be neither changed, dropped, doubled nor moved without
//! being noticed. Only the end can be torn: it was never acknowledged, and is dropped. The mark says what the body is.

use ironwright_core::Environment;
use ironwright_core::journal::Event;

use super::Holder;
use super::form::{Form, Place, Unread, unreadable};

/// A hash, as it stands in a line.
pub(super) type Hash = String;

/// What a line says.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Entry {
    /// An event of the stack.
    Event(Event),
    /// From here on the journal is written by the holder of another lease.
    Epoch(Epoch),
    /// The journal goes on elsewhere.
    Moved(Moved),
    /// The stack goes on in another store.
    Away(Away),
}

/// The beginning of an epoch: what a holder writes before all else.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Epoch {
    #[serde(rename = "epoch")]
    pub(super) number: u64,
    /// Tells this lease from every other, and so does the chain of hashes from here on.
    pub(super) nonce: String,
    /// The history that the journal belongs to: it is known even where the head is lost.
    pub(super) lineage: String,
    pub(super) holder: Holder,
}

/// Where a journal goes on.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Moved {
    /// The base of the journal that follows: `120-3fa9c1d2`.
    pub(super) to: String,
    /// The hash of its snapshot.
    pub(super) hash: Hash,
}

/// The store in which a stack goes on.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Away {
    /// As a person names it.
    pub(super) away: String,
    /// The environment that it has become there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) environment: Option<Environment>,
}

/// The hash of a body that follows another.
pub(super) fn chained(previous: &str, body: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.as_bytes());
    hasher.update(body);
    short(&hasher)
}

fn of_line(previous: &str, mark: u8, body: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.as_bytes());
    hasher.update(&[mark]);
    hasher.update(body);
    short(&hasher)
}

fn short(hasher: &blake3::Hasher) -> Hash {
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The end of a journal: where the next line goes, and what it follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct End {
    /// The bytes before it.
    pub(super) length: u64,
    pub(super) hash: Hash,
    /// The number of the last event.
    pub(super) serial: u64,
}

impl End {
    /// The beginning of a journal that follows a snapshot.
    pub(super) fn beginning(hash: &str, serial: u64) -> Self {
        Self { length: 0, hash: hash.to_owned(), serial }
    }
}

/// Whose journal it is, and how its events are kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand<'a> {
    pub(super) form: &'a Form,
    pub(super) stack: &'a str,
    pub(super) lineage: &'a str,
}

impl Hand<'_> {
    fn at(&self, serial: u64) -> Place<'_> {
        Place { stack: self.stack, lineage: self.lineage, serial }
    }

    /// Writes events as lines, and returns where they end.
    ///
    /// # Errors
    /// When an event cannot be kept in this form.
    pub(super) fn events(&self, events: &[Event], after: &End) -> Result<(Vec<u8>, End), String> {
        let (mut out, mut end) = (Vec::new(), after.clone());
        for event in events {
            end.serial += 1;
            let body = self.form.write_event(self.at(end.serial), event)?;
            append(&mut out, &mut end, b'e', &body);
        }
        Ok((out, end))
    }
}

/// Writes the beginning of an epoch, and returns where it ends.
pub(super) fn epoch(epoch: &Epoch, after: &End) -> (Vec<u8>, End) {
    plain(b'b', epoch, after)
}

/// Writes where the journal goes on, and returns where that ends.
pub(super) fn moved(moved: &Moved, after: &End) -> (Vec<u8>, End) {
    plain(b'm', moved, after)
}

/// Writes in which store the stack goes on, and returns where that ends.
pub(super) fn away(away: &Away, after: &End) -> (Vec<u8>, End) {
    plain(b'a', away, after)
}

fn plain(mark: u8, body: &impl serde::Serialize, after: &End) -> (Vec<u8>, End) {
    let (mut out, mut end) = (Vec::new(), after.clone());
    append(&mut out, &mut end, mark, &serde_json::to_vec(body).unwrap_or_default());
    (out, end)
}

/// Writes an event as the JSON that it is.
#[cfg(test)]
pub(super) fn as_it_is(event: &[u8], after: &End) -> (Vec<u8>, End) {
    let (mut out, mut end) = (Vec::new(), after.clone());
    end.serial += 1;
    append(&mut out, &mut end, b'e', event);
    (out, end)
}

fn append(out: &mut Vec<u8>, end: &mut End, mark: u8, body: &[u8]) {
    let before = out.len();
    end.hash = of_line(&end.hash, mark, body);
    out.extend_from_slice(format!("{:08x} {} {} ", body.len(), char::from(mark), end.hash).as_bytes());
    out.extend_from_slice(body);
    out.push(b'\n');
    end.length += (out.len() - before) as u64;
}

/// What was wrong with a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Damage {
    /// The line's number, from 1.
    pub(super) line: usize,
    pub(super) wrong: Unread,
}

/// Reads lines and hands on what they say, dropping a torn end. Returns where the good ones end, and what is wrong with
/// the one after them.
pub(super) fn read(
    bytes: &[u8],
    hand: Hand<'_>,
    beginning: End,
    take: &mut dyn FnMut(Entry) -> Result<(), String>,
) -> (End, Option<Damage>) {
    let (mut end, mut at, mut line) = (beginning, 0, 0);
    while at < bytes.len() {
        line += 1;
        let rest = &bytes[at..];
        let read = one(rest, hand, &end);
        match read.and_then(|(entry, next)| take(entry).map(|()| next).map_err(Unread::Changed)) {
            Ok(next) => {
                at += usize::try_from(next.length - end.length).unwrap_or(usize::MAX);
                end = next;
            }
            // A line that is cut short at the end of the file was being written when the run died.
            Err(_) if !rest.contains(&b'\n') => break,
            Err(wrong) => return (end, Some(Damage { line, wrong })),
        }
    }
    (end, None)
}

const HASH: usize = 8 + 1 + 1 + 1;
const HEAD: usize = HASH + 32 + 1;

fn one(bytes: &[u8], hand: Hand<'_>, after: &End) -> Result<(Entry, End), Unread> {
    let (mark, body) = framed(bytes).map_err(Unread::Changed)?;
    let hash = of_line(&after.hash, mark, body);
    if hash.as_bytes() != &bytes[HASH..HEAD - 1] {
        let reason = "its hash is not that of its content and the lines before";
        return Err(Unread::Changed(reason.to_owned()));
    }
    // From here on it is what somebody has written there, and was taken for the end of this journal.
    let serial = after.serial + u64::from(mark == b'e');
    let entry = match mark {
        b'e' => Entry::Event(hand.form.read_event(hand.at(serial), body)?),
        b'b' => Entry::Epoch(protocol(body)?),
        b'm' => Entry::Moved(protocol(body)?),
        b'a' => Entry::Away(protocol(body)?),
        mark => {
            let reason = format!("`{}` is no mark that this version knows", char::from(mark));
            return Err(Unread::Newer(reason));
        }
    };
    Ok((entry, End { length: after.length + (HEAD + body.len() + 1) as u64, hash, serial }))
}

/// The mark and the body of a line, if it has the form of one.
fn framed(bytes: &[u8]) -> Result<(u8, &[u8]), String> {
    let head = bytes
        .get(..HEAD)
        .filter(|head| head.is_ascii())
        .and_then(|head| std::str::from_utf8(head).ok())
        .ok_or("its beginning is cut off")?;
    if [&head[8..9], &head[10..11], &head[HEAD - 1..]] != [" ", " ", " "] {
        return Err("it does not begin with a length, a mark and a hash".to_owned());
    }
    // The hash does not cover it: so it must be written as we write it.
    let is_ours = head[..8].bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let length = usize::from_str_radix(&head[..8], 16).ok().filter(|_| is_ours);
    let length = length.ok_or("it does not begin with a length")?;
    let mark = head.as_bytes()[9];
    let body = bytes.get(HEAD..HEAD.saturating_add(length)).ok_or("it is shorter than it says")?;
    if bytes.get(HEAD + length) != Some(&b'\n') {
        return Err("it is longer than it says".to_owned());
    }
    Ok((mark, body))
}

/// Whether a line looks like that of an event, good or not.
pub(super) fn is_event(line: &[u8]) -> bool {
    line.get(9) == Some(&b'e')
}

/// The lineage that the first line of a journal names, good or not.
pub(super) fn lineage(journal: &[u8]) -> Option<String> {
    let line = journal.split(|byte| *byte == b'\n').next()?;
    serde_json::from_slice::<Epoch>(line.get(HEAD..)?).ok().map(|epoch| epoch.lineage)
}

fn protocol<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Unread> {
    serde_json::from_slice(body).map_err(|error| Unread::Newer(unreadable(&error)))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static FORM: LazyLock<Form> = LazyLock::new(Form::default);

    fn hand() -> Hand<'static> {
        Hand { form: &FORM, stack: "demo", lineage: "lineage" }
    }

    fn events(n: u64) -> Vec<Event> {
        (0..n).map(|at| Event::RunBegan { run: format!("run-{at}"), verb: "up".into(), at }).collect()
    }

    fn written(n: u64) -> (Vec<u8>, End) {
        hand().events(&events(n), &End::beginning("start", 7)).expect("writes")
    }

    fn read_back(bytes: &[u8], hash: &str) -> (Vec<Entry>, End, Option<Damage>) {
        let mut entries = Vec::new();
        let mut take = |entry| {
            entries.push(entry);
            Ok(())
        };
        let (end, damage) = read(bytes, hand(), End::beginning(hash, 7), &mut take);
        (entries, end, damage)
    }

    #[test]
    fn what_was_written_is_read_with_its_numbers() {
        let (mut bytes, end) = written(2);
        let began = Epoch { number: 3, nonce: "n".into(), lineage: "l".into(), holder: Holder::default() };
        let (more, end) = epoch(&began, &end);
        bytes.extend(more);
        let (entries, read, damage) = read_back(&bytes, "start");
        assert_eq!((read.clone(), damage), (end, None));
        assert_eq!((read.serial, entries.len(), &entries[2]), (9, 3, &Entry::Epoch(began)));
    }

    #[test]
    fn every_cut_loses_only_the_last_line() {
        let (bytes, two) = (written(3).0, written(2).1);
        for cut in usize::try_from(two.length).expect("small")..bytes.len() {
            let (entries, end, damage) = read_back(&bytes[..cut], "start");
            assert_eq!((entries.len(), end, damage), (2, two.clone(), None), "cut at {cut}");
        }
    }

    #[test]
    fn every_flipped_bit_before_the_end_is_noticed() {
        let bytes = written(3).0;
        for at in 0..bytes.len() - 1 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            let (entries, _, damage) = read_back(&damaged, "start");
            let last = at >= usize::try_from(written(2).1.length).expect("small");
            assert!(damage.is_some() || (last && entries.len() == 2), "flip at {at} went unnoticed");
        }
    }

    #[test]
    fn lines_of_another_journal_are_refused() {
        assert!(read_back(&written(1).0, "elsewhere").2.is_some());
    }
}
