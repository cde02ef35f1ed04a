//! Progress on a terminal: a bar for the whole, and a line for each step under way.
//!
//! The plan above has said what is done: that it is done is told by the bar, and at the end by the sum. A step has a line
//! of its own only while it goes on, when it fails, and when somebody had to wait for it.

use std::io::{Stderr, Write, stderr};
use std::time::{Duration, Instant};

use console::Term;
use ironwright_core::Address;
use ironwright_core::plan::Act;
use ironwright_core::plan::view::wrapped;
use ironwright_engine::Progress;

use super::Reporter;
use super::canvas::Canvas;
use super::lines::{Hints, LONG, finished, sentence};
use crate::{paint, words};

/// Progress on a terminal.
pub(super) struct Bars<W: Write = Stderr> {
    canvas: Canvas<W>,
    terminal: Term,
    /// How much is being read.
    reading: Option<usize>,
    whole: Option<Whole>,
    running: Vec<Running>,
    /// What is still to be written above the bar.
    told: Vec<String>,
    hints: Hints,
    is_real_time: bool,
}

/// The bar for the whole.
struct Whole {
    total: usize,
    done: usize,
    failed: usize,
    began: Instant,
    /// When it will be done, from what steps took in earlier runs.
    until: Option<Instant>,
}

/// A step under way.
struct Running {
    address: Address,
    act: Act,
    began: Instant,
    /// What it is waiting for.
    note: String,
}

impl Bars {
    pub(super) fn new(is_real_time: bool) -> Self {
        Self::on(stderr(), is_real_time)
    }
}

impl<W: Write> Bars<W> {
    fn on(out: W, is_real_time: bool) -> Self {
        Self {
            canvas: Canvas::on(out),
            terminal: Term::stderr(),
            reading: None,
            whole: None,
            running: Vec::new(),
            told: Vec::new(),
            hints: Hints::default(),
            is_real_time,
        }
    }

    fn width(&self) -> usize {
        // The last column stays free: some terminals wrap when it is written.
        self.columns().saturating_sub(1).max(10)
    }

    fn columns(&self) -> usize {
        usize::from(self.terminal.size().1)
    }

    fn say(&mut self, line: &str) {
        let line = paint::line(line);
        let plain = anstream::AutoStream::choice(&stderr()) == anstream::ColorChoice::Never;
        self.told.push(if plain { anstream::adapter::strip_str(&line).to_string() } else { line });
    }

    fn finish(&mut self, address: &Address) {
        self.running.retain(|running| running.address != *address);
        if let Some(whole) = &mut self.whole {
            whole.done += 1;
        }
    }

    fn note(&mut self, address: &Address, note: String) {
        if let Some(running) = self.running.iter_mut().find(|running| running.address == *address) {
            running.note = note;
        }
    }

    fn draw(&mut self) {
        let lines = self.lines();
        self.canvas.draw(&std::mem::take(&mut self.told), lines, self.columns());
    }

    /// What is to be seen of what goes on.
    fn lines(&self) -> Vec<String> {
        let width = self.width();
        if let Some(total) = self.reading {
            return vec![cut(&format!("Reading {} …", words::count(total, "resource")), width)];
        }
        let Some(whole) = &self.whole else { return Vec::new() };
        let most = usize::from(self.terminal.size().0).saturating_sub(4).max(1);
        let hidden = self.running.len().saturating_sub(most);
        let shown = self.running.len().min(if hidden > 0 { most - 1 } else { most });
        let mut lines = vec![whole.text(width)];
        lines.extend(self.running[..shown].iter().map(|running| running.text(width)));
        if hidden > 0 {
            lines.push(cut(&format!("  and {} more", self.running.len() - shown), width));
        }
        lines
    }
}

