//! Terraform under measurement: as many `terraform_data` resources of its builtin provider, which do nothing.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::results::{Figures, Operation, Shape};
use crate::measure;
use crate::process;

pub(super) struct Terraform {
    program: &'static str,
    pub(super) version: String,
}

impl Terraform {
    /// Terraform, where there is one.
    pub(super) fn find() -> Option<Self> {
        let program = "terraform";
        let mut command = process::command(program, Path::new("."));
        let said = process::output(command.arg("version").env("CHECKPOINT_DISABLE", "1")).ok()?;
        Some(Self { program, version: said.lines().next()?.to_owned() })
    }

    pub(super) fn command(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = process::command(self.program, folder);
        command.args(arguments).env("CHECKPOINT_DISABLE", "1");
        if arguments != ["init"] {
            command.args(["-input=false", "-no-color"]);
        }
        command
    }

    /// Writes the configuration and lets Terraform look at it once.
    pub(super) fn prepare(&self, folder: &Path, shape: Shape, size: usize) -> Result<()> {
        fs::write(folder.join("main.tf"), configuration(shape, size))
            .context("the configuration cannot be written")?;
        process::output(&mut self.command(folder, &["init"])).map(drop)
    }

    /// Measures all operations, one after the other in a new folder.
    pub(super) fn measure(&self, shape: Shape, size: usize) -> Result<[Figures; 6]> {
        let folder = tempfile::tempdir().context("no temporary folder can be made")?;
        self.prepare(folder.path(), shape, size)?;
        let mut all = [Figures::default(); 6];
        for operation in Operation::ALL {
            let arguments: &[&str] = match operation {
                Operation::Preview | Operation::Unchanged => &["plan"],
                Operation::Up => &["apply", "-auto-approve"],
                Operation::Change => &["apply", "-auto-approve", "-var=change=1"],
                Operation::Cascade => &["apply", "-auto-approve", "-var=change=1", "-var=root=1"],
                Operation::Destroy => &["destroy", "-auto-approve", "-var=change=1", "-var=root=1"],
            };
            let taken = measure::taken_by(&self.command(folder.path(), arguments), None)?;
            let state = fs::metadata(folder.path().join("terraform.tfstate")).map_or(0, |found| found.len());
            all[operation as usize] = Figures { taken, state, journal: 0 };
        }
        Ok(all)
    }
}

/// The same resources, references and sums as in `examples/records.rs`.
fn configuration(shape: Shape, size: usize) -> String {
    let mut text = "terraform {\n  required_version = \">= 1.4\"\n}\n".to_owned();
    for variable in ["change", "root"] {
        let _ = writeln!(text, "variable \"{variable}\" {{\n  type    = number\n  default = 0\n}}");
    }
    for number in 0..size {
        let changed = match number {
            _ if number + 1 == size => "var.change",
            0 => "var.root",
            _ => "0",
        };
        let mut sum = format!("{number} * 31 + {changed}");
        for before in referred_to(shape, number) {
            sum = format!("({sum}) * 31 % 1000003 + terraform_data.r{before}.output.sum");
        }
        let _ = writeln!(
            text,
            "resource \"terraform_data\" \"r{number}\" {{\n  input = {{\n    number = {number}\n    sum = ({sum}) % \
             1000003\n  }}\n}}"
        );
    }
    text
}

fn referred_to(shape: Shape, number: usize) -> Vec<usize> {
    const WIDTH: usize = 50;
    match (shape, number) {
        (Shape::Flat, _) | (_, 0) => Vec::new(),
        (Shape::Chain, _) => vec![number - 1],
        (Shape::Layered, _) => match (number / WIDTH).checked_sub(1) {
            None => Vec::new(),
            Some(layer) => (0..3).map(|nth| layer * WIDTH + (number * 7 + nth) % WIDTH).collect(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configuration_refers_as_the_program_does() {
        assert!(!configuration(Shape::Flat, 60).contains(".output."));
        let chain = configuration(Shape::Chain, 3);
        assert!(chain.contains("terraform_data.r1.output.sum") && !chain.contains("r2.output"), "{chain}");
        assert_eq!(configuration(Shape::Layered, 60).matches(".output.").count(), 10 * 3);
    }

    #[test]
    fn first_and_last_can_be_changed() {
        let text = configuration(Shape::Flat, 2);
        assert!(text.contains("0 * 31 + var.root") && text.contains("1 * 31 + var.change"), "{text}");
    }
}
