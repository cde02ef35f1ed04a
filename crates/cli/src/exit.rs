//! How a program ends, as scripts see it. The only place that says what an exit code means.

use std::process::ExitCode;

use ironwright_core::plan::view::wrapped;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    /// All that was asked is done.
    Success,
    /// A step failed, or something went wrong on the way.
    Failed,
    /// The command line, the settings or the program are wrong; nothing was touched.
    Wrong,
    /// There are changes, and that was the question.
    Changes,
    /// It was not begun, because it must not be.
    Refused,
    /// A person asked to stop.
    Interrupted,
}

impl Exit {
    /// The code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Wrong => 2,
            Self::Changes => 3,
            Self::Refused => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

/// What `--help` says of where settings come from and of exit codes, in lines of a width.
pub(crate) fn help(width: usize) -> String {
    let lines = HELP.lines().flat_map(|line| match line {
        "" => vec![String::new()],
        code if code.starts_with("  ") => wrapped(code, width, CODES),
        sentences => wrapped(sentences, width, 0),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where the meaning of a code begins.
const CODES: usize = 7;

const HELP: &str = "\
Settings come from `--set NAME=VALUE`, else from variables IRONWRIGHT_NAME, else from ironwright.ENV.toml for `--env ENV`, \
else from ironwright.toml. `settings` shows them. Where the state is comes from `--store`, else from [store] in \
local.ironwright.toml and those files.

Exit codes:
  0    done; for `drift` and `preview --exit-code` also: nothing has changed
  1    a step failed, or something went wrong; the same command goes on
  2    the command line, the settings or the program are wrong; nothing was touched
  3    `drift` or `preview --exit-code` found changes
  4    refused: locked, protected, an older state, another stack or cloud, a stale or changed plan, or a question that was \
answered with no or that nobody can answer
  130  interrupted";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_is_broken_once_at_any_width() {
        for width in [40, 60, 80, 100] {
            let help = help(width);
            assert!(help.lines().all(|line| line.chars().count() <= width), "{width}:\n{help}");
            for (line, next) in help.lines().zip(help.lines().skip(1)) {
                let first = next.split_whitespace().next().unwrap_or_default();
                let goes_on = !line.is_empty() && !next.is_empty() && first.parse::<u8>().is_err();
                let is_full = line.chars().count() + 1 + first.chars().count() > width;
                assert!(!goes_on || is_full, "{width}: `{line}` has room for `{first}`");
            }
        }
    }
}
