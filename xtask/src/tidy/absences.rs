//! What must not be written where: absences that keep the crates apart.

use super::Finding;
use super::tokens::Tokens;
use crate::project::SourceFile;

/// `core` is vocabulary and pure decisions: it neither awaits nor touches the world.
pub(super) fn where_core_awaits_or_does_io(files: &[SourceFile]) -> Vec<Finding> {
    let hint = "core decides and the engine acts: move what waits or does I/O to crates/engine";
    let mut findings = Vec::new();
    for (file, tokens) in readable(files.iter().filter(|file| file.crate_folder() == Some("core"))) {
        for keyword in ["async", "await"] {
            for line in tokens.lines_of(&[keyword], true) {
                findings.push(file.finding(line, format!("`{keyword}` in core"), hint));
            }
        }
        for module in ["env", "fs", "process"] {
            for line in tokens.lines_naming("std", module) {
                findings.push(file.finding(line, format!("`std::{module}` in core"), hint));
            }
        }
        // Not all of `std::net`: an IP address is a value like any other.
        for socket in ["TcpListener", "TcpStream", "ToSocketAddrs", "UdpSocket"] {
            for line in tokens.lines_of(&[socket], true) {
                findings.push(file.finding(line, format!("`{socket}` in core"), hint));
            }
        }
    }
    findings
}

/// The engine knows of no particular cloud, in words either: what a comment there says of AWS belongs to another
/// crate.
pub(super) fn where_engine_names_aws(files: &[SourceFile]) -> Vec<Finding> {
    const NAMES: [&str; 4] = ["aws", "amazon", "ec2", "ecs"];
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.is_rust() && file.crate_folder() == Some("engine")) {
        for (index, line) in file.text.lines().enumerate() {
            for word in words(line).filter(|word| NAMES.contains(&word.to_ascii_lowercase().as_str())) {
                findings.push(file.finding(
                    index + 1,
                    format!("the engine names `{word}`"),
                    "say \"the cloud\", or move what is particular to AWS to crates/aws or crates/aws-live",
                ));
            }
        }
    }
    findings
}

/// A library speaks through its return values and events; the program that embeds it owns the terminal and the exit.
pub(super) fn where_others_than_cli_print(files: &[SourceFile]) -> Vec<Finding> {
    let silent = |file: &&SourceFile| {
        file.is_published_source() && file.crate_folder() != Some("cli") && !file.is_test_module()
    };
    let mut findings = Vec::new();
    for (file, tokens) in readable(files.iter().filter(silent)) {
        for name in ["print", "println", "eprint", "eprintln"] {
            for line in tokens.lines_calling(name, false) {
                findings.push(file.finding(
                    line,
                    format!("`{name}!` outside crates/cli"),
                    "return it or send an event; crates/cli renders both",
                ));
            }
        }
        for line in tokens.lines_naming("process", "exit") {
            findings.push(file.finding(
                line,
                "`process::exit` outside crates/cli",
                "return an error; the program that embeds us must not end under its feet",
            ));
        }
    }
    findings
}

/// A task that is begun anywhere else may panic without anybody hearing of it.
pub(super) fn where_tasks_are_begun(files: &[SourceFile]) -> Vec<Finding> {
    const PLACE: &str = "crates/engine/src/tasks.rs";
    /// What is for the project alone, and runs under a test that fails when anything panics.
    const OURS: [&str; 1] = ["testkit"];
    let published = |file: &&SourceFile| {
        let ours = file.crate_folder().is_some_and(|folder| OURS.contains(&folder));
        file.is_published_source() && file.path != PLACE && !ours && !file.is_test_module()
    };
    let mut findings = Vec::new();
    for (file, tokens) in readable(files.iter().filter(published)) {
        for name in ["JoinSet", "JoinHandle", "JoinError", "spawn_blocking", "spawn_local"] {
            for line in tokens.lines_of(&[name], false) {
                findings.push(file.finding(line, format!("`{name}` outside {PLACE}"), TASKS));
            }
        }
        for [parent, child] in [["tokio", "spawn"], ["task", "spawn"]] {
            for line in tokens.lines_naming(parent, child) {
                findings.push(file.finding(line, format!("`{parent}::{child}` outside {PLACE}"), TASKS));
            }
        }
    }
    findings
}

const TASKS: &str =
    "begin it with what crates/engine/src/tasks.rs offers: a panic comes back as a result there";

/// What was meant to be finished later, and what would panic on a user.
pub(super) fn where_work_is_unfinished(files: &[SourceFile]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (file, tokens) in readable(files.iter().filter(|file| file.is_published_source())) {
        for name in ["todo", "unimplemented", "dbg"] {
            for line in tokens.lines_calling(name, true) {
                findings.push(file.finding(
                    line,
                    format!("`{name}!`"),
                    "finish it, or return an error that says what is missing",
                ));
            }
        }
        if !file.is_test_module() {
            for line in tokens.lines_of(&[".", "unwrap", "("], false) {
                findings.push(file.finding(
                    line,
                    "`.unwrap()` outside tests",
                    "return an error, or `expect` with the reason why it cannot happen",
                ));
            }
        }
    }
    for (file, tokens) in readable(files.iter().filter(|file| file.is_rust())) {
        for line in tokens.lines_of(&["#", "[", "ignore"], true) {
            findings.push(file.finding(
                line,
                "an ignored test",
                "make it pass, or delete it: nobody runs it",
            ));
        }
    }
    findings
}