impl<W: Write> Reporter for Bars<W> {
    fn show(&mut self, progress: &Progress) {
        match progress {
            Progress::Refreshing { total } if *total > 0 && self.is_real_time => self.reading = Some(*total),
            Progress::Refreshing { .. } | Progress::Refreshed { .. } => self.reading = None,
            Progress::Applying { total } => {
                let (began, until) = (Instant::now(), None);
                self.whole = Some(Whole { total: *total, done: 0, failed: 0, began, until });
            }
            Progress::Remaining { estimate } => {
                if let Some(whole) = &mut self.whole {
                    whole.until = Some(Instant::now() + *estimate);
                }
            }
            Progress::Started { address, act } => self.running.push(Running {
                address: address.clone(),
                act: act.clone(),
                began: Instant::now(),
                note: String::new(),
            }),
            Progress::Retrying { address, error, .. } => {
                self.note(address, format!("again after {}", error.code));
            }
            Progress::Waiting { address, condition, .. } => self.note(address, condition.clone()),
            Progress::Finished { address, act, id, took } => {
                self.finish(address);
                if *took >= LONG && self.is_real_time {
                    let whole = finished(address, act, id.as_deref(), Some(*took));
                    let fits = whole.chars().count() <= self.width();
                    self.say(&if fits {
                        whole
                    } else {
                        finished_in(self.width(), address, act, Some(*took))
                    });
                }
            }
            Progress::Failed { address, .. } => {
                self.finish(address);
                if let Some(whole) = &mut self.whole {
                    whole.failed += 1;
                }
                let without_hint = self.hints.once(progress);
                self.tell(without_hint.as_ref().unwrap_or(progress));
            }
            Progress::Blocked { address, error, .. } => self.note(address, error.message.clone()),
            Progress::GivenUp { address, .. } => self.finish(address),
            Progress::Unneeded { address } => {
                self.finish(address);
                self.tell(progress);
            }
            Progress::Skipped { .. } => {
                if let Some(whole) = &mut self.whole {
                    whole.done += 1;
                }
            }
            Progress::LeaseWatched { .. }
            | Progress::LeaseTaken { .. }
            | Progress::Recovered { .. }
            | Progress::Swept { .. }
            | Progress::NotSwept { .. }
            | Progress::Unanswered { .. }
            | Progress::Draining { .. } => self.tell(progress),
        }
        self.draw();
    }

    fn tick(&mut self) {
        self.draw();
    }

    fn close(&mut self) {
        (self.reading, self.whole) = (None, None);
        self.running.clear();
        self.draw();
    }
}

impl<W: Write> Bars<W> {
    /// Says a sentence in as many lines as it needs.
    fn tell(&mut self, progress: &Progress) {
        let Some(text) = sentence(progress, self.is_real_time) else { return };
        for line in text.lines() {
            for line in wrapped(line, self.width(), 2) {
                self.say(&line);
            }
        }
    }
}

impl Whole {
    fn text(&self, width: usize) -> String {
        let mut text = format!(" {}/{} {}", self.done, self.total, words::duration(self.began.elapsed()));
        if self.failed > 0 {
            text = format!("{text}, {} failed", self.failed);
        }
        let left = self.until.map(|until| until.saturating_duration_since(Instant::now()).as_secs());
        if let Some(left) = left.filter(|left| *left > 0 && width >= 60) {
            text = format!("{text}, about {} left", words::duration(Duration::from_secs(left)));
        }
        let room = width.saturating_sub(text.chars().count()).min(40);
        let filled = (room * self.done).checked_div(self.total).unwrap_or(room).min(room);
        cut(&format!("{}{}{text}", "━".repeat(filled), "╌".repeat(room - filled)), width)
    }
}

impl Running {
    /// What is said of a step under way: `  + web/ecs.Service.web 3 s: steady in about 7 s`.
    fn text(&self, width: usize) -> String {
        let (sign, seconds) = (words::sign(&self.act), self.began.elapsed().as_secs());
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        let whole = format!("  {sign} {} {seconds} s{note}", self.address);
        if whole.chars().count() <= width {
            return whole;
        }
        // Of a long address its end tells most, and what is waited for may have half of the room.
        let room = width.saturating_sub(format!("  {sign}  {seconds} s").chars().count());
        let note = cut(&note, room / 2);
        let address = cut_front(self.address.as_str(), room - note.chars().count());
        cut(&format!("  {sign} {address} {seconds} s{note}"), width)
    }
}

/// A finished act where the whole line has no room: the physical id goes first, then the front of the address.
fn finished_in(width: usize, address: &Address, act: &Act, took: Option<Duration>) -> String {
    let took = took.map(|took| format!(" in {}", words::duration(took))).unwrap_or_default();
    let done = words::done(act);
    let room = width.saturating_sub(3 + done.len() + took.chars().count());
    cut(&format!("{} {} {done}{took}", words::sign(act), cut_front(address.as_str(), room)), width)
}

