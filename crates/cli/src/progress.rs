//! Progress: what the engine tells is shown as it happens, in the form that suits whoever watches.

mod bars;
mod json;
mod lines;

use std::future::Future;
use std::io::{IsTerminal as _, stderr};
use std::pin::pin;
use std::time::Duration;

use ironwright_engine::Progress;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::screen::Screen;

/// Shows what happens.
pub(crate) trait Reporter {
    /// Shows one thing that happened.
    fn show(&mut self, progress: &Progress);

    /// Shows that time has passed.
    fn tick(&mut self) {}

    /// Leaves the screen to what comes after.
    fn close(&mut self) {}
}

/// Shows what the engine tells, while it works.
pub(crate) struct Watch {
    events: UnboundedReceiver<Progress>,
    reporter: Box<dyn Reporter>,
    is_real_time: bool,
}

impl Watch {
    /// Watches in the form that suits: bars on a terminal, lines without one, JSON for machines.
    pub(crate) fn new(events: UnboundedReceiver<Progress>, screen: Screen, is_real_time: bool) -> Self {
        let capable = std::env::var_os("TERM").is_none_or(|terminal| terminal != "dumb");
        let reporter: Box<dyn Reporter> = if screen.json {
            Box::new(json::Json::new(screen, is_real_time))
        } else if stderr().is_terminal() && capable {
            Box::new(bars::Bars::new(is_real_time))
        } else {
            Box::new(lines::Lines::new(screen, is_real_time))
        };
        Self { events, reporter, is_real_time }
    }

    /// Does some work of the engine and shows how it goes.
    pub(crate) async fn during<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        // Where the clock jumps, it would jump from tick to tick.
        let mut ticks = self.is_real_time.then(|| tokio::time::interval(Duration::from_millis(100)));
        let done = loop {
            let tick = async {
                match &mut ticks {
                    Some(ticks) => ticks.tick().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                Some(progress) = self.events.recv() => self.reporter.show(&progress),
                done = &mut work => break done,
                _ = tick => self.reporter.tick(),
            }
        };
        while let Ok(progress) = self.events.try_recv() {
            self.reporter.show(&progress);
        }
        self.reporter.close();
        done
    }
}
