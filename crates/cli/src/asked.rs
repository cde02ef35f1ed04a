//! What a command was asked, before anything was looked at: the program, the options, the project's files.

use ironwright_core::Instance;

use crate::arguments::Global;
use crate::failure::Result;
use crate::program::Program;
use crate::project::Project;
use crate::settings::{Gathered, gather};

/// What a command was asked.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) program: &'a Program<'a>,
    pub(crate) global: &'a Global,
    pub(crate) project: &'a Project,
}

impl Asked<'_> {
    /// The stack's name.
    pub(crate) fn stack(&self) -> &str {
        self.program.name
    }

    /// Which instance of the stack it is about.
    pub(crate) fn instance(&self) -> Instance {
        Instance::new(self.program.name, self.global.env.clone())
    }

    /// What was set, and where.
    ///
    /// # Errors
    /// Everything that is wrong with the files and with `--set`.
    pub(crate) fn settings(&self) -> Result<Gathered> {
        Ok(gather(self.program.fields, self.program.name, self.project, self.global)?)
    }

    /// How AWS is to be reached: the command line over the environment over the settings files.
    ///
    /// # Errors
    /// As for [`Asked::settings`].
    #[cfg(feature = "aws")]
    pub(crate) fn access(&self) -> Result<crate::arguments::Access> {
        let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        Ok(self.settings()?.aws.under(&self.global.access, is_set))
    }
}
