//! Making the bucket that stores live in: `state init s3://bucket/prefix`.
//!
//! Nothing can keep the state of what keeps states, so it keeps its own: what was made is written down in an object beside
//! the stacks. [`examine`] compares what is there with what should be, and changes nothing; [`Examined::carry_out`] does
//! what a person has agreed to. Both may be interrupted and repeated at any point.
//!
//! What protects a bucket, as far as S3 has it: a policy forbids everybody to delete the bucket and to remove old versions
//! of what is below the prefix, until a person takes that policy away; versions keep what is overwritten or deleted for
//! ninety days; S3 itself deletes no bucket that has something in it.

mod account;
mod policy;
mod record;
mod settings;
mod table;
mod task;

use std::fmt::Write as _;

use ironwright_engine::store::StoreError;

use self::account::Account;
use self::record::Record;
use self::settings::Settings;
use self::task::Task;
use super::bucket::Bucket;
use super::place::BucketPlace;
use crate::clients::Options;

/// What a store is to live in.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Where.
    pub place: BucketPlace,
    /// How AWS is reached.
    pub options: Options,
    /// The KMS key that encrypts what is in the bucket; else S3's own keys do, unless another way is set already.
    pub kms_key: Option<String>,
}

/// What is there, and what is to be done about it.
#[derive(Debug)]
pub struct Examined {
    account: Account,
    place: BucketPlace,
    record: Record,
    tasks: Vec<Task>,
    strange: bool,
    options: Options,
}

/// Looks at what is there. Nothing is changed.
///
/// # Errors
/// When it cannot be looked at, or is somebody else's.
pub async fn examine(wanted: &Wanted) -> Result<Examined, StoreError> {
    let Wanted { place, options, kms_key } = wanted;
    let mut account = Account::ask(place, options).await?;
    let exists = account.find(place, options).await?;
    let options = Options { region: Some(account.region.clone()), ..options.clone() };
    let written =
        if exists { Record::read(&Bucket::new(place.clone(), "", options.clone())).await? } else { None };
    let mut tasks = Vec::new();
    if !exists {
        account.must_have_region(place)?;
        tasks.push(Task::MakeBucket);
    }
    let found = if exists { Settings::read(&account, place).await? } else { Settings::default() };
    tasks.extend(found.tasks(&account, place, kms_key.as_deref())?);
    if let Some(table) = &place.lock_table {
        tasks.extend(table::task(&account, table).await?);
    }
    let made = written.as_ref().map_or(!exists, |(record, _)| record.made_bucket);
    let kms_key = kms_key.clone().or_else(|| written.as_ref().and_then(|(record, _)| record.kms_key.clone()));
    let record = Record::of(&account, place, made, kms_key);
    let version = written.as_ref().map(|(_, version)| version.clone());
    if written.as_ref().is_none_or(|(found, _)| *found != record) {
        tasks.push(Task::WriteDown(version));
    }
    let strange = exists && written.is_none();
    Ok(Examined { account, place: place.clone(), record, tasks, strange, options })
}

impl Examined {
    /// What is to be done, a line each; none when all is as it should be.
    pub fn to_do(&self) -> Vec<String> {
        self.tasks.iter().map(|task| task.line(&self.account, &self.place)).collect()
    }

    /// Whose bucket it is and where, and whether somebody else has made it.
    pub fn about(&self) -> String {
        let Account { id, region, .. } = &self.account;
        let mut text = format!("{} in account {id}, {region}", self.place);
        if self.strange {
            let _ = write!(
                text,
                "\nThe bucket {} is there already, and `state init` has not made it.",
                self.place.bucket
            );
        }
        text
    }

    /// Whether the bucket is there although `state init` has not made it.
    pub fn is_strange(&self) -> bool {
        self.strange
    }

    /// Does it. Done tasks stay done when one fails: the next examination finds the rest.
    ///
    /// # Errors
    /// What AWS refused.
    pub async fn carry_out(&self) -> Result<(), StoreError> {
        for task in &self.tasks {
            match task {
                Task::WriteDown(version) => {
                    let bucket = Bucket::new(self.place.clone(), "", self.options.clone());
                    self.record.write(&bucket, version.clone()).await?;
                }
                Task::MakeTable(table) | Task::ProtectTable(table) => {
                    table::carry_out(&self.account, table, task).await?;
                }
                task => task.carry_out(&self.account, &self.place).await?,
            }
        }
        Ok(())
    }
}
