//! Who holds a lease: what others read of a run that goes on.

use std::env;
use std::fs;
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

/// Who holds a lease.
#[derive(Clone, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Holder {
    /// Names the run.
    pub run: String,
    /// What it does, `up`.
    pub verb: String,
    /// Who started it.
    pub user: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Since when, in seconds since 1970.
    pub since: u64,
}

impl Holder {
    /// This process, for a run that begins now.
    ///
    /// ```
    /// use ironwright::engine::store::Holder;
    ///
    /// let holder = Holder::here("up");
    /// assert_eq!((holder.verb.as_str(), holder.pid), ("up", std::process::id()));
    /// ```
    pub fn here(verb: &str) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let (pid, since) = (process::id(), now.as_secs());
        let variable = |names: [&str; 2]| names.into_iter().find_map(|name| env::var(name).ok());
        Self {
            run: format!("{:x}-{pid:x}", now.as_nanos()),
            verb: verb.to_owned(),
            user: variable(["USER", "USERNAME"]).unwrap_or_else(|| "somebody".to_owned()),
            host: host(),
            pid,
            since,
        }
    }
}

/// The machine's name, as far as that can be told without asking the system in its own language.
fn host() -> String {
    let named = || env::var("HOSTNAME").or_else(|_| env::var("COMPUTERNAME")).ok();
    let written = || fs::read_to_string("/etc/hostname").ok();
    let name = named().or_else(written).map(|name| name.trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| "this machine".to_owned())
}
