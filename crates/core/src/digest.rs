//! Digests: what many small pieces of data come to, in a few digits.
//!
//! A plan is told from another by what is said of each resource, a few bytes at a time; the hash function is at its
//! best with many bytes at once, so they are gathered first.

use std::fmt::{self, Write as _};

/// How many bytes are hashed at once.
const GATHERED: usize = 64 * 1024;

/// A hash of what it is fed.
#[derive(Default)]
pub struct Digest {
    /// Whether what is secret counts too.
    exact: bool,
    gathered: Vec<u8>,
    /// Where things are written out, again and again.
    shown: String,
    hasher: blake3::Hasher,
}

impl Digest {
    /// A digest of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A digest of nothing yet that will tell secrets apart. Whoever knows all the rest can try secrets on it until one
    /// fits: it is not to be shown or kept.
    pub fn exact() -> Self {
        Self { exact: true, ..Self::default() }
    }

    /// Whether what is secret counts too.
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// Feeds bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= GATHERED {
            self.hasher.update(&self.gathered);
            self.gathered.clear();
        }
    }

    /// Feeds a count, or a length.
    pub fn count(&mut self, count: usize) {
        self.bytes(&(count as u64).to_le_bytes());
    }

    /// Feeds a piece of data that is told from its neighbours by a mark and its length.
    pub fn part(&mut self, mark: u8, bytes: &[u8]) {
        self.bytes(&[mark]);
        self.count(bytes.len());
        self.bytes(bytes);
    }

    /// Feeds a text, as the value would that holds it.
    pub fn text(&mut self, text: &str) {
        self.part(crate::value::TEXT, text.as_bytes());
    }

    /// Feeds what something reads as, without a text of its own.
    pub fn text_of(&mut self, shown: &dyn fmt::Display) {
        self.shown.clear();
        // Writing to a text in memory does not fail.
        let _ = write!(self.shown, "{shown}");
        let shown = std::mem::take(&mut self.shown);
        self.text(&shown);
        self.shown = shown;
    }

    /// What it all comes to: 32 hexadecimal digits.
    pub fn finish(mut self) -> String {
        self.hasher.update(&self.gathered);
        self.hasher.finalize().to_hex()[..32].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&[u8]]) -> String {
        let mut digest = Digest::new();
        for piece in pieces {
            digest.part(1, piece);
        }
        digest.finish()
    }

    #[test]
    fn pieces_are_told_apart() {
        assert_eq!(of(&[b"ab", b"c"]), of(&[b"ab", b"c"]));
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    }

    #[test]
    fn much_comes_to_the_same_however_it_is_gathered() {
        let much = vec![7; 3 * GATHERED + 5];
        let mut digest = Digest::new();
        for chunk in much.chunks(1000) {
            digest.bytes(chunk);
        }
        assert_eq!(digest.finish(), blake3::hash(&much).to_hex()[..32]);
    }
}
