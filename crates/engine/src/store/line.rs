//! Lines of a journal file: length, hash and body.
//!
//! The hash of a line covers the hash before it, so lines can be neither changed, dropped, doubled nor moved without
//! being noticed. Only the last line can be torn: it was never acknowledged, and is dropped.

use ironwright_core::journal::Event;

/// A hash, as it stands in a line.
pub(super) type Hash = String;

/// The hash of a body that follows another.
pub(super) fn chained(previous: &str, body: &[u8]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(previous.as_bytes());
    hasher.update(body);
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Writes events as lines, and returns the hash of the last.
pub(super) fn write(events: &[Event], previous: &str) -> serde_json::Result<(Vec<u8>, Hash)> {
    let (mut out, mut hash) = (Vec::new(), previous.to_owned());
    for event in events {
        let body = serde_json::to_vec(event)?;
        hash = chained(&hash, &body);
        out.extend_from_slice(format!("{:08x} {hash} ", body.len()).as_bytes());
        out.extend_from_slice(&body);
        out.push(b'\n');
    }
    Ok((out, hash))
}

/// What stands in a journal file.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) events: Vec<Event>,
    /// The hash of the last good line.
    pub(super) hash: Hash,
    /// The length of all good lines; what follows was torn.
    pub(super) length: usize,
}

/// Reads lines, dropping a torn last one.
///
/// # Errors
/// The number of the first line that is damaged, and why.
pub(super) fn read(bytes: &[u8], previous: &str) -> Result<Lines, (usize, String)> {
    let mut lines = Lines { events: Vec::new(), hash: previous.to_owned(), length: 0 };
    while lines.length < bytes.len() {
        let number = lines.events.len() + 1;
        let rest = &bytes[lines.length..];
        match one(rest, &lines.hash) {
            Ok((event, hash, length)) => {
                lines.events.push(event);
                lines.hash = hash;
                lines.length += length;
            }
            // A line that is cut short at the end of the file was being written when the run died.
            Err(_) if !rest.contains(&b'\n') => break,
            Err(reason) => return Err((number, reason)),
        }
    }
    Ok(lines)
}

const HEAD: usize = 8 + 1 + 32 + 1;

fn one(bytes: &[u8], previous: &str) -> Result<(Event, Hash, usize), String> {
    let head = bytes
        .get(..HEAD)
        .and_then(|head| std::str::from_utf8(head).ok())
        .ok_or("its beginning is cut off")?;
    if (&head[8..9], &head[HEAD - 1..]) != (" ", " ") {
        return Err("it does not begin with a length and a hash".to_owned());
    }
    let length = usize::from_str_radix(&head[..8], 16).map_err(|_| "it does not begin with a length")?;
    let body = bytes.get(HEAD..HEAD.saturating_add(length)).ok_or("it is shorter than it says")?;
    if bytes.get(HEAD + length) != Some(&b'\n') {
        return Err("it is longer than it says".to_owned());
    }
    let hash = chained(previous, body);
    if hash != head[9..HEAD - 1] {
        return Err("its hash is not that of its content and the lines before".to_owned());
    }
    let event = serde_json::from_slice(body).map_err(|error| format!("it cannot be read: {error}"))?;
    Ok((event, hash, HEAD + length + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(n: u64) -> Vec<Event> {
        (0..n).map(|at| Event::RunBegan { run: format!("run-{at}"), verb: "up".into(), at }).collect()
    }

    #[test]
    fn every_cut_loses_only_the_last_line() {
        let (bytes, hash) = write(&events(3), "start").expect("writes");
        assert_eq!(read(&bytes, "start").expect("reads").hash, hash);
        let two = write(&events(2), "start").expect("writes").0.len();
        for cut in two..bytes.len() {
            let lines = read(&bytes[..cut], "start").expect("a cut is no damage");
            assert_eq!((lines.events.len(), lines.length), (2, two), "cut at {cut}");
        }
    }

    #[test]
    fn every_flipped_bit_before_the_end_is_noticed() {
        let (bytes, _) = write(&events(3), "start").expect("writes");
        for at in 0..bytes.len() - 1 {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            let read = read(&damaged, "start");
            assert!(!matches!(&read, Ok(lines) if lines.events == events(3)), "flip at {at} went unnoticed");
        }
    }

    #[test]
    fn lines_of_another_journal_are_refused() {
        let (bytes, _) = write(&events(1), "start").expect("writes");
        assert!(read(&bytes, "elsewhere").is_err());
    }
}
