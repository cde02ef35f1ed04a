//! What has landed late: a create that went unanswered has acted after all, and the plan says what becomes of that.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::Address;

/// Something that an unanswered create request has made, and that the state does not know.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Landed {
    /// The resource that the request was for.
    pub address: Address,
    /// What the cloud calls it.
    pub id: Arc<str>,
    /// What becomes of it.
    pub fate: Fate,
}

/// What becomes of something that landed late.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It becomes ours: the program wants it, and has nothing in its place.
    Adopt,
    /// It is deleted.
    Delete,
}

impl Fate {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Adopt => "adopt",
            Self::Delete => "delete",
        }
    }
}

impl Landed {
    pub(super) fn to_json(&self) -> Json {
        json!({ "address": self.address, "id": self.id, "action": self.fate.as_str() })
    }
}

impl fmt::Display for Landed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, id, fate } = self;
        match fate {
            Fate::Adopt => write!(f, "  = {address}  adopt {id}"),
            Fate::Delete => write!(f, "  - {address}  delete {id}"),
        }
    }
}

/// The part of a plan's text that tells of it; empty when nothing has landed.
pub(super) fn text(landed: &[Landed]) -> String {
    if landed.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = landed.iter().map(Landed::to_string).collect();
    format!("Landed late (a create that went unanswered has acted after all):\n{}\n\n", lines.join("\n"))
}
