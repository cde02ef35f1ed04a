//! Colours: they repeat what signs and words say already, and are left out wherever they are not wanted.

use anstyle::{AnsiColor, Style};
use ironwright_core::plan::view::{Line, Span, Tone};

const RED: Style = AnsiColor::Red.on_default().bold();
const GONE: Style = AnsiColor::Red.on_default();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// Paints lines that say themselves what their parts are.
pub(crate) fn laid_out(lines: &[Line]) -> String {
    let line = |line: &Line| line.spans.iter().map(span).collect::<String>();
    lines.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn span(span: &Span) -> String {
    let style = match span.tone {
        Tone::Plain => return span.text.clone(),
        Tone::Title => BOLD,
        Tone::Added => GREEN,
        Tone::Removed => GONE,
        Tone::Cause => RED,
        Tone::Changed => YELLOW,
        Tone::Waiting | Tone::Hint => CYAN,
        Tone::Quiet => DIM,
    };
    format!("{style}{}{style:#}", span.text)
}

/// Paints a text line by line: plans, progress, errors and summaries all begin their lines in the same few ways.
pub(crate) fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Paints one line.
pub(crate) fn line(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let (blank, rest) = line.split_at(indent);
    for (word, style) in [("error:", RED), ("warning:", YELLOW), ("hint:", CYAN)] {
        if let Some(after) = rest.strip_prefix(word) {
            return format!("{blank}{style}{word}{style:#}{after}");
        }
    }
    if rest.starts_with("--> ") {
        return format!("{blank}{DIM}{rest}{DIM:#}");
    }
    if indent == 0 && rest.ends_with(':') {
        return format!("{BOLD}{rest}{BOLD:#}");
    }
    let Some((sign, after)) = rest.split_once(' ') else { return line.to_owned() };
    let style = match sign {
        "+" | "=" => GREEN,
        "~" | "±" | ">" | "*" | "!" => YELLOW,
        "-" | "x" => RED,
        "…" => CYAN,
        _ => return line.to_owned(),
    };
    format!("{blank}{style}{sign}{style:#} {after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_colours_the_text_is_the_same() {
        let text = "+ ec2.Vpc.main created\n\
                    error: no\n  --> a.rs:1\n  hint: yes\n\nOutputs:\n  ~ x = 1 -> 2\nplain";
        assert_eq!(anstream::adapter::strip_str(&lines(text)).to_string(), text);
        assert_ne!(lines(text), text);
    }
}
