//! `cargo xtask regenerate`: committed files that are made from other people's data, so that a build needs neither
//! Python nor a network, and a review sees what AWS changed.

mod cloudformation;
mod limits;

use std::fs;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::project::Project;
use crate::python::Environment;

#[derive(Args)]
pub(crate) struct Options {
    /// Write nothing; fail when a committed file is not what would be written.
    #[arg(long)]
    pub(crate) check: bool,
}

/// A committed file and what it should hold.
struct Generated {
    /// Relative to the root.
    path: &'static str,
    text: String,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let environment = Environment::ensure(project)?;
    let packages = environment.packages()?;
    let generated = [
        Generated { path: cloudformation::PATH, text: cloudformation::distil(&packages)? },
        Generated { path: limits::PATH, text: limits::distil(project, &environment)? },
    ];
    if options.check { check(project, &generated) } else { write(project, &generated) }
}

fn write(project: &Project, generated: &[Generated]) -> Result<()> {
    for Generated { path, text } in generated {
        let absolute = project.root.join(path);
        if let Some(folder) = absolute.parent() {
            fs::create_dir_all(folder).with_context(|| format!("the folder of {path} cannot be made"))?;
        }
        let news =
            if fs::read_to_string(&absolute).is_ok_and(|old| old == *text) { "unchanged" } else { "written" };
        fs::write(&absolute, text).with_context(|| format!("{path} cannot be written"))?;
        eprintln!("{path}: {news}");
    }
    Ok(())
}

fn check(project: &Project, generated: &[Generated]) -> Result<()> {
    let differences: Vec<String> = generated.iter().filter_map(|file| difference(project, file)).collect();
    if differences.is_empty() {
        return Ok(());
    }
    bail!(
        "{}\nhint: run `cargo xtask regenerate`, read `git diff` as you would any change, and commit it",
        differences.join("\n")
    )
}

/// What is wrong with the committed file, naming the first line that differs.
fn difference(project: &Project, Generated { path, text }: &Generated) -> Option<String> {
    let Ok(committed) = fs::read_to_string(project.root.join(path)) else {
        return Some(format!("{path}: generated, but not there"));
    };
    if committed == *text {
        return None;
    }
    let same = committed.lines().zip(text.lines()).take_while(|(old, new)| old == new).count();
    let [old, new] = [&committed, text].map(|text| text.lines().nth(same).map_or("(end of file)", str::trim));
    Some(format!("{path}:{}: generated, and out of date: `{old}` should be `{new}`", same + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project_with(text: Option<&str>) -> (tempfile::TempDir, Project) {
        let root = tempfile::tempdir().unwrap();
        if let Some(text) = text {
            fs::write(root.path().join("made.json"), text).unwrap();
        }
        let project = Project { root: root.path().to_owned() };
        (root, project)
    }

    fn made(text: &str) -> [Generated; 1] {
        [Generated { path: "made.json", text: text.to_owned() }]
    }

    #[test]
    fn check_names_the_file_the_line_and_the_command() {
        let (_root, project) = project_with(Some("{\n  \"a\": 1\n}\n"));
        let error = check(&project, &made("{\n  \"a\": 2\n}\n")).unwrap_err().to_string();
        assert!(
            error.starts_with("made.json:2: generated, and out of date: `\"a\": 1` should be `\"a\": 2`"),
            "{error}"
        );
        assert!(error.contains("run `cargo xtask regenerate`"), "{error}");
    }

    #[test]
    fn check_notices_a_missing_file_and_a_missing_end() {
        let (_root, project) = project_with(None);
        assert!(check(&project, &made("x")).unwrap_err().to_string().contains("not there"));
        let (_root, project) = project_with(Some("x\n"));
        assert!(
            check(&project, &made("x\ny\n"))
                .unwrap_err()
                .to_string()
                .contains("`(end of file)` should be `y`")
        );
    }

    #[test]
    fn what_was_written_passes_the_check() {
        let (_root, project) = project_with(None);
        write(&project, &made("x")).unwrap();
        check(&project, &made("x")).unwrap();
    }
}
