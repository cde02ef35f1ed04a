//! Disks that fill up under a real process, or that it may not write to.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use crate::tool::{Project, Ran};

/// The command in a shell that lets no file grow beyond so many blocks of 512 bytes: the write that would is cut short,
/// and the next one fails.
fn within(project: &Project, blocks: u32, line: &str) -> Ran {
    let typed = project.command(&[]);
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {line}"));
    shell.arg(typed.get_program()).current_dir(project.path(""));
    for (name, value) in typed.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    project.ran(shell)
}

#[test]
fn whichever_write_finds_the_disk_full_the_same_command_goes_on() {
    let line = "up --yes --parallelism 2 --set subnets=8 --set service=true --set password=hunter2xyz";
    for blocks in 0..60 {
        let project = Project::new();
        let ran = within(&project, blocks, line);
        if ran.code == 0 {
            assert!(blocks > 20, "{blocks} runs were cut short");
            return;
        }
        assert_eq!(ran.code, 1, "{blocks} blocks: {ran:#?}");
        assert!(ran.err.contains(".ironwright/tiny/rehearsal/"), "{blocks} blocks: {}", ran.err);
        assert!(ran.err.contains("make room on the disk, then type the same command again"), "{}", ran.err);
        assert!(!ran.err.contains("panic"), "{}", ran.err);
        project.done(line);
        assert!(project.done(line).out.starts_with("No changes: 13 resources"), "{blocks} blocks");
        let whole = project.done("state list").out;
        assert_eq!(whole.lines().count(), 13, "{blocks} blocks: {whole}");
    }
    panic!("it never had room enough");
}

#[test]
fn a_folder_of_somebody_else_is_named_with_what_to_do() {
    let project = Project::new();
    project.done("up --yes");
    let folder = project.store();
    let allow = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("changes");
    allow(0o500);
    // Permissions stop nobody who is root.
    let stops = fs::write(folder.join("probe"), "").is_err();
    let ran = project.run("up --yes --set subnets=3");
    allow(0o700);
    if stops {
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(ran.err.contains("tiny/rehearsal/"), "{}", ran.err);
        assert!(ran.err.contains("hint: type the command as the user whose files these are"), "{}", ran.err);
    }
    project.done("up --yes --set subnets=3");
    assert_eq!(project.done("state list").out.lines().count(), 5);
}
