//! One planted defect: a text of a source file, and what stands there instead while it is switched on.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Names the defect that is switched on, by its number.
pub(super) const SWITCH: &str = "IRONWRIGHT_PLANTED";

const DEFECTS: &str = include_str!("defects.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defect {
    /// What goes wrong, in some words.
    pub(super) name: String,
    /// The source file.
    file: String,
    /// What stands there, exactly and once: an expression, or whole statements.
    good: String,
    /// What stands there instead. Where it is empty, nothing.
    bad: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    defect: Vec<Defect>,
}

pub(super) fn all() -> Result<Vec<Defect>> {
    let Defects { defect } = toml::from_str(DEFECTS).context("defects.toml cannot be read")?;
    Ok(defect)
}

impl Defect {
    /// Puts the defect into a copy of the sources, behind its switch.
    pub(super) fn plant(&self, copy: &Path, number: usize) -> Result<()> {
        let path = copy.join(&self.file);
        let text =
            fs::read_to_string(&path).with_context(|| format!("{}: no file {}", self.name, self.file))?;
        let planted = self.planted(&text, number)?;
        fs::write(&path, planted).with_context(|| format!("{} cannot be written", path.display()))
    }

    fn planted(&self, text: &str, number: usize) -> Result<String> {
        let Self { name, file, good, bad } = self;
        let (good, bad) = (good.trim(), bad.trim());
        match text.matches(good).count() {
            1 => Ok(text.replacen(
                good,
                &format!("if crate::planted({number}) {{ {bad} }} else {{ {good} }}"),
                1,
            )),
            0 => bail!(
                "{name}: {file} does not hold its text any more: put what stands there now into defects.toml"
            ),
            many => bail!("{name}: {file} holds its text {many} times: make it longer in defects.toml"),
        }
    }

    fn library(&self) -> Result<String> {
        let (krate, _) =
            self.file.split_once("/src/").with_context(|| format!("{} is of no crate", self.file))?;
        Ok(format!("{krate}/src/lib.rs"))
    }
}

/// Gives every crate with a defect the function that asks whether it is switched on.
pub(super) fn add_switches(copy: &Path, defects: &[Defect]) -> Result<()> {
    let libraries = defects.iter().map(Defect::library).collect::<Result<BTreeSet<_>>>()?;
    for library in libraries {
        let path = copy.join(library);
        let text = fs::read_to_string(&path)?;
        let switch = format!(
            "\nfn planted(number: usize) -> bool {{\n    static ON: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| \
             std::env::var(\"{SWITCH}\").ok().and_then(|on| on.parse().ok()).unwrap_or(0));\n    *ON == number\n}}\n"
        );
        fs::write(&path, text + &switch)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;

    fn defect(good: &str, bad: &str) -> Defect {
        Defect {
            name: "acts first".to_owned(),
            file: "crates/engine/src/x.rs".to_owned(),
            good: good.to_owned(),
            bad: bad.to_owned(),
        }
    }

    #[test]
    fn a_defect_stands_behind_its_switch() {
        let planted = defect("write();", "").planted("fn f() { write(); act(); }", 7).unwrap();
        assert_eq!(planted, "fn f() { if crate::planted(7) {  } else { write(); } act(); }");
    }

    #[test]
    fn a_text_that_is_gone_or_stands_twice_is_refused() {
        let defect = defect("write();", "");
        assert!(defect.planted("act();", 1).unwrap_err().to_string().contains("any more"));
        assert!(defect.planted("write(); write();", 1).unwrap_err().to_string().contains("2 times"));
    }

    #[test]
    fn every_defect_fits_the_sources_of_today() {
        let project = Project::find().unwrap();
        for (number, defect) in (1..).zip(all().unwrap()) {
            let text = fs::read_to_string(project.root.join(&defect.file)).unwrap();
            defect.planted(&text, number).unwrap();
        }
    }
}
