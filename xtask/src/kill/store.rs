//! Where a life keeps its state: in a folder, or in a bucket behind the same proxy as all the rest.

use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::census::Census;
use super::heard;
use super::proxy::Proxy;

/// Where states are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Store {
    Folder,
    Bucket,
}

/// Which of them lives use.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum Choice {
    Folder,
    S3,
    /// Each for half of the lives.
    Both,
}

impl Store {
    pub(super) const ALL: [Self; 2] = [Self::Folder, Self::Bucket];
}

impl Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "folder",
            Self::Bucket => "S3",
        })
    }
}

impl Choice {
    /// The store of the life that has this number.
    pub(super) fn of(self, number: u32) -> Store {
        match self {
            Self::Folder => Store::Folder,
            Self::S3 => Store::Bucket,
            Self::Both => Store::ALL[number as usize % 2],
        }
    }
}

/// What a life has of its own: an account, a folder, and perhaps a bucket. The census does not count buckets.
pub(super) struct Home {
    pub(super) account: String,
    folder: TempDir,
    bucket: Option<String>,
}

impl Home {
    pub(super) fn new(store: Store, account: String, endpoint: &str, census: &mut Census) -> Result<Self> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        let bucket = match store {
            Store::Folder => None,
            Store::Bucket => {
                // Names of buckets are the whole world's.
                let name = format!("{}{account}", heard::BUCKET);
                census.make_bucket(endpoint, &account, &name)?;
                Some(name)
            }
        };
        Ok(Self { account, folder, bucket })
    }

    /// The folder that processes run in, and where whatever they write to disk is.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets the folder stay.
    pub(super) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    /// Where the program is told to keep its state.
    pub(super) fn url(&self) -> Option<String> {
        self.bucket.as_ref().map(|bucket| format!("s3://{bucket}/lives"))
    }

    /// Whether a process holds the lease, as far as that can be seen from outside.
    pub(super) fn is_held(&self, process: u32, proxy: &Proxy) -> bool {
        if self.bucket.is_some() {
            return proxy.heard(|heard| heard.took_the_lease);
        }
        let lease = fs::read_to_string(self.folder().join(".ironwright/dmp-frontend/aws/lease.json"));
        lease.is_ok_and(|lease| names(&lease, process))
    }
}

/// Whether the lease names the process as its holder.
fn names(lease: &str, process: u32) -> bool {
    let lease: String = lease.chars().filter(|c| !c.is_whitespace()).collect();
    lease.contains(&format!("\"pid\":{process},"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_lives_use_each_store() {
        let buckets = (0..50).filter(|&number| Choice::Both.of(number) == Store::Bucket).count();
        assert_eq!(buckets, 25);
    }

    #[test]
    fn a_lease_names_its_holder_and_no_other_process() {
        let lease = r#"{"epoch":2,"holder":{"run":"x","pid": 123,"since":1}}"#;
        assert!(names(lease, 123) && !names(lease, 12));
        assert!(!names(r#"{"epoch":2,"holder":null}"#, 123));
    }
}
