//! Rows and lines: a row is one thing that is said, and becomes as many lines as the width asks for.
//!
//! Lines are broken between words only. A word that is longer than a line, an ARN for example, stands on a line of its
//! own and hangs over: whoever copies it gets it whole.

use std::fmt;

use unicode_width::UnicodeWidthStr as _;

/// What a part of a line is, for those who have colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// Text like any other.
    Plain,
    /// A heading.
    Title,
    /// What comes.
    Added,
    /// What goes.
    Removed,
    /// What becomes something else.
    Changed,
    /// What is waited for.
    Waiting,
    /// What is there for orientation.
    Quiet,
    /// What must not be missed: why a resource is replaced.
    Cause,
    /// The beginning of a hint.
    Hint,
}

impl Tone {
    /// The tone of a sign.
    fn of(sign: &str) -> Self {
        match sign {
            "+" | "=" => Self::Added,
            "-" | "x" => Self::Removed,
            "…" => Self::Waiting,
            _ => Self::Changed,
        }
    }
}

/// A part of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Span {
    /// What it is.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

/// A line as it is shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Line {
    /// Its parts, from left to right.
    pub spans: Vec<Span>,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.spans.iter().try_for_each(|span| f.write_str(&span.text))
    }
}

/// One thing that is said.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Row {
    indent: usize,
    sign: Option<&'static str>,
    spans: Vec<Span>,
}

impl Row {
    pub(super) fn blank() -> Self {
        Self::default()
    }

    /// A row at the left edge.
    pub(super) fn title(text: impl Into<String>) -> Self {
        Self::default().with(Tone::Title, text)
    }

    /// A row at the left edge that begins with a word of its own tone.
    pub(super) fn labelled(label: &str, tone: Tone, text: &str) -> Self {
        Self::default().with(tone, label).with(Tone::Plain, format!(" {text}"))
    }

    /// A row without a sign, in line with those that have one.
    pub(super) fn unsigned(indent: usize) -> Self {
        Self { indent, ..Self::default() }
    }

    /// A row with a sign before it.
    pub(super) fn signed(indent: usize, sign: &'static str) -> Self {
        Self { indent, sign: Some(sign), spans: Vec::new() }
    }

    /// A heading below which others are indented.
    pub(super) fn heading(indent: usize, text: impl Into<String>) -> Self {
        Self { indent, sign: None, spans: Vec::new() }.with(Tone::Title, text).outdented()
    }

    pub(super) fn with(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.spans.push(Span { tone, text: text.into() });
        self
    }

    /// Ends in text of the sign's own tone.
    pub(super) fn toned(self, text: impl Into<String>) -> Self {
        let tone = self.sign.map_or(Tone::Quiet, Tone::of);
        self.with(tone, text)
    }

    pub(super) fn has_sign(&self) -> bool {
        self.sign.is_some()
    }

    /// How many columns it takes on one line.
    pub(super) fn columns(&self) -> usize {
        self.start() + self.spans.iter().map(|span| span.text.width()).sum::<usize>()
    }

    /// What it says, without its place on the line.
    pub(super) fn text(&self) -> String {
        let sign = self.sign.unwrap_or_default();
        self.spans.iter().fold(format!("{sign} "), |text, span| text + &span.text)
    }

    /// The same row further to the right.
    pub(super) fn moved(mut self, by: usize) -> Self {
        if !self.spans.is_empty() {
            self.indent += by;
        }
        self
    }

    /// The same row in the place of signs.
    fn outdented(mut self) -> Self {
        self.sign = Some("");
        self
    }

    /// Where its text begins.
    fn start(&self) -> usize {
        match (self.sign, self.spans.is_empty()) {
            (_, true) => 0,
            (Some(""), _) => self.indent,
            (Some(sign), _) => self.indent + sign.width() + 1,
            (None, _) if self.indent == 0 => 0,
            (None, _) => self.indent + 2,
        }
    }

    fn lines(&self, width: Option<usize>) -> Vec<Line> {
        let start = self.start();
        let mut first = Line::default();
        match self.sign.filter(|sign| !sign.is_empty()) {
            Some(sign) => {
                first.push(Tone::Plain, &" ".repeat(self.indent));
                first.push(Tone::of(sign), sign);
                first.push(Tone::Plain, " ");
            }
            None => first.push(Tone::Plain, &" ".repeat(start)),
        }
        let mut lines = Vec::new();
        let (mut line, mut column) = (first, start);
        let words = words(&self.spans);
        for (at, word) in words.iter().enumerate() {
            // A name had better not be parted from its value.
            let next =
                words.get(at + 1).filter(|_| word.is_name()).map_or(0, |next| next.blank + next.columns);
            let has_room = |from: usize, columns: usize| width.is_none_or(|width| from + columns <= width);
            let together = if has_room(start + HANGING, word.columns + next) { next } else { 0 };
            if at > 0 && !has_room(column, word.blank + word.columns + together) {
                lines.push(std::mem::take(&mut line));
                line.push(Tone::Plain, &" ".repeat(start + HANGING));
                column = start + HANGING;
            } else {
                line.push_blank(word);
                column += word.blank;
            }
            word.spans.iter().for_each(|span| line.push(span.tone, &span.text));
            column += word.columns;
        }
        lines.push(line);
        lines
    }
}

