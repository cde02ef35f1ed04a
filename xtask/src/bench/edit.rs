//! Change one line and preview again: the loop in which infrastructure is written.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::watched::Watched;
use super::working_copy::WorkingCopy;
use crate::figures::{Table, median, readable};
use crate::project::Project;

pub(super) fn measure(project: &Project, example: &str, runs: u32) -> Result<Table> {
    let copy = WorkingCopy::clone_of(project)?;
    let source = source(&copy.root(), example)?;
    let preview = || Watched::run(copy.cargo().args(["run", "--example", example, "--", "preview"]));
    eprintln!("compiling the example once, not measured …");
    preview()?;
    let mut whole = Vec::new();
    let mut compilation = Vec::new();
    for run in 1..=runs {
        eprintln!("edit {run} of {runs} …");
        append_line(&source, run)?;
        let watched = preview()?;
        whole.push(watched.whole);
        compilation.push(watched.compilation);
    }
    let mut table = Table::new(["after editing one line", "median", "fastest", "at most"]);
    for (what, times, most) in [
        (format!("`cargo run --example {example} -- preview`"), &whole, "4 s"),
        ("of that, compiling".to_owned(), &compilation, ""),
    ] {
        let fastest = times.iter().min().copied().unwrap_or_default();
        table.row([what, readable(median(times)), readable(fastest), most.to_owned()]);
    }
    Ok(table)
}

fn source(root: &Path, example: &str) -> Result<PathBuf> {
    let candidates = [format!("examples/{example}.rs"), format!("examples/{example}/main.rs")];
    candidates.iter().map(|path| root.join(path)).find(|path| path.is_file()).with_context(|| {
        format!("there is no example `{example}`: neither {} exists", candidates.join(" nor "))
    })
}

/// Adds code that changes nothing but must be compiled; a comment might be too easy for incremental compilation.
fn append_line(source: &Path, run: u32) -> Result<()> {
    let mut file = OpenOptions::new()
        .append(true)
        .open(source)
        .with_context(|| format!("{} cannot be edited", source.display()))?;
    writeln!(file, "const _: &str = \"edit {run}\";")?;
    fs::File::sync_all(&file)?;
    Ok(())
}
