//! The difference of two texts: on one line by the parts that differ, at the borders of words, and line by line where
//! there are several.

use super::align::{Piece, aligned};
use super::compare::{Named, Place};
use super::rows::{Row, Tone};

/// What stands for what is left out.
const LEFT_OUT: &str = "…";

/// How much has to be alike before it is left out.
const WORTH_IT: usize = 8;

/// The parts of two texts that tell them apart.
pub(super) fn differing(before: &str, after: &str) -> (String, String) {
    let shared: usize =
        before.chars().zip(after.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let front = border_before(before, shared);
    let ends = before[shared..].chars().rev().zip(after[shared..].chars().rev());
    let shared: usize = ends.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let back = border_after(before, shared);
    (cut(&before[front..], front, back), cut(&after[front..], front, back))
}

fn cut(text: &str, front: usize, back: usize) -> String {
    let sign = |left_out| if left_out > 0 { LEFT_OUT } else { "" };
    format!("{}{}{}", sign(front), &text[..text.len() - back], sign(back))
}

/// Where the part begins that is worth showing, when so much of the front is alike: of a path the last part, of a sentence
/// or a single long word the last two.
fn border_before(text: &str, shared: usize) -> usize {
    let front = &text[..shared];
    let mut wide = front.rmatch_indices(is_wide_border).map(|(at, _)| at);
    let at = match wide.next() {
        Some(at) if front[at..].starts_with('/') => at,
        Some(_) => wide.next().map_or(0, |at| at + 1),
        None => front.rmatch_indices(is_border).nth(1).map_or(0, |(at, _)| at + 1),
    };
    if front[..at].chars().count() < WORTH_IT { 0 } else { at }
}

/// How much of the end is not worth showing, when so much of it is alike.
fn border_after(text: &str, shared: usize) -> usize {
    let back = &text[text.len() - shared..];
    let mut wide = back.match_indices(is_wide_border).map(|(at, _)| at);
    let at = match wide.next() {
        Some(at) if back[at..].starts_with('/') => Some(at),
        Some(_) => wide.next(),
        None => back.find(is_border),
    };
    let left_out = at.map_or(0, |at| back.len() - at);
    if back[back.len() - left_out..].chars().count() < WORTH_IT { 0 } else { left_out }
}

fn is_wide_border(c: char) -> bool {
    matches!(c, ' ' | '/' | ',' | ';' | '\n')
}

fn is_border(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '-' | '_')
}

/// Texts of several lines, line by line.
pub(super) fn texts(named: Named<'_>, (was, is): (&str, &str), place: Place, rows: &mut Vec<Row>) {
    rows.push(Row::signed(place.indent, "~").with(Tone::Plain, named.heading()));
    let (was, is): (Vec<&str>, Vec<&str>) = (was.lines().collect(), is.lines().collect());
    let pieces = aligned(&was, &is);
    let is_near = |at: usize| {
        let near = &pieces[at.saturating_sub(1)..pieces.len().min(at + 2)];
        near.iter().any(|piece| !matches!(piece, Piece::Same(..)))
    };
    let (below, beginning) = (place.below(), rows.len());
    let mut is_gap = false;
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Gone(at) => rows.push(line(Some("-"), was[at], below)),
            Piece::New(at) => rows.push(line(Some("+"), is[at], below)),
            Piece::Same(_, now) if is_near(at) => rows.push(line(None, is[now], below)),
            Piece::Same(..) if is_gap => {}
            Piece::Same(..) => rows.push(Row::unsigned(below.indent).with(Tone::Quiet, "…")),
        }
        is_gap = matches!(piece, Piece::Same(..)) && !is_near(at);
    }
    if rows[beginning..].iter().all(|row| !row.has_sign()) {
        rows.push(Row::unsigned(below.indent).with(Tone::Quiet, "the same but for its line ends"));
    }
}

/// A line of a text, with what a terminal would obey made visible.
pub(super) fn line(sign: Option<&'static str>, line: &str, place: Place) -> Row {
    let is_obeyed = |c: char| {
        let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        c.is_control() || turns || c == '\u{feff}'
    };
    let shown = |c: char| if is_obeyed(c) { c.escape_unicode().to_string() } else { c.to_string() };
    let line: String = line.replace('\t', "    ").chars().map(shown).collect();
    match sign {
        Some(sign) => Row::signed(place.indent, sign).toned(format!("| {line}")),
        None => Row::unsigned(place.indent).with(Tone::Quiet, format!("| {line}")),
    }
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn what_is_alike_is_left_out_at_the_borders_of_words() {
        let told = [
            ("registry.example.com/team/web:1.27.0", "registry.example.com/team/web:1.28.0"),
            ("registry.example.com/team/web", "registry.example.com/team/web:1.28.0"),
            ("arn:service:one:123456789012:task-def:1", "arn:service:one:123456789012:task-def:2"),
            ("the quick brown fox jumps over the dog", "the quick brown cat jumps over the dog"),
            ("postgres://admin@old:5432/database-of-it", "postgres://admin@new:5432/database-of-it"),
            ("abc", "abd"),
            ("", "abc"),
        ]
        .map(|(before, after)| differing(before, after));
        let told: Vec<String> = told.iter().map(|(before, after)| format!("{before} -> {after}")).collect();
        assert_eq!(
            told,
            [
                "…/web:1.27.0 -> …/web:1.28.0",
                "…/web -> …/web:1.28.0",
                "…task-def:1 -> …task-def:2",
                "…brown fox jumps… -> …brown cat jumps…",
                "…/admin@old:5432… -> …/admin@new:5432…",
                "abc -> abd",
                " -> abc",
            ]
        );
    }

    #[test]
    fn no_letter_is_cut_in_two() {
        for (before, after) in
            [("ää/ää/ää/ää/ää", "ää/ää/ää/ää/öä"), ("漢字漢字漢字漢字 a", "漢字漢字漢字漢字 b"), ("é", "è")]
        {
            let (was, is) = differing(before, after);
            assert!(
                before.ends_with(was.trim_matches('…')) && after.ends_with(is.trim_matches('…')),
                "{was} {is}"
            );
        }
    }
}