/// The text, or its beginning with a sign that something is missing.
fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// The text, or its end with a sign that something is missing.
fn cut_front(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    std::iter::once('…').chain(text.chars().skip(length - width.saturating_sub(1))).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ironwright_aws::{ecs, iam};
    use ironwright_core::plan::{self, Selection};
    use ironwright_core::{Location, Secret, Stack};
    use ironwright_engine::cloud::ErrorClass;
    use ironwright_engine::store::{Holder, MemoryStore};
    use ironwright_engine::{Cancel, Engine, Events};
    use ironwright_rehearsal::{Fault, Rehearsal, Verb};
    use ironwright_testkit::canaries::{canary, shown};

    use super::super::canvas::tests::Terminal;
    use super::*;

    fn running(address: &str, note: &str) -> Running {
        let address = address.parse().expect("an address");
        Running { address, act: Act::Create, began: Instant::now(), note: note.into() }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let long = running("network/public/ec2.RouteTableAssociation.availability-zone-a", "");
        let waiting = running("network/ecs.Service.front-end", "2 of 4 tasks are running, 1 is pending");
        for width in [10, 20, 39, 80, 119] {
            for running in [&long, &waiting] {
                let text = running.text(width);
                assert!(text.chars().count() <= width, "{width}: {text}");
            }
            let whole = Whole { total: 89, done: 44, failed: 1, began: Instant::now(), until: None };
            assert!(whole.text(width).chars().count() <= width, "{width}: {}", whole.text(width));
            let line = finished_in(width, &long.address, &Act::Create, Some(Duration::from_millis(412)));
            assert!(line.chars().count() <= width, "{width}: {line}");
        }
    }

    #[test]
    fn a_finished_step_keeps_its_word_where_there_is_little_room() {
        let long = running("network/public/ec2.RouteTableAssociation.availability-zone-a", "");
        let line = finished_in(39, &long.address, &Act::Create, Some(Duration::from_millis(412)));
        assert_eq!(line, "+ …vailability-zone-a created in 412 ms");
    }

    /// What a run with a secret tells when the cloud refuses two calls, says the secret, and then fails for good.
    async fn told() -> Vec<Progress> {
        let trust = iam::PolicyDocument::new().statement(
            iam::Statement::allow()
                .action("sts:AssumeRole")
                .principal(iam::Principal::service("ecs-tasks.amazonaws.com")),
        );
        let mut stack = Stack::new("drawn");
        stack.add("web", iam::Role::new("web", trust).description(Secret::new(canary(1))));
        stack.add("main", ecs::Cluster::new("main").tag("secret", Secret::new(canary(2))));
        let graph = stack.graph().expect("a graph");
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Arc::new(Rehearsal::in_memory(location, ironwright_aws::registry()));
        let fault = |what, number, class| {
            let said = canary(number);
            Fault::new(Verb::Create, what)
                .saying(format!("Busy-{said}"), format!("{said} is bad"))
                .class(class)
        };
        cloud.fail(fault("iam.Role.web", 1, ErrorClass::Transient).times(2));
        cloud.fail(fault("ecs.Cluster.main", 2, ErrorClass::Denied));
        let (events, mut receiver) = Events::channel();
        let engine = Engine::new(cloud, ironwright_aws::registry()).with_events(events);
        let store = MemoryStore::new("drawn");
        let mut run = engine.begin(&store, &graph, "up", Holder::default()).await.expect("begins");
        drop(engine);
        let selection = Selection::default();
        let (plan, observed) = run.plan(&graph, plan::Verb::Up, &selection).await.expect("a plan");
        run.apply(&graph, &plan, &observed, Cancel::never()).await.expect("it goes to its end");
        drop(run);
        let mut told = Vec::new();
        while let Some(progress) = receiver.recv().await {
            told.push(progress);
        }
        told
    }

    #[tokio::test(start_paused = true)]
    async fn no_secret_is_drawn_whatever_the_cloud_says() {
        let terminal = Terminal::new(200);
        let mut bars = Bars::on(terminal.clone(), true);
        let mut drawn = String::new();
        for progress in told().await {
            bars.show(&progress);
            bars.tick();
            drawn.push_str(&terminal.contents());
        }
        bars.close();
        drawn.push_str(&terminal.contents());
        assert_eq!(shown(drawn.as_bytes()), None, "{drawn}");
        for said in ["again after Busy-(secret)", "Busy-(secret): (secret) is", "iam.Role.web"] {
            assert!(drawn.contains(said), "`{said}` is not in\n{drawn}");
        }
    }

    #[test]
    fn a_narrow_terminal_shows_the_name_and_what_is_waited_for() {
        let waiting = running("network/ecs.Service.front-end", "2 of 4 tasks are running, 1 is pending");
        assert_eq!(waiting.text(39), "  + …rvice.front-end 0 s: 2 of 4 tasks…");
    }
}
