//! Data keys: random bytes that seal and open, and that are wiped when they are let go.

use std::fmt;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::SealError;

/// The length of a key in bytes.
const KEY: usize = 32;
/// The length of a nonce in bytes.
const NONCE: usize = 24;

/// A key that seals.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; KEY]>);

impl DataKey {
    /// A new one that nobody has ever had.
    ///
    /// # Errors
    /// When the system has no random numbers.
    pub fn random() -> Result<Self, SealError> {
        let mut bytes = Zeroizing::new([0; KEY]);
        random(&mut *bytes)?;
        Ok(Self(bytes))
    }

    /// A key that was written down; `None` when that is no key.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// Its bytes, for the one who wraps it.
    pub fn expose(&self) -> &[u8] {
        &*self.0
    }

    /// Seals bytes for one place: text that opens there and nowhere else.
    ///
    /// # Errors
    /// When the system has no random numbers, or the bytes are too many for the cipher.
    pub(super) fn seal(&self, plain: &[u8], place: &[u8]) -> Result<String, SealError> {
        let mut sealed = vec![0; NONCE];
        random(&mut sealed)?;
        let nonce = XNonce::try_from(&sealed[..]).map_err(|_| SealError::Cipher)?;
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        let text =
            cipher.encrypt(&nonce, Payload { msg: plain, aad: place }).map_err(|_| SealError::Cipher)?;
        sealed.extend_from_slice(&text);
        Ok(Base64UrlUnpadded::encode_string(&sealed))
    }

    /// Opens what was sealed for a place; `None` when it is not that, or not for there.
    pub(super) fn open(&self, sealed: &str, place: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = Base64UrlUnpadded::decode_vec(sealed).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE)?;
        let cipher = XChaCha20Poly1305::new((&*self.0).into());
        let nonce = XNonce::try_from(nonce).ok()?;
        cipher.decrypt(&nonce, Payload { msg: text, aad: place }).ok().map(Zeroizing::new)
    }
}

/// A key is never shown.
impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(key)")
    }
}

/// Fills bytes with random ones.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), SealError> {
    getrandom::fill(bytes).map_err(|error| SealError::Random(error.to_string()))
}

/// Random lower-case hexadecimal digits, two for each byte.
pub(super) fn random_name(bytes: usize) -> Result<String, SealError> {
    let mut name = vec![0; bytes];
    random(&mut name)?;
    Ok(ironwright_core::redactor::hex(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_at_its_place_with_its_key_alone() {
        let (key, other) = (DataKey::random().expect("a key"), DataKey::random().expect("a key"));
        let sealed = key.seal(b"hunter2", b"here").expect("seals");
        assert_eq!(key.open(&sealed, b"here").expect("opens").as_slice(), b"hunter2");
        assert!(key.open(&sealed, b"there").is_none());
        assert!(other.open(&sealed, b"here").is_none());
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let key = DataKey::random().expect("a key");
        let sealed = key.seal(b"hunter2", b"here").expect("seals");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("text");
            assert!(key.open(&changed, b"here").is_none(), "character {at}");
            assert!(key.open(&sealed[..at], b"here").is_none(), "cut at {at}");
        }
    }

    #[test]
    fn equal_secrets_look_different_each_time() {
        let key = DataKey::random().expect("a key");
        assert_ne!(key.seal(b"same", b"here").expect("seals"), key.seal(b"same", b"here").expect("seals"));
    }

    #[test]
    fn no_text_form_shows_a_key() {
        let key = DataKey::from_bytes(&[7; 32]).expect("a key");
        assert_eq!(format!("{key:?}"), "(key)");
        assert!(DataKey::from_bytes(&[7; 31]).is_none());
    }
}
