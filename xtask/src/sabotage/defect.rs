//! One planted defect: a text of a source file, and what stands there instead while it is switched on.

use std::ops::Range;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// Names the defect that is switched on, by its number.
pub(super) const SWITCH: &str = "IRONWRIGHT_PLANTED";

const DEFECTS: &str = include_str!("defects.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Defect {
    /// What goes wrong, in some words.
    pub(super) name: String,
    /// The source file.
    pub(super) file: String,
    /// The loop that is to find it.
    pub(super) by: String,
    /// What stands there, exactly and once: an expression, or whole statements.
    good: String,
    /// What stands there instead. Where it is empty, nothing.
    bad: String,
    /// A longer text that stands in the file once, and holds the good one once.
    within: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Defects {
    defect: Vec<Defect>,
}

/// A defect's place in the text of its file.
struct Place<'a> {
    defect: &'a Defect,
    /// From 1; 0 is none.
    number: usize,
    at: Range<usize>,
}

/// All defects. The first has the number 1.
pub(super) fn all() -> Result<Vec<Defect>> {
    let Defects { defect } = toml::from_str(DEFECTS).context("defects.toml cannot be read")?;
    Ok(defect)
}

/// Puts the defects of a file into its text, each behind its switch.
pub(super) fn plant(file: &str, text: &str, defects: &[Defect]) -> Result<String> {
    let of_file = (1..).zip(defects).filter(|(_, defect)| defect.file == file);
    let mut places = of_file
        .map(|(number, defect)| Ok(Place { defect, number, at: defect.place(text)? }))
        .collect::<Result<Vec<_>>>()?;
    // Whatever lies within something else comes after it.
    places.sort_by_key(|place| (place.at.start, usize::MAX - place.at.end));
    let mut out = String::with_capacity(text.len() * 2);
    write(text, 0..text.len(), &places, &mut out)?;
    Ok(out)
}

/// Writes a part of the text, with the defects in it.
fn write(text: &str, part: Range<usize>, mut places: &[Place<'_>], out: &mut String) -> Result<()> {
    let mut at = part.start;
    while let [Place { defect, number, at: here }, rest @ ..] = places {
        if here.end > part.end {
            bail!(
                "{}: its text overlaps another's in {}: make it longer or shorter",
                defect.name,
                defect.file
            );
        }
        let inside = rest.iter().take_while(|place| place.at.start < here.end).count();
        let (inner, after) = rest.split_at(inside);
        out.push_str(&text[at..here.start]);
        // Statements stay statements; a condition is an expression only in parentheses.
        let statements = text[here.clone()].ends_with([';', '}']);
        let (before, after_it) = if statements { ("", " }") } else { ("(", " })") };
        let switch = format!("{before}if crate::planted({number}) {{ {} }} else {{ ", defect.bad.trim());
        out.push_str(&switch);
        write(text, here.clone(), inner, out)?;
        out.push_str(after_it);
        (at, places) = (here.end, after);
    }
    out.push_str(&text[at..part.end]);
    Ok(())
}

impl Defect {
    fn place(&self, text: &str) -> Result<Range<usize>> {
        let around = match &self.within {
            Some(within) => self.once(text, within.trim())?,
            None => 0..text.len(),
        };
        let here = self.once(&text[around.clone()], self.good.trim())?;
        Ok(around.start + here.start..around.start + here.end)
    }

    fn once(&self, text: &str, part: &str) -> Result<Range<usize>> {
        let Self { name, file, .. } = self;
        match text.match_indices(part).map(|(at, _)| at).collect::<Vec<_>>()[..] {
            [at] => Ok(at..at + part.len()),
            [] => bail!(
                "{name}: {file} does not hold its text any more: put what stands there now into defects.toml"
            ),
            ref many => {
                bail!("{name}: {file} holds its text {} times: say within what in defects.toml", many.len())
            }
        }
    }

    /// The library of the crate that the file is of.
    pub(super) fn library(&self) -> Result<String> {
        let (krate, _) =
            self.file.split_once("/src/").with_context(|| format!("{} is of no crate", self.file))?;
        Ok(format!("{krate}/src/lib.rs"))
    }
}

/// A library with the function that says whether a defect is switched on. What stands behind a switch need not be pretty.
pub(super) fn with_switch(library: &str) -> String {
    format!(
        "#![allow(warnings)]\n{library}\nfn planted(number: usize) -> bool {{\n    static ON: std::sync::LazyLock<usize> = \
         std::sync::LazyLock::new(|| std::env::var(\"{SWITCH}\").ok().and_then(|on| on.parse().ok()).unwrap_or(0));\n    \
         *ON == number\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::*;
    use crate::project::Project;
    use crate::sabotage::LOOPS;

    const FILE: &str = "crates/engine/src/x.rs";

    fn defect(good: &str, bad: &str) -> Defect {
        let [name, file, by] = ["acts first", FILE, "simulate"].map(str::to_owned);
        Defect { name, file, by, good: good.to_owned(), bad: bad.to_owned(), within: None }
    }

    fn planted(text: &str, defects: &[Defect]) -> String {
        plant(FILE, text, defects).unwrap_or_else(|error| error.to_string())
    }

    #[test]
    fn a_defect_stands_behind_its_switch() {
        assert_eq!(
            planted("fn f() { write(); act() }", &[defect("write();", ""), defect("act()", "3")]),
            "fn f() { if crate::planted(1) {  } else { write(); } (if crate::planted(2) { 3 } else { act() }) }"
        );
    }

    #[test]
    fn defects_may_share_a_text_or_lie_within_each_other() {
        let defects = [defect("b;", "x;"), defect("a; b;", "b; a;"), defect("b;", "y;")];
        assert_eq!(
            planted("a; b; c;", &defects),
            "if crate::planted(2) { b; a; } else { a; if crate::planted(1) { x; } else { if crate::planted(3) { y; } \
             else { b; } } } c;"
        );
        assert!(planted("a; b; c;", &[defect("a; b;", ""), defect("b; c;", "")]).contains("overlaps"));
    }

    #[test]
    fn a_text_that_is_gone_or_stands_twice_is_refused() {
        assert!(planted("act();", &[defect("write();", "")]).contains("any more"));
        assert!(planted("write(); write();", &[defect("write();", "")]).contains("2 times"));
        let within = Some("two: act()".to_owned());
        let second = Defect { within, ..defect("act()", "3") };
        assert!(planted("one: act(), two: act()", &[second]).starts_with("one: act(), two: (if "));
    }

    #[test]
    fn every_defect_fits_the_sources_of_today() {
        let (project, defects) = (Project::find().unwrap(), all().unwrap());
        let files: BTreeSet<&String> = defects.iter().map(|defect| &defect.file).collect();
        for file in files {
            plant(file, &fs::read_to_string(project.root.join(file)).unwrap(), &defects).unwrap();
        }
        let names: BTreeSet<&String> = defects.iter().map(|defect| &defect.name).collect();
        assert_eq!(names.len(), defects.len(), "two defects have one name");
        let known = |defect: &&Defect| !LOOPS.iter().any(|a_loop| a_loop.name == defect.by);
        assert!(defects.iter().find(known).is_none(), "a defect is to be found by no loop that there is");
    }
}
