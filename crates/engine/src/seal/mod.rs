//! Seals: what is secret is never written in the clear.
//!
//! A [`Vault`] stands between a store and its bytes. What it is given is the JSON of an event, a state or a line of a
//! rehearsal's world; where that says `{"$secret": …}`, what is written says `{"$sealed": "KEY.TEXT"}`. Nothing sealed
//! ever gets further than the vault: in memory, a secret is a [`Value::Secret`](ironwright_core::Value) or it is not
//! there at all.
//!
//! # Who is kept out, and who is not
//! Somebody who can *read* the store, a copy of it or a commit of it without the key learns where secrets are, when
//! they changed, and their length to the next 32 bytes; not what they are.
//!
//! Somebody who can *write* to the store without the key cannot make a sealed value count anywhere else than where it was
//! sealed: in another stack, another history of it (lineage), another event (serial), for another resource (address)
//! or property (path). Moving one makes the state unreadable, with a sentence that says where. So no password can be
//! moved into a property that is shown, such as a tag. What such a person can still do is to change what is not secret,
//! and to put the whole store back to an older day; the first is prevented by sealing everything
//! ([`Protect::Everything`]), the second is for the store's own memory of serials to notice.
//!
//! Somebody who has the key, or reads the memory of the running process, is not kept out.
//!
//! # Keys
//! ```text
//! passphrase, key file, …           opens   the stack's data key   opens   each sealed value
//! ```
//! Data keys are random, one or a few for each stack; they stand in `keys.json` of the store, wrapped by a
//! [`KeyProvider`]. Another passphrase wraps them anew, and a rotation adds a data key that all later writes use. Until
//! something secret is to be written there is no key, and nothing here costs more than a search for one word.
//!
//! The cipher is XChaCha20-Poly1305: its nonces are long enough to be drawn at random for each value, without a count
//! that two writers would have to share. The position of a value is its associated data.

mod document;
mod error;
mod key;
mod key_file;
mod passphrase;
mod place;
mod proof;
mod provider;
mod ring;
mod vault;

pub use error::SealError;
pub use key::DataKey;
pub use key_file::KeyFile;
pub use passphrase::Passphrase;
pub use place::{Scope, What};
pub use proof::{is_proof_of, prove};
pub use provider::{KeyName, KeyProvider, Wrapping};
pub use vault::{NewRing, Protect, Vault};
