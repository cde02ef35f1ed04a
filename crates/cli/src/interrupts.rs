//! Ctrl-C and the request to terminate: the first asks a run to finish its calls and to wait for nothing, the second to
//! leave.

use ironwright_engine::tasks::detached;
use ironwright_engine::{Cancel, Canceller};
use tokio::sync::watch;

/// What a person has asked for by signals.
#[derive(Clone, Debug)]
pub(crate) struct Interrupts {
    pub(crate) cancel: Cancel,
    pressed: watch::Receiver<bool>,
}

impl Interrupts {
    /// Listens from now on, within the runtime.
    pub(crate) fn listen() -> Self {
        let (canceller, cancel) = Canceller::new();
        let (sender, pressed) = watch::channel(false);
        // Without a way to listen, the system's own way to stop the process stays.
        if let Ok(mut signals) = Signals::new() {
            let listening = async move {
                while signals.next().await {
                    canceller.press();
                    let _ = sender.send(true);
                }
            };
            // The program says at its end where anything panicked.
            detached(listening, drop);
        }
        Self { cancel, pressed }
    }

    /// Whether a person has asked to stop.
    pub(crate) fn were_pressed(&self) -> bool {
        *self.pressed.borrow()
    }

    /// Does something that may be broken off at any instant; nothing comes of it when a person asks to stop.
    pub(crate) async fn unless<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut pressed = self.pressed.clone();
        tokio::select! {
            biased;
            done = work => Some(done),
            Ok(_) = pressed.wait_for(|pressed| *pressed) => None,
        }
    }
}

/// The signals that ask to stop, listened to all the while so that none is missed.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for one; `false` when there will be none.
    async fn next(&mut self) -> bool {
        tokio::select! {
            received = self.interrupt.recv() => received.is_some(),
            received = self.terminate.recv() => received.is_some(),
        }
    }
}

/// The signal that asks to stop.
#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    /// Waits for one; `false` when there will be none.
    async fn next(&mut self) -> bool {
        self.0.recv().await.is_some()
    }
}
