//! Many entries that are alike, as one: what would be said of each is said once, with what tells them apart.
//!
//! Nothing that is worth signing is hidden by it: entries whose contents differ in more than two of the inputs that are
//! told of them, as the rules of a firewall do, stay entries of their own.

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;

use super::Detail;
use super::entries::Entry;
use crate::Address;

/// How many entries have to be alike before they are told as one.
const FEWEST: usize = 5;
/// In how many of the told inputs they may differ.
const MOST_DIFFERENT: usize = 2;
/// How many names are told before some are left out; of what goes, more.
const MOST_NAMES: usize = 12;
const MOST_NAMES_OF_WHAT_GOES: usize = 60;
/// How many values of an input are told before some are left out.
const MOST_VALUES: usize = 3;

/// The entries, those that are alike folded into the first of them.
pub(super) fn folded(entries: Vec<Entry<'_>>, detail: Detail) -> Vec<Entry<'_>> {
    if detail == Detail::Full || entries.len() < FEWEST {
        return entries;
    }
    let mut alike: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Some(likeness) = likeness(entry) {
            alike.entry(likeness).or_default().push(at);
        }
    }
    alike.retain(|_, group| group.len() >= FEWEST && differing(&entries, group) <= MOST_DIFFERENT);
    let mut many: HashMap<usize, Vec<&Address>> = HashMap::new();
    let mut values: HashMap<usize, Vec<(String, String)>> = HashMap::new();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    for group in alike.values() {
        many.insert(group[0], group.iter().map(|&at| entries[at].address).collect());
        values.insert(group[0], merged(&entries, group));
        taken.extend(&group[1..]);
    }
    let kept = entries.into_iter().enumerate().filter(|(at, _)| !taken.contains(at));
    kept.map(|(at, mut entry)| {
        if let (Some(many), Some(values)) = (many.remove(&at), values.remove(&at)) {
            entry.many = many;
            if let Some(header) = &mut entry.header {
                header.telling = values;
            }
        }
        entry
    })
    .collect()
}

/// `8 × ec2.Subnet  public-a, public-b, …`: several resources, and what they are called.
pub(super) fn title(many: &[&Address], goes: bool) -> (String, String) {
    let kind = many[0].kind();
    let is_one_kind = many.iter().all(|address| address.kind() == kind);
    let names: Vec<String> = many
        .iter()
        .map(|address| {
            if is_one_kind {
                address.name().to_owned()
            } else {
                format!("{}.{}", address.kind(), address.name())
            }
        })
        .collect();
    let title =
        if is_one_kind { format!("{} × {kind}", many.len()) } else { format!("{} resources", many.len()) };
    (title, listed(&names, if goes { MOST_NAMES_OF_WHAT_GOES } else { MOST_NAMES }))
}

/// What entries have in common that are told as one.
fn likeness(entry: &Entry<'_>) -> Option<String> {
    if !entry.deposed.is_empty() || !entry.released.is_empty() {
        return None;
    }
    let (address, mut key) = (entry.address, String::new());
    match (&entry.renamed_from, &entry.header) {
        (Some(former), None) if (former.kind(), former.name()) == (address.kind(), address.name()) => {
            let _ = write!(key, "> {}", former.scope());
        }
        (None, Some(header)) => {
            let note = header.note_of_many.as_ref().unwrap_or(&header.note);
            let _ = write!(key, "{} {note} {:?}", header.sign, header.cause);
            // The same change of many kinds, a tag for example, is one change.
            if !matches!(header.sign, "~" | "*") {
                key.push_str(address.kind());
            }
            header.telling.iter().for_each(|(name, _)| key.extend(["\n", name]));
            entry.body.iter().for_each(|row| key.extend(["\n", &row.text()]));
        }
        _ => return None,
    }
    Some(key)
}

/// How many of the told inputs are not the same for all.
fn differing(entries: &[Entry<'_>], group: &[usize]) -> usize {
    let telling = |at: usize| entries[at].header.iter().flat_map(|header| &header.telling);
    let first: Vec<_> = telling(group[0]).collect();
    (0..first.len())
        .filter(|&input| group.iter().any(|&at| telling(at).nth(input) != Some(first[input])))
        .count()
}

/// The told inputs of all of them.
fn merged(entries: &[Entry<'_>], group: &[usize]) -> Vec<(String, String)> {
    let telling = |at: usize| entries[at].header.iter().flat_map(|header| &header.telling);
    telling(group[0])
        .enumerate()
        .map(|(input, (name, _))| {
            let values = group.iter().filter_map(|&at| telling(at).nth(input)).map(|(_, value)| value);
            let mut seen = BTreeSet::new();
            let distinct: Vec<&String> = values.filter(|value| seen.insert(*value)).collect();
            let told = match distinct.as_slice() {
                [first, .., last] if distinct.len() > MOST_VALUES => format!("{first} … {last}"),
                few => few.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(" or "),
            };
            (name.clone(), told)
        })
        .collect()
}

/// The names, or the first and the last of many.
fn listed(names: &[String], most: usize) -> String {
    if let Some((first, last)) = counted(names) {
        return format!("{first} … {last}");
    }
    match names {
        [most_of_them @ .., last] if names.len() > most => {
            format!("{}, … {last}", most_of_them[..most - 1].join(", "))
        }
        all => all.join(", "),
    }
}

/// The first and the last of names that are numbered one after the other, in whatever order they stand: `s0`, `s1`, `s2`.
fn counted(names: &[String]) -> Option<(&String, &String)> {
    let mut numbered = Vec::new();
    for name in names {
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        numbered.push((stem, name[stem.len()..].parse::<u64>().ok()?, name));
    }
    numbered.sort_unstable();
    let follow = |pair: &[(&str, u64, _)]| pair[0].0 == pair[1].0 && pair[0].1 + 1 == pair[1].1;
    let (first, last) = (numbered.first()?, numbered.last()?);
    (names.len() >= FEWEST && numbered.windows(2).all(follow)).then_some((first.2, last.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_that_count_up_are_a_range_and_others_are_listed() {
        assert_eq!(listed(&names(&["s8", "s9", "s10", "s11", "s12"]), 3), "s8 … s12");
        assert_eq!(listed(&names(&["s10", "s11", "s12", "s8", "s9"]), 3), "s8 … s12");
        assert_eq!(listed(&names(&["s1", "s2", "s4", "s5", "s6"]), 9), "s1, s2, s4, s5, s6");
        assert_eq!(listed(&names(&["a", "b", "c", "d", "e", "f"]), 3), "a, b, … f");
        assert_eq!(listed(&names(&["a1", "b2", "c3", "d4", "e5"]), 9), "a1, b2, c3, d4, e5");
    }
}
