//! `completions`: a script that completes this command line in a shell.
//!
//! In bash, zsh and fish the script asks the program itself (`complete.rs`), which knows its settings and addresses. Other
//! shells get one that knows verbs and options.

use std::env;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::{Shell, generate};

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::screen::Screen;
use crate::typed;

pub(super) fn run(shell: Shell) -> Exit {
    let path = env::args_os().next().unwrap_or_default();
    let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
    // Shells' functions take no hyphens in their names everywhere.
    let inside = name.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    let filled = |script: &str| script.replace("NAME", &typed::quoted(&name)).replace("INSIDE", &inside);
    Screen::raw(&match shell {
        Shell::Bash => filled(BASH),
        Shell::Zsh => filled(ZSH),
        Shell::Fish => filled(FISH),
        _ => {
            let mut script = Vec::new();
            generate(shell, &mut Arguments::command(), &name, &mut script);
            String::from_utf8_lossy(&script).into_owned()
        }
    });
    Exit::Success
}

/// Bash parts words at `=` and `:`, and wants back only what comes after the last of them.
const BASH: &str = r#"_INSIDE_complete() {
    local line="${COMP_LINE:0:COMP_POINT}" current="${COMP_WORDS[COMP_CWORD]}" words lead candidate
    read -r -a words <<< "$line"
    [[ "$line" == *[[:space:]] ]] && words+=("")
    [[ "$current" == [=:] ]] && current=""
    lead="${words[-1]}"
    lead="${lead%"$current"}"
    COMPREPLY=()
    while IFS=$'\t' read -r candidate _; do
        COMPREPLY+=("${candidate#"$lead"}")
    done < <("${words[0]}" complete -- "${words[@]:1}" 2>/dev/null)
    [[ "${COMPREPLY[0]-}" == *[=/] ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o default -F _INSIDE_complete -- NAME
"#;

const ZSH: &str = r#"#compdef NAME
_INSIDE_complete() {
    local -a lines values
    local line
    lines=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    for line in $lines; do
        values+=("${line%%$'\t'*}")
    done
    if (( ! ${#values} )); then
        _files
    elif [[ "${values[1]}" == *[=/] ]]; then
        compadd -S '' -- $values
    else
        compadd -- $values
    fi
}
if [ "$funcstack[1]" = "_INSIDE_complete" ]; then
    _INSIDE_complete "$@"
else
    compdef _INSIDE_complete NAME
fi
"#;

const FISH: &str = r"function __INSIDE_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l found ($words[1] complete -- $words[2..-1] 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c NAME -f -a '(__INSIDE_complete)'
";
