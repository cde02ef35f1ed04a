//! Terraform with its AWS provider under measurement. The provider comes from where this machine keeps a copy: nothing is
//! fetched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::Measured;
use super::results::{Operation, Tool};
use crate::process;

const CONFIGURATION: &str = include_str!("dmp-frontend.tf");

pub(super) struct Terraform {
    version: String,
    /// What `terraform init` reads to find the provider, when the machine's own configuration does not say.
    mirror: Option<PathBuf>,
}

impl Terraform {
    /// Terraform and its provider, where there are both; a folder that mirrors a registry may be named.
    pub(super) fn find(mirror: Option<&Path>) -> Option<Self> {
        let mirror = mirror.map(Path::to_owned);
        let mut terraform = Self { version: String::new(), mirror };
        let folder = tempfile::tempdir().ok()?;
        terraform.prepare(folder.path()).ok()?;
        let said = process::output(terraform.terraform(folder.path()).arg("version")).ok()?;
        let versions: Vec<&str> = said
            .lines()
            .filter(|line| line.starts_with("Terraform v") || line.starts_with("+ provider"))
            .map(|line| line.trim_start_matches("+ "))
            .collect();
        terraform.version = versions.join(", ");
        Some(terraform)
    }

    pub(super) fn version(&self) -> String {
        self.version.clone()
    }

    fn terraform(&self, folder: &Path) -> Command {
        let mut command = process::command("terraform", folder);
        command.env("CHECKPOINT_DISABLE", "1");
        if self.mirror.is_some() {
            command.env("TF_CLI_CONFIG_FILE", folder.join("mirror.tfrc"));
        }
        command
    }
}

impl Measured for Terraform {
    fn tool(&self) -> Tool {
        Tool::Terraform
    }

    fn prepare(&self, folder: &Path) -> Result<()> {
        fs::write(folder.join("main.tf"), CONFIGURATION).context("the configuration cannot be written")?;
        if let Some(mirror) = &self.mirror {
            let text = format!(
                "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
                mirror.display()
            );
            fs::write(folder.join("mirror.tfrc"), text).context("the mirror cannot be named")?;
        }
        process::output(self.terraform(folder).args(["init", "-input=false", "-no-color"])).map(drop)
    }

    fn command(&self, folder: &Path, operation: Operation) -> Command {
        let mut command = self.terraform(folder);
        command.args(match operation {
            Operation::Plan | Operation::Unchanged => ["plan"].as_slice(),
            Operation::Up => &["apply", "-auto-approve"],
            Operation::Destroy => &["destroy", "-auto-approve"],
        });
        command.args(["-input=false", "-no-color"]);
        command
    }
}
