//! What a subscriber of `tracing` hears of a run: spans of the run, its calls and its writes, an event for each thing that
//! happens, and no secret, whatever the cloud says.

use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ironwright::aws::ec2::{Subnet, Vpc};
use ironwright::core::Location;
use ironwright::engine::cloud::ErrorClass;
use ironwright::engine::store::MemoryStore;
use ironwright::engine::{Cancel, Engine};
use ironwright::prelude::*;
use ironwright::rehearsal::{Fault, Rehearsal, Verb};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Writes down all that it hears.
#[derive(Clone, Default)]
struct Recorder {
    lines: Arc<Mutex<Vec<String>>>,
    spans: Arc<AtomicU64>,
}

/// One line of it.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string takes all");
    }
}

impl Recorder {
    fn note(&self, line: Line) {
        self.lines.lock().expect("nobody panics").push(line.0);
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "ironwright"
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line(format!("span {}", span.metadata().name()));
        span.record(&mut line);
        self.note(line);
        Id::from_u64(self.spans.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Line(event.metadata().level().to_string());
        event.record(&mut line);
        self.note(line);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_subscriber_hears_of_runs_calls_and_writes_and_of_no_secret() {
    let mut stack = Stack::new("web");
    let word = Secret::new("s3cret-word".to_owned());
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")).tag("word", word));
    stack.add("a", Subnet::new(&vpc, vpc.cidr_block.subnet(8, 0)));
    let graph = stack.into_graph().expect("a graph");
    let cloud = Rehearsal::in_memory(Location::default(), ironwright::aws::registry());
    let said = |class| {
        Fault::new(Verb::Create, "ec2.Subnet.a").saying("Busy", "s3cret-word is no good").class(class)
    };
    cloud.fail(said(ErrorClass::Transient).times(1));
    cloud.fail(said(ErrorClass::Denied).times(1));

    let recorder = Recorder::default();
    tracing::subscriber::with_default(recorder.clone(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        runtime.expect("a runtime").block_on(async {
            let engine = Engine::new(Arc::new(cloud), ironwright::aws::registry());
            engine.up(&MemoryStore::new("web"), &graph, Cancel::never()).await.expect("a run");
        });
    });

    let lines = recorder.lines.lock().expect("nobody panics").join("\n");
    assert!(!lines.contains("s3cret"), "{lines}");
    for heard in [
        "span run stack=\"web\" run=",
        "span call call=\"create\" about=\"ec2.Vpc.main\"",
        "span call call=\"create\" about=\"ec2.Subnet.a\"",
        "span append events=",
        "INFO stack=\"web\" run=",
        r#"\"event\":\"finished\",\"address\":\"ec2.Vpc.main\""#,
        "DEBUG stack=\"web\"",
        r#"\"event\":\"retrying\""#,
        "WARN stack=\"web\"",
        r#"\"event\":\"failed\""#,
        "(secret) is no good",
    ] {
        assert!(lines.contains(heard), "`{heard}` is not in\n{lines}");
    }
}
