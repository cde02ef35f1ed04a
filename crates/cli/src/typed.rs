//! What a person types to run this program: for hints that can be copied.

use std::env;
use std::path::Path;

/// The command that starts this program, `cargo run --example web --`.
pub(crate) fn program() -> String {
    let path = env::args_os().next().unwrap_or_default();
    let path = Path::new(&path);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    match env::var_os("CARGO_MANIFEST_DIR") {
        Some(_) if folder == "examples" => format!("cargo run --example {name} --"),
        Some(_) => "cargo run --".to_owned(),
        None => quoted(&path.to_string_lossy()),
    }
}

/// The command that deploys for real what was rehearsed.
pub(crate) fn for_real() -> String {
    program().replacen("cargo run", "cargo run --features aws", 1) + " up --cloud aws"
}

/// The same command again, without the options that hold for once.
pub(crate) fn again() -> String {
    let arguments: Vec<String> = env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    format!("{} {}", program(), without_once(&arguments).join(" "))
}

fn without_once(arguments: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut skip = false;
    for argument in arguments {
        let name = argument.split('=').next().unwrap_or_default();
        if std::mem::take(&mut skip) {
            continue;
        }
        // A stored plan is stale once a run has begun, and a rehearsed fault is not wished for again.
        if matches!(name, "--plan" | "--rehearse") {
            skip = !argument.contains('=');
            continue;
        }
        kept.push(quoted(argument));
    }
    kept
}

/// A word as a shell takes it.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:@%+,~".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_command_again_can_be_copied() {
        let typed = ["up", "--plan", "a b", "--set", "name=it's", "--rehearse=seed=1", "--yes"];
        let typed = typed.map(ToOwned::to_owned);
        assert_eq!(without_once(&typed).join(" "), r"up --set 'name=it'\''s' --yes");
    }
}
