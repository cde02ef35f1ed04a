//! Plans of every kind as they are shown, in files that a person reads: `read/NAME.txt` has each at 60, 100 and 160
//! columns, and in colour.
//!
//! With `IRONWRIGHT_BLESS=1` the test writes the files anew. Read what changed in them before you commit it: whoever signs
//! a plan sees no more than this.

mod actions;
mod containers;
mod many;
mod policies;
mod values;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use console::measure_text_width;
use ironwright_core::plan::view::{Detail, Layout, Line};
use ironwright_core::plan::{Plan, PlanRequest, Selection, Verb, plan};
use ironwright_core::state::Observations;
use ironwright_core::{Stack, State};
use ironwright_testkit::testing::World;

use crate::paint;

type Declares = fn(&mut Stack);

/// A plan that is shown.
pub(super) struct Case {
    /// What its file is called.
    name: &'static str,
    /// What it shows, in a sentence.
    about: &'static str,
    /// The program of the last run.
    before: Declares,
    /// The program that is planned.
    after: Declares,
    /// What has happened to the state since, and what is observed.
    meanwhile: fn(&mut State, &mut Observations),
    verb: Verb,
    selection: Selection,
    detail: Detail,
}

impl Case {
    pub(super) fn new(name: &'static str, about: &'static str, after: Declares) -> Self {
        Self {
            name,
            about,
            before: |_| (),
            after,
            meanwhile: |_, _| (),
            verb: Verb::Up,
            selection: Selection::default(),
            detail: Detail::Brief,
        }
    }

    /// What a change from one program to the next shows.
    pub(super) fn change(name: &'static str, about: &'static str, before: Declares, after: Declares) -> Self {
        Self { before, ..Self::new(name, about, after) }
    }

    fn plan(&self) -> Plan {
        let mut world = World::new("demo");
        let report = world.up(
            |stack: &mut Stack, (): &()| {
                (self.before)(stack);
                Ok(())
            },
            &(),
        );
        let report = report.unwrap_or_else(|error| panic!("{}: {error}", self.name));
        assert!(report.outcome.is_complete(), "{}: {report}", self.name);
        let (mut state, mut observations) = (world.state(), Observations::default());
        (self.meanwhile)(&mut state, &mut observations);
        let mut stack = Stack::new("demo");
        (self.after)(&mut stack);
        let graph = stack.into_graph().unwrap_or_else(|error| panic!("{}: {error}", self.name));
        plan(&PlanRequest {
            graph: &graph,
            state: &state,
            observations: &observations,
            registry: ironwright_aws::registry(),
            selection: &self.selection,
            verb: self.verb,
        })
        .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }
}

/// What stands in the file of a case.
fn shown(case: &Case) -> String {
    let plan = case.plan();
    let mut text = format!("{}\n", case.about);
    for width in WIDTHS {
        let lines = plan.view(Layout { detail: case.detail, width: Some(width) });
        assert_fits(case, width, &lines);
        let texts: Vec<String> = lines.iter().map(ToString::to_string).collect();
        let rule = "─".repeat(width - 17);
        text.extend(["\n──── ", &format!("{width} columns {rule}\n\n"), &texts.join("\n"), "\n"]);
        let painted = paint::laid_out(&lines);
        assert_eq!(anstream::adapter::strip_str(&painted).to_string(), texts.join("\n"), "{}", case.name);
    }
    let lines = plan.view(Layout { detail: case.detail, width: Some(100) });
    let painted = paint::laid_out(&lines).replace('\u{1b}', "␛");
    text.extend(["\n──── 100 columns, in colour ", &"─".repeat(73), "\n\n", &painted, "\n"]);
    with_the_same_ids(&text)
}

const WIDTHS: [usize; 3] = [60, 100, 160];

/// No line is too long, but for a word that is; and none ends in blanks.
fn assert_fits(case: &Case, width: usize, lines: &[Line]) {
    for line in lines.iter().map(ToString::to_string) {
        let has_several_words = line.split_whitespace().filter(|word| word.chars().count() > 1).count() > 1;
        let fits = measure_text_width(&line) <= width;
        assert!(fits || !has_several_words, "{}, {width} columns: {line}", case.name);
        assert_eq!(line.trim_end(), line, "{}", case.name);
    }
}

/// Physical ids differ from run to run: they are counted instead.
fn with_the_same_ids(text: &str) -> String {
    const DIGITS: usize = 17;
    let is_id =
        |candidate: &str| candidate.len() == DIGITS && candidate.chars().all(|c| c.is_ascii_hexdigit());
    let mut found = Vec::new();
    for (at, _) in text.match_indices('-') {
        if let Some(id) = text.get(at + 1..at + 1 + DIGITS).filter(|id| is_id(id))
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    let numbered = found.iter().enumerate();
    numbered.fold(text.to_owned(), |text, (at, id)| text.replace(id, &format!("{:0DIGITS$x}", at + 1)))
}

fn cases() -> Vec<Case> {
    [actions::cases(), containers::cases(), many::cases(), policies::cases(), values::cases()]
        .into_iter()
        .flatten()
        .collect()
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/plans/read")
}

#[test]
fn plans_are_shown_as_a_person_has_read_them() {
    let bless = std::env::var_os("IRONWRIGHT_BLESS").is_some();
    let mut expected = BTreeSet::new();
    let mut different = Vec::new();
    for case in cases() {
        let path = folder().join(format!("{}.txt", case.name));
        assert!(expected.insert(path.clone()), "two cases are called {}", case.name);
        let (is, was) = (shown(&case), fs::read_to_string(&path).unwrap_or_default());
        if bless {
            fs::create_dir_all(folder()).expect("a folder");
            fs::write(&path, is).expect("writes");
        } else if is != was {
            different.push(format!("{}, now:\n\n{is}", path.display()));
        }
    }
    let files: BTreeSet<PathBuf> =
        fs::read_dir(folder()).expect("lists").flatten().map(|entry| entry.path()).collect();
    let left: Vec<&PathBuf> = files.difference(&expected).collect();
    assert!(left.is_empty(), "of no case: {left:?}");
    assert!(
        different.is_empty(),
        "{} plans are shown differently; `IRONWRIGHT_BLESS=1` writes them anew, to be read:\n\n{}",
        different.len(),
        different.join("\n\n")
    );
}

#[test]
fn no_secret_is_in_any_plan_that_is_shown() {
    for case in cases() {
        let plan = case.plan();
        for detail in [Detail::Brief, Detail::Full] {
            let lines = plan.view(Layout { detail, width: None });
            let text = lines.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            assert!(!text.contains("hunter2") && !text.contains("swordfish"), "{}: {text}", case.name);
        }
    }
}
