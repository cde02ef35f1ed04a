//! The last lines of a terminal, drawn anew over and over: what was drawn is taken away before anything else is written.
//!
//! A terminal whose size changes breaks longer lines into several rows by itself. How many rows are to be taken away is
//! therefore counted by the width of now, not by that of the moment in which they were drawn.

use std::io::{self, Write};

use console::measure_text_width;

/// The lines, and where they are drawn.
pub(super) struct Canvas<W: Write> {
    out: W,
    /// What is to be seen now.
    drawn: Vec<String>,
    /// How wide the terminal was when that was drawn.
    width: usize,
}

impl<W: Write> Canvas<W> {
    pub(super) fn on(out: W) -> Self {
        Self { out, drawn: Vec::new(), width: 0 }
    }

    /// Draws lines in the place of those drawn before, and writes others above them for good.
    pub(super) fn draw(&mut self, above: &[String], lines: Vec<String>, width: usize) {
        if above.is_empty() && self.drawn == lines && self.width == width {
            return;
        }
        let mut text = self.removal(width);
        for line in above.iter().chain(&lines) {
            text.push_str(line);
            text.push('\n');
        }
        (self.drawn, self.width) = (lines, width);
        // Where stderr cannot be written, nobody is watching.
        let _: io::Result<()> = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
    }

    /// What takes away all that is drawn, with whatever was typed below it.
    fn removal(&self, width: usize) -> String {
        let rows_of = |line: &String| measure_text_width(line).div_ceil(width.max(1)).max(1);
        match self.drawn.iter().map(rows_of).sum() {
            0usize => String::new(),
            rows => format!("\r\u{1b}[{rows}A\u{1b}[J"),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// A terminal as far as it is asked for: rows that are broken at its width, and broken anew when that changes.
    #[derive(Clone, Default)]
    pub(in super::super) struct Terminal(Rc<RefCell<Screenful>>);

    #[derive(Default)]
    struct Screenful {
        /// Lines as they were written; the last is the one with the cursor.
        lines: Vec<String>,
        width: usize,
    }

    impl Terminal {
        pub(in super::super) fn new(width: usize) -> Self {
            Self(Rc::new(RefCell::new(Screenful { lines: vec![String::new()], width })))
        }

        pub(in super::super) fn resize(&self, width: usize) {
            self.0.borrow_mut().width = width;
        }

        pub(in super::super) fn contents(&self) -> String {
            let lines = self.0.borrow().lines.join("\n");
            lines.trim_end_matches('\n').to_owned()
        }
    }

    impl Screenful {
        fn rows_of(&self, line: &str) -> usize {
            measure_text_width(line).div_ceil(self.width).max(1)
        }

        /// Takes away so many rows from the bottom up; part of a line that stays is debris.
        fn take_rows(&mut self, mut rows: usize) {
            self.lines.pop();
            while rows > 0 {
                let Some(line) = self.lines.pop() else { break };
                let height = self.rows_of(&line);
                if height > rows {
                    let kept = line.chars().take((height - rows) * self.width).collect();
                    self.lines.push(kept);
                }
                rows = rows.saturating_sub(height);
            }
            self.lines.push(String::new());
        }
    }

    impl Write for Terminal {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let text = std::str::from_utf8(bytes).expect("text");
            let mut screen = self.0.borrow_mut();
            let (removal, rest) = match text.strip_prefix("\r\u{1b}[") {
                Some(removal) => removal.split_once("A\u{1b}[J").expect("a removal"),
                None => ("0", text),
            };
            match removal.parse().expect("a number") {
                0 => {}
                rows => screen.take_rows(rows),
            }
            for (at, line) in rest.split('\n').enumerate() {
                if at > 0 {
                    screen.lines.push(String::new());
                }
                screen.lines.last_mut().expect("a line").push_str(line);
            }
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_drawn_is_taken_away_at_whatever_width_it_stands_now() {
        let terminal = Terminal::new(20);
        let mut canvas = Canvas::on(terminal.clone());
        canvas.draw(&lines(&["the plan"]), lines(&["━━━━━━━━━━ 1/2", "  + a line of 19 cols"]), 20);
        for width in [7, 40, 10, 20] {
            terminal.resize(width);
            canvas.draw(&[], lines(&["━━━━ 1/2"]), width);
            assert_eq!(terminal.contents(), "the plan\n━━━━ 1/2", "{width}");
            canvas.draw(&[], lines(&["━━━━ 1/2", "  + a line of 19 cols"]), width);
        }
        canvas.draw(&lines(&["error: no"]), Vec::new(), 20);
        assert_eq!(terminal.contents(), "the plan\nerror: no");
    }

    #[test]
    fn what_is_typed_meanwhile_is_taken_away_too() {
        let terminal = Terminal::new(20);
        let mut canvas = Canvas::on(terminal.clone());
        canvas.draw(&[], lines(&["━━━━ 1/2"]), 20);
        terminal.0.borrow_mut().lines.last_mut().expect("a line").push_str("^C");
        canvas.draw(&lines(&["Stopping"]), Vec::new(), 20);
        assert_eq!(terminal.contents(), "Stopping");
    }
}