/// The files that are Rust, with their tokens. One that is not even tokens is left to the compiler to report.
fn readable<'a>(
    files: impl Iterator<Item = &'a SourceFile>,
) -> impl Iterator<Item = (&'a SourceFile, Tokens)> {
    files.filter(|file| file.is_rust()).filter_map(|file| Some((file, Tokens::read(&file.text).ok()?)))
}

/// The words of a line, also inside names: `ironwright_aws`, `AwsCloud` and `EC2_LIMIT` name AWS and EC2.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric()).flat_map(camel_case_parts)
}

/// `AwsCloud` is `Aws` and `Cloud`; `ECSService` is `ECS` and `Service`; `ec2` is one word.
fn camel_case_parts(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let starts_word = |index: &usize| {
            let mut before = rest[..*index].chars();
            let mut after = rest[*index..].chars();
            let (previous, this, next) = (before.next_back(), after.next(), after.next());
            this.is_some_and(char::is_uppercase)
                && (previous.is_some_and(|c| !c.is_uppercase()) || next.is_some_and(char::is_lowercase))
        };
        let end = rest.char_indices().map(|(index, _)| index).skip(1).find(starts_word).unwrap_or(rest.len());
        let (word, remainder) = rest.split_at(end);
        rest = remainder;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{file, places};
    use super::*;

    #[test]
    fn core_that_awaits_or_reads_files_is_found() {
        let core = file(
            "crates/core/src/plan.rs",
            "use std::fs;\nuse std::{fmt, net::TcpStream};\nasync fn f() {}\nfn g() { x.await }\n// async\nuse std::net::Ipv4Addr;\n",
        );
        let findings = where_core_awaits_or_does_io(std::slice::from_ref(&core));
        assert_eq!(places(&findings).len(), 4, "{findings:?}");
        let engine = SourceFile { path: "crates/engine/src/plan.rs".into(), ..core };
        assert!(where_core_awaits_or_does_io(&[engine]).is_empty());
    }

    #[test]
    fn engine_that_names_aws_is_found_in_code_names_and_comments() {
        let engine = file(
            "crates/engine/src/apply.rs",
            "// as AWS does\nstruct AwsCloud;\nuse ironwright_aws::x;\nlet ec2_limit = 1;\nstruct ECSService;\n",
        );
        assert_eq!(places(&where_engine_names_aws(&[engine])).len(), 5);
    }

    #[test]
    fn words_that_only_contain_a_name_are_not_it() {
        let engine = file("crates/engine/src/apply.rs", "// draws specs in secs; laws of JawsCloud\n");
        assert!(where_engine_names_aws(&[engine]).is_empty());
    }

    #[test]
    fn printing_and_exiting_are_for_cli_alone() {
        let source = "use std::process::{ExitCode, exit};\nfn f() { println!(); std::process::exit(1) }\n";
        let findings = where_others_than_cli_print(&[
            file("crates/engine/src/lib.rs", source),
            file("src/lib.rs", "fn f() { eprint!() }"),
            file("crates/cli/src/lib.rs", source),
            file("xtask/src/main.rs", source),
            file("examples/web.rs", source),
        ]);
        let engine =
            ["crates/engine/src/lib.rs:2", "crates/engine/src/lib.rs:2", "crates/engine/src/lib.rs:1"];
        assert_eq!(places(&findings), [&engine[..], &["src/lib.rs:1"]].concat());
    }

    #[test]
    fn printing_in_tests_and_in_the_documentation_is_fine() {
        let source = "/// println!()\nfn f() {}\n#[cfg(test)]\nmod tests { fn t() { println!() } }\n";
        assert!(where_others_than_cli_print(&[file("crates/core/src/lib.rs", source)]).is_empty());
    }

    #[test]
    fn tasks_that_are_begun_outside_their_place_are_found() {
        let source = "use tokio::task::{JoinSet, spawn_blocking};\nfn f() { tokio::spawn(x); task::spawn(y) }\n\
                      // JoinSet\nfn g() { std::thread::spawn(z) }\n#[cfg(test)]\nmod tests { fn t() { tokio::spawn(x) } }\n";
        let findings = where_tasks_are_begun(&[
            file("crates/engine/src/refresh.rs", source),
            file("crates/engine/src/tasks.rs", source),
            file("crates/testkit/src/trials/many.rs", source),
            file("tests/web.rs", source),
        ]);
        let refresh = |line: usize| format!("crates/engine/src/refresh.rs:{line}");
        assert_eq!(places(&findings), [refresh(1), refresh(1), refresh(2), refresh(2)]);
    }

    #[test]
    fn unfinished_work_is_found() {
        let source =
            "fn a() { todo!() }\nfn b() { unimplemented!() }\nfn c() { dbg!(1) }\nfn d() { x.unwrap() }\n";
        let findings = where_work_is_unfinished(&[file("crates/core/src/lib.rs", source)]);
        assert_eq!(places(&findings).len(), 4, "{findings:?}");
        assert!(where_work_is_unfinished(&[file("tests/web.rs", source)]).is_empty());
    }

    #[test]
    fn unwrap_in_tests_is_fine_and_an_ignored_test_is_not_wherever_it_stands() {
        let unwraps = "fn t() { x.unwrap() }";
        assert!(where_work_is_unfinished(&[file("crates/core/src/graph/tests.rs", unwraps)]).is_empty());
        let ignored = "#[test]\n#[ignore = \"slow\"]\nfn t() {}";
        assert_eq!(places(&where_work_is_unfinished(&[file("tests/web.rs", ignored)])), ["tests/web.rs:2"]);
    }
}
