//! Progress on a terminal: a bar for the whole, a line for each step under way, finished steps above them.
//!
//! No line is longer than the terminal is wide: one that wraps would be left behind on every redraw.

use std::time::{Duration, Instant};

use console::Term;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use ironwright_core::Address;
use ironwright_core::plan::Act;
use ironwright_engine::Progress;

use super::Reporter;
use super::lines::{Hints, finished, sentence};
use crate::{paint, words};

/// Progress on a terminal.
pub(super) struct Bars {
    multi: MultiProgress,
    terminal: Term,
    whole: Option<Whole>,
    /// One for each line of a step; which step it shows changes.
    rows: Vec<ProgressBar>,
    running: Vec<Running>,
    hints: Hints,
    is_real_time: bool,
}

/// The bar for the whole.
struct Whole {
    bar: ProgressBar,
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
        Self::on(ProgressDrawTarget::stderr(), is_real_time)
    }

    fn on(target: ProgressDrawTarget, is_real_time: bool) -> Self {
        let multi = MultiProgress::with_draw_target(target);
        let (terminal, rows, running) = (Term::stderr(), Vec::new(), Vec::new());
        Self { multi, terminal, whole: None, rows, running, hints: Hints::default(), is_real_time }
    }

    fn width(&self) -> usize {
        // The last column stays free: some terminals wrap when it is written.
        usize::from(self.terminal.size().1).saturating_sub(1).max(10)
    }

    fn say(&self, line: &str) {
        let line = paint::line(&cut(line, self.width()));
        let plain = anstream::AutoStream::choice(&std::io::stderr()) == anstream::ColorChoice::Never;
        let line = if plain { anstream::adapter::strip_str(&line).to_string() } else { line };
        let _ = self.multi.println(line);
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
        let width = self.width();
        let Some(whole) = &self.whole else { return };
        whole.bar.set_message(whole.text(width));
        let height = usize::from(self.terminal.size().0);
        let most = height.saturating_sub(3).max(1);
        let hidden = self.running.len().saturating_sub(most);
        let shown = self.running.len().min(if hidden > 0 { most - 1 } else { most });
        let lines = shown + usize::from(hidden > 0);
        while self.rows.len() < lines {
            self.rows.push(self.multi.add(row()));
        }
        for row in self.rows.drain(lines..) {
            row.finish_and_clear();
            self.multi.remove(&row);
        }
        for (row, running) in self.rows.iter().zip(&self.running[..shown]) {
            row.set_message(running.text(width));
        }
        if hidden > 0 {
            self.rows[shown].set_message(cut(&format!("  and {} more", self.running.len() - shown), width));
        }
    }
}

impl Reporter for Bars {
    fn show(&mut self, progress: &Progress) {
        match progress {
            Progress::Refreshing { total } if *total > 0 && self.is_real_time => {
                let bar = self.multi.add(row());
                bar.set_message(cut(
                    &format!("Reading {} …", words::count(*total, "resource")),
                    self.width(),
                ));
                self.rows.push(bar);
            }
            Progress::Refreshing { .. } | Progress::Refreshed { .. } => self.close(),
            Progress::Applying { total } => {
                self.whole = Some(Whole {
                    bar: self.multi.add(row()),
                    total: *total,
                    done: 0,
                    failed: 0,
                    began: Instant::now(),
                    until: None,
                });
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
                let took = self.is_real_time.then_some(*took);
                let whole = finished(address, act, id.as_deref(), took);
                let fits = whole.chars().count() <= self.width();
                self.say(&if fits { whole } else { finished_in(self.width(), address, act, took) });
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
        for row in self.rows.drain(..) {
            row.finish_and_clear();
            self.multi.remove(&row);
        }
        if let Some(whole) = self.whole.take() {
            whole.bar.finish_and_clear();
            self.multi.remove(&whole.bar);
        }
        self.running.clear();
    }
}

impl Bars {
    /// Says a sentence in as many lines as it needs.
    fn tell(&self, progress: &Progress) {
        let Some(text) = sentence(progress, self.is_real_time) else { return };
        text.lines().for_each(|line| self.tell_line(line));
    }

    fn tell_line(&self, text: &str) {
        let mut line = String::new();
        for word in text.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > self.width() {
                self.say(&line);
                " ".clone_into(&mut line);
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.say(&line);
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

fn row() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new_spinner().with_style(style)
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

    use indicatif::InMemoryTerm;
    use ironwright_aws::{ecs, iam};
    use ironwright_core::plan::{self, Selection};
    use ironwright_core::{Location, Secret, Stack};
    use ironwright_engine::cloud::ErrorClass;
    use ironwright_engine::store::{Holder, MemoryStore};
    use ironwright_engine::{Cancel, Engine, Events};
    use ironwright_rehearsal::{Fault, Rehearsal, Verb};
    use ironwright_testkit::canaries::{canary, shown};

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
            let whole =
                Whole { bar: row(), total: 89, done: 44, failed: 1, began: Instant::now(), until: None };
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
        let terminal = InMemoryTerm::new(24, 200);
        let mut bars = Bars::on(ProgressDrawTarget::term_like(Box::new(terminal.clone())), true);
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
