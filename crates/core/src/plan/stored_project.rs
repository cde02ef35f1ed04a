//! A stored plan of several stacks: one file, so that what was reviewed together is carried out together.

use serde::{Deserialize, Serialize};

use crate::Environment;
use crate::digest::Digest;
use crate::plan::StoredPlan;

/// A plan of several stacks as a file keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StoredProject {
    /// The project's name.
    pub project: String,
    /// The environment, for a project that has several.
    pub environment: Option<Environment>,
    /// What the run was asked to do.
    pub verb: String,
    /// The plans of the stacks that take part, in the order in which they are carried out.
    pub stacks: Vec<StoredPlan>,
    /// The fingerprint of all of the above: what somebody has reviewed is what was written.
    pub seal: String,
}

impl StoredProject {
    /// The plans of a project's stacks.
    pub fn new(project: &str, environment: Option<Environment>, verb: &str, stacks: Vec<StoredPlan>) -> Self {
        let (project, verb, seal) = (project.to_owned(), verb.to_owned(), String::new());
        let mut stored = Self { project, environment, verb, stacks, seal };
        stored.seal = stored.sealed();
        stored
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// When it is no stored plan of a project, or one of another version.
    pub fn from_text(text: &str) -> Result<Self, String> {
        let raw: serde_json::Value =
            serde_json::from_str(text).map_err(|error| format!("it is no stored plan: {error}"))?;
        let Some(stacks) = raw.get("stacks").and_then(serde_json::Value::as_array) else {
            return Err("it is no stored plan of a project: it names no stacks".to_owned());
        };
        stacks.iter().try_for_each(|stack| StoredPlan::from_text(&stack.to_string()).map(drop))?;
        serde_json::from_value(raw).map_err(|error| format!("it is no stored plan of a project: {error}"))
    }

    /// Whether it is as it was written.
    pub fn is_intact(&self) -> bool {
        self.seal == self.sealed() && self.stacks.iter().all(StoredPlan::is_intact)
    }

    /// The plan of one of the stacks.
    pub fn of(&self, stack: &str) -> Option<&StoredPlan> {
        self.stacks.iter().find(|stored| stored.stack == stack)
    }

    fn sealed(&self) -> String {
        let mut digest = Digest::new();
        digest.text(&self.project);
        digest.text_of(&format_args!("{:?}", self.environment));
        digest.text(&self.verb);
        self.stacks.iter().for_each(|stored| digest.text(&stored.seal));
        digest.finish()
    }
}
