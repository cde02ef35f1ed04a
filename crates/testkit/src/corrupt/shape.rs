//! What a store's files say, read without the engine: which states are whole although something was changed, and
//! whether what was changed can be noticed at all.

use std::collections::{BTreeMap, BTreeSet};

use super::histories::{Files, Ground, Original};

/// The journals and snapshots of some files.
pub(super) struct Shape<'a> {
    snapshots: BTreeMap<&'a str, &'a [u8]>,
    pub(super) journals: BTreeMap<&'a str, Vec<u8>>,
}

/// A journal compared with what it was.
struct Compared {
    /// The number of the last event whose line is as it was.
    serial: u64,
    /// The base at which it says that it goes on, if that line is as it was.
    leads_to: Option<String>,
    /// Whether it ends as a journal may that was being written to.
    ends_early: bool,
}

impl<'a> Shape<'a> {
    pub(super) fn of(files: &'a Files) -> Self {
        let (mut snapshots, mut journals) = (BTreeMap::new(), BTreeMap::<_, Vec<u8>>::new());
        for (name, bytes) in files {
            let whole = name.split('/').next().unwrap_or_default();
            if let Some(base) = between(whole, "snapshot-", ".json") {
                snapshots.insert(base, &**bytes);
            } else if let Some(base) = between(whole, "journal-", ".log") {
                journals.entry(base).or_default().extend_from_slice(bytes);
            }
        }
        Self { snapshots, journals }
    }

    /// The base whose journal is written to: the newest.
    pub(super) fn live(&self) -> Option<&'a str> {
        self.journals.keys().max_by_key(|base| number(base)).copied()
    }
}

/// The number in the name of a snapshot or a journal.
pub(super) fn serial_of(name: &str) -> u64 {
    name.split_once('-').map_or(0, |(_, base)| number(base))
}

fn number(base: &str) -> u64 {
    base.split('-').next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

fn between<'a>(name: &'a str, prefix: &str, suffix: &str) -> Option<&'a str> {
    name.strip_prefix(prefix)?.strip_suffix(suffix)
}

/// Whether each journal but the last leads to the next: otherwise a lost snapshot cannot be made up for.
pub(super) fn lead_on(files: &Files) -> bool {
    let shape = Shape::of(files);
    let mut bases: Vec<&str> = shape.journals.keys().copied().collect();
    bases.sort_by_key(|base| number(base));
    bases.windows(2).all(|pair| compare(pair[0], &shape, &shape).leads_to.as_deref() == Some(pair[1]))
}

/// The number of the last state that is whole, if there is one: a snapshot that is as it was, or one that the journal
/// before leads to, and all lines after it that are as they were.
pub(super) fn last_good(original: &Original, changed: &Files) -> Option<u64> {
    let (then, now) = (Shape::of(&original.files), Shape::of(changed));
    let mut bases: Vec<&str> = then.snapshots.keys().copied().collect::<BTreeSet<_>>().into_iter().collect();
    bases.sort_by_key(|base| number(base));
    let (mut last, mut led_to): (Option<u64>, Option<String>) = (None, None);
    for base in bases {
        let is_led_to = led_to.take().is_some_and(|to| to == base);
        let is_whole = now.snapshots.get(base) == then.snapshots.get(base);
        if !is_led_to && !is_whole {
            continue;
        }
        let compared = compare(base, &then, &now);
        last = last.max(Some(compared.serial));
        led_to = compared.leads_to;
    }
    last
}

/// The number of the state that a store may pass for the latest although there was a later one: where the end of its
/// journal is cut off so that nothing in the store can tell.
pub(super) fn cannot_tell(original: &Original, changed: &Files) -> Option<u64> {
    let (then, now) = (Shape::of(&original.files), Shape::of(changed));
    let live = then.live()?;
    let compared = compare(live, &then, &now);
    // An object is there in full or not at all.
    let is_whole = now.journals.get(live)?.ends_with(b"\n");
    (compared.ends_early && (original.ground == Ground::Folder || is_whole)).then_some(compared.serial)
}

fn compare(base: &str, then: &Shape<'_>, now: &Shape<'_>) -> Compared {
    let nothing = Vec::new();
    let (was, is) = (then.journals.get(base).unwrap_or(&nothing), now.journals.get(base).unwrap_or(&nothing));
    let same = was.iter().zip(is).take_while(|(was, is)| was == is).count();
    let (mut serial, mut leads_to, mut end) = (number(base), None, 0);
    for line in was.split_inclusive(|byte| *byte == b'\n') {
        if end + line.len() > same || !line.ends_with(b"\n") {
            break;
        }
        end += line.len();
        serial += u64::from(line.get(MARK) == Some(&b'e'));
        if line.get(MARK) == Some(&b'm') {
            leads_to = target(line);
        }
    }
    let ends_early = end > 0 && !is[end..].contains(&b'\n');
    Compared { serial, leads_to, ends_early }
}

/// Where in a line stands what its body is.
const MARK: usize = 9;
/// Where in a line its hash begins.
const HASH: usize = 11;
/// Where in a line its body begins.
pub(super) const BODY: usize = HASH + 32 + 1;

fn target(line: &[u8]) -> Option<String> {
    let body: serde_json::Value = serde_json::from_slice(line.get(BODY..)?).ok()?;
    Some(body.get("to")?.as_str()?.to_owned())
}

/// Writes a line as it stands in a journal behind others.
pub(super) fn line_after(journal: &[u8], mark: u8, body: &str) -> Vec<u8> {
    let last = journal.split(|byte| *byte == b'\n').rfind(|line| !line.is_empty()).unwrap_or_default();
    let mut hasher = blake3::Hasher::new();
    hasher.update(last.get(HASH..HASH + 32).unwrap_or_default());
    hasher.update(&[mark]).update(body.as_bytes());
    let hash = hasher.finalize().to_hex();
    format!("{:08x} {} {} {body}\n", body.len(), char::from(mark), &hash[..32]).into_bytes()
}

/// An item that carries a sum of itself, with something in it changed by one who knows how.
pub(super) fn rewritten(item: &[u8], change: impl FnOnce(&mut serde_json::Value)) -> Option<Vec<u8>> {
    let mut value: serde_json::Value = serde_json::from_slice(item).ok()?;
    value.as_object_mut()?.remove("check")?;
    change(&mut value);
    let check = blake3::hash(value.to_string().as_bytes()).to_hex()[..32].to_owned();
    value.as_object_mut()?.insert("check".to_owned(), check.into());
    serde_json::to_vec(&value).ok()
}