/// How much further to the right a row goes on.
const HANGING: usize = 2;

impl Line {
    fn push(&mut self, tone: Tone, text: &str) {
        match self.spans.last_mut() {
            Some(last) if last.tone == tone => last.text.push_str(text),
            _ if text.is_empty() => {}
            _ => self.spans.push(Span { tone, text: text.to_owned() }),
        }
    }

    /// Blanks belong to what they are in the middle of.
    fn push_blank(&mut self, word: &Word) {
        let tone = self.spans.last().map(|span| span.tone);
        let is_inside = word.spans.first().is_some_and(|first| Some(first.tone) == tone);
        self.push(tone.filter(|_| is_inside).unwrap_or(Tone::Plain), &" ".repeat(word.blank));
    }
}

/// The lines of rows.
pub(super) fn fitted(rows: &[Row], width: Option<usize>) -> Vec<Line> {
    rows.iter().flat_map(|row| row.lines(width)).collect()
}

/// A sentence in lines of a width: broken between words, each further line indented.
pub fn wrapped(text: &str, width: usize, indent: usize) -> Vec<String> {
    let first = text.len() - text.trim_start().len();
    let mut lines = vec![text[..first].to_owned()];
    let mut column = first;
    for (at, word) in
        words(&[Span { tone: Tone::Plain, text: text.trim_start().to_owned() }]).iter().enumerate()
    {
        let mut blank = word.blank;
        if at > 0 && column + blank + word.columns > width {
            lines.push(" ".repeat(indent));
            (column, blank) = (indent, 0);
        }
        let line = lines.last_mut().expect("there is a first line");
        line.extend(std::iter::repeat_n(' ', blank));
        line.extend(word.spans.iter().map(|span| span.text.as_str()));
        column += blank + word.columns;
    }
    lines
}

/// What is shown in the place of values.
const STAND_INS: [&str; 2] = ["(known after apply)", "(another secret)"];

/// What is not broken, and the blanks before it.
struct Word {
    blank: usize,
    columns: usize,
    spans: Vec<Span>,
}

impl Word {
    fn is(&self, text: &str) -> bool {
        matches!(self.spans.as_slice(), [only] if only.text == text)
    }

    /// Whether it begins what stands for a value, such as `(known after apply)`.
    fn is_open(&self) -> bool {
        let last = self.spans.last().map_or("", |span| span.text.as_str());
        STAND_INS.iter().any(|stand_in| {
            last.rfind('(')
                .is_some_and(|at| last.len() - at < stand_in.len() && stand_in.starts_with(&last[at..]))
        })
    }

    /// Whether it is what a value follows.
    fn is_name(&self) -> bool {
        self.spans.last().is_some_and(|last| last.text.ends_with(':'))
    }

    fn take(&mut self, blank: usize, mut piece: Span) {
        piece.text.insert_str(0, &" ".repeat(blank));
        self.columns += piece.text.width();
        match self.spans.last_mut() {
            Some(last) if last.tone == piece.tone => last.text.push_str(&piece.text),
            _ => self.spans.push(piece),
        }
    }
}

fn words(spans: &[Span]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut blank = 0;
    let mut is_open = false;
    for span in spans {
        for (at, part) in span.text.split(' ').enumerate() {
            if at > 0 {
                (blank, is_open) = (blank + 1, false);
            }
            if part.is_empty() {
                continue;
            }
            let piece = Span { tone: span.tone, text: part.to_owned() };
            match words.last_mut() {
                Some(word) if is_open => word.take(0, piece),
                // An arrow stays with what it points at, and `(known after apply)` with itself.
                Some(word) if word.is("->") || word.is_open() => word.take(blank, piece),
                _ => words.push(Word { blank, columns: part.width(), spans: vec![piece] }),
            }
            (blank, is_open) = (0, true);
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(row: &Row, width: usize) -> Vec<String> {
        fitted(std::slice::from_ref(row), Some(width)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_row_goes_on_below_its_text_and_breaks_no_word() {
        let row =
            Row::signed(4, "~").with(Tone::Plain, "role: ").with(Tone::Removed, "arn:aws:iam::1:role/old");
        let row =
            row.with(Tone::Plain, " -> ").with(Tone::Added, "arn:aws:iam::1:role/a-longer-one, and more");
        assert_eq!(
            shown(&row, 30),
            [
                "    ~ role:",
                "        arn:aws:iam::1:role/old",
                "        -> arn:aws:iam::1:role/a-longer-one,",
                "        and more"
            ]
        );
        assert_eq!(shown(&row, 200).len(), 1);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        let row = Row::signed(0, "+").with(Tone::Plain, "漢字 漢字 漢字");
        assert_eq!(shown(&row, 11), ["+ 漢字 漢字", "    漢字"]);
        assert_eq!(shown(&row, 10), ["+ 漢字", "    漢字", "    漢字"]);
    }

    #[test]
    fn a_sentence_keeps_its_own_indentation() {
        assert_eq!(
            wrapped("  0    done; nothing has changed", 20, 7),
            ["  0    done; nothing", "       has changed"]
        );
    }
}
