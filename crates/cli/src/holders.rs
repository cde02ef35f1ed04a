//! How whoever holds a lease is named: in a sentence, and for machines.

use ironwright_engine::store::Holder;
use serde_json::{Value as Json, json};

use crate::words;

/// Who it is: `` `up` by ada on ci-7, process 4711``.
pub(crate) fn named(holder: &Holder) -> String {
    let Holder { verb, user, host, pid, .. } = holder;
    format!("`{verb}` by {user} on {host}, process {pid},")
}

/// Who it is, and since when.
pub(crate) fn held(holder: &Holder) -> String {
    format!("{} holds the lease since {}", named(holder), words::time(holder.since))
}

/// The machine's form of it.
pub(crate) fn to_json(holder: &Holder) -> Json {
    json!({
        "run": holder.run,
        "verb": holder.verb,
        "user": holder.user,
        "host": holder.host,
        "process": holder.pid,
        "since": holder.since,
    })
}
