//! Kinds with a handler of one's own: what becomes of one that panics, hangs, or answers what cannot be.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ironwright::aws::logs::LogGroup;
use ironwright::core::kind::{Holds, InputBuilder, OutputBuilder};
use ironwright::core::state::Observation;
use ironwright::core::{DynamicResource, Kind, KindRef};
use ironwright::engine::cloud::{
    CloudError, CreateRequest, DeleteRequest, ErrorClass, Existing, ReadRequest, Readiness, UpdateRequest,
};
use ironwright::engine::{EngineOptions, Handler, OnRehearsal, OwnKinds};
use ironwright::prelude::*;
use ironwright::testing::{Report, World};

fn kind() -> KindRef {
    Kind::builder("acme.Note")
        .doc("A note on a board.")
        .page("https://example.com/notes")
        .id("note-{hex:8}")
        .input(InputBuilder::new("text", Holds::Text, "What it says.").required())
        .output(
            OutputBuilder::new("size", Holds::Int, "How many letters it has.").template("{id}").volatile(),
        )
        .ready_when("pinned")
        .build()
        .expect("a sound description")
}

/// What goes wrong in a call, once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Wrong {
    Panics,
    Hangs,
    Refuses,
    Id(&'static str),
    OtherProperty,
    OtherType,
}

/// A board in memory: notes by id, each with the token of the request that made it.
#[derive(Default)]
struct Board {
    notes: BTreeMap<String, (String, String)>,
    wrong: Option<(&'static str, Wrong)>,
    calls: Vec<&'static str>,
}

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Board>>);

impl Notes {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn go_wrong(&self, verb: &'static str, wrong: Wrong) {
        self.board().wrong = Some((verb, wrong));
    }

    fn texts(&self) -> Vec<String> {
        self.board().notes.values().map(|(text, _)| text.clone()).collect()
    }

    /// Answers a call about a note, wrongly if that is due.
    async fn answer(&self, verb: &'static str, id: &str) -> Result<Option<Existing>, CloudError> {
        let (wrong, text) = {
            let mut board = self.board();
            board.calls.push(verb);
            let wrong = board.wrong.take_if(|(due, _)| *due == verb).map(|(_, wrong)| wrong);
            (wrong, board.notes.get(id).map(|(text, _)| text.clone()))
        };
        let existing = text.map(|text| {
            let size = i64::try_from(text.len()).expect("a short note");
            Existing::new(id).with("text", text).with("size", size)
        });
        match wrong {
            None => Ok(existing),
            Some(Wrong::Panics) => panic!("no pins"),
            Some(Wrong::Hangs) => std::future::pending().await,
            Some(Wrong::Refuses) => Err(CloudError::told(ErrorClass::Refused, "the board is full")),
            Some(Wrong::Id(id)) => Ok(existing.map(|it| Existing { id: id.into(), ..it })),
            Some(Wrong::OtherProperty) => Ok(existing.map(|it| it.with("colour", "red"))),
            Some(Wrong::OtherType) => Ok(existing.map(|it| it.with("size", "large"))),
        }
    }
}

#[async_trait]
impl Handler for Notes {
    fn kind(&self) -> KindRef {
        kind()
    }

    fn on_rehearsal(&self) -> OnRehearsal {
        OnRehearsal::Handled
    }

    async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
        let id = {
            let board = self.board();
            let mut notes = board.notes.iter();
            notes.find(|(_, (_, token))| *token == request.token).map(|(id, _)| id.clone())
        };
        self.answer("find", &id.unwrap_or_default()).await
    }

    async fn create(&self, request: &CreateRequest) -> Result<Existing, CloudError> {
        let text = request.inputs.read::<String>("text")?;
        let id = {
            let mut board = self.board();
            let id = format!("note-{}", board.notes.len() + 1);
            if board.wrong != Some(("create", Wrong::Refuses)) {
                board.notes.insert(id.clone(), (text, request.token.clone()));
            }
            id
        };
        let pinned = self.answer("create", &id).await?;
        pinned.ok_or_else(|| CloudError::told(ErrorClass::Transient, "it fell down"))
    }

    async fn read(&self, resource: &ReadRequest) -> Result<Observation, CloudError> {
        let read = self.answer("read", &resource.id).await?;
        Ok(read.map_or(Observation::Gone, |existing| Observation::Present(existing.observed)))
    }

    async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
        let text = request.inputs.read::<String>("text")?;
        if let Some((pinned, _)) = self.board().notes.get_mut(&*request.id) {
            *pinned = text;
        }
        let updated = self.answer("update", &request.id).await?;
        updated.ok_or_else(|| CloudError::told(ErrorClass::NotFound, "it is not on the board"))
    }

    async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
        self.board().notes.remove(&*request.id);
        self.answer("delete", &request.id).await.map(drop)
    }

    async fn ready(&self, resource: &ReadRequest) -> Result<Readiness, CloudError> {
        let there = self.answer("ready", &resource.id).await?;
        Ok(there.map_or(Readiness::Waiting("a pin".to_owned()), |it| Readiness::Ready(it.observed)))
    }
}

/// One or two notes, and a log group that needs the first.
#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, texts: &Vec<&'static str>) -> Result<()> {
    for (number, text) in texts.iter().enumerate() {
        let note = stack.add_dynamic(format!("n{number}"), DynamicResource::new(kind()).set("text", *text));
        if number == 0 {
            let size = note.output::<i64>("size");
            stack.add("log", LogGroup::new(size.map(|size| format!("/notes/{size}"))));
        }
    }
    stack.add("beside", LogGroup::new("/beside"));
    Ok(())
}

struct Scene {
    notes: Notes,
    world: World,
}

impl Scene {
    fn new() -> Self {
        let notes = Notes::default();
        let options = EngineOptions { retry: Duration::from_secs(90), ..EngineOptions::default() };
        let world = World::new("shop").with_kinds(&OwnKinds::new().with(notes.clone())).with_options(options);
        Self { notes, world }
    }

    fn up(&mut self, texts: &[&'static str]) -> Report {
        self.world.up(program, &texts.to_vec()).expect("a run")
    }

    /// What failed, in sentences, with what a person can do.
    fn failure(report: &Report) -> String {
        let [failure] = &report.outcome.failed[..] else { panic!("one step fails: {report}") };
        format!("{}: {}; {}", failure.address, failure.message, failure.hint.clone().unwrap_or_default())
    }

    /// The next run puts all in order, and the one after it has nothing to do.
    fn goes_on(&mut self, texts: &[&'static str]) {
        let report = self.up(texts);
        assert!(report.outcome.is_complete(), "{report}");
        assert_eq!(self.notes.texts(), texts, "nothing is there twice, and nothing is lost");
        assert_eq!(self.up(texts).done(), [""; 0]);
    }
}

#[test]
fn an_own_kind_goes_to_its_handler_and_all_others_to_the_cloud() {
    let mut scene = Scene::new();
    let report = scene.up(&["milk"]);
    assert!(report.outcome.is_complete(), "{report}");
    let groups = scene.world.all::<LogGroup>();
    assert_eq!(groups.iter().map(|group| group.id()).collect::<Vec<_>>(), ["/beside", "/notes/4"]);
    assert_eq!(scene.notes.texts(), ["milk"]);
    assert!(scene.world.cloud().objects().iter().all(|object| &*object.kind == "logs.LogGroup"));
    assert_eq!(scene.notes.board().calls, ["find", "create", "ready"]);
    assert_eq!(
        scene.up(&["honey"]).done(),
        ["delete logs.LogGroup.log", "update acme.Note.n0", "create logs.LogGroup.log"]
    );
    scene.world.destroy(program, &vec!["honey"]).expect("a run");
    assert_eq!(scene.notes.texts(), [""; 0]);
}

#[test]
fn drift_behind_a_handler_is_mended_and_what_is_gone_is_made_again() {
    let mut scene = Scene::new();
    scene.up(&["milk"]);
    scene.notes.board().notes.values_mut().for_each(|(text, _)| *text = "beer".to_owned());
    assert!(scene.up(&["milk"]).done().contains(&"update acme.Note.n0".to_owned()));
    assert_eq!(scene.notes.texts(), ["milk"]);
    scene.notes.board().notes.clear();
    scene.goes_on(&["milk"]);
}

#[test]
fn a_handler_that_panics_fails_its_step_with_its_name_and_the_next_run_finds_what_it_made() {
    for verb in ["create", "ready"] {
        let mut scene = Scene::new();
        scene.notes.go_wrong(verb, Wrong::Panics);
        let report = scene.up(&["milk"]);
        let said = Scene::failure(&report);
        assert!(
            said.contains(&format!("acme.Note:{verb}: Panicked: the handler panicked: no pins")),
            "{said}"
        );
        assert!(said.contains("a mistake in the handler of acme.Note"), "{said}");
        assert_eq!(report.skipped(), ["logs.LogGroup.log"]);
        assert!(
            report.done().contains(&"create logs.LogGroup.beside".to_owned()),
            "all else goes on: {report}"
        );
        scene.goes_on(&["milk"]);
    }
}

#[test]
fn a_handler_that_panics_while_it_reads_or_looks_stops_the_run_before_anything_changes() {
    let mut scene = Scene::new();
    scene.up(&["milk"]);
    scene.notes.go_wrong("read", Wrong::Panics);
    let said = scene.world.up(program, &vec!["milk"]).map(drop).expect_err("nobody knows").to_string();
    assert!(said.contains("acme.Note:read: Panicked"), "{said}");
    scene.goes_on(&["milk"]);
}

#[test]
fn a_handler_that_hangs_is_asked_again_and_what_it_did_is_found() {
    for verb in ["find", "create", "ready", "read", "update", "delete"] {
        let mut scene = Scene::new();
        if ["read", "update", "delete"].contains(&verb) {
            scene.up(&["milk"]);
        }
        scene.notes.go_wrong(verb, Wrong::Hangs);
        let texts: &[&'static str] = match verb {
            "update" => &["honey"],
            "delete" => &[],
            _ => &["milk"],
        };
        let report = scene.up(texts);
        assert!(report.outcome.is_complete(), "{verb}: {report}");
        scene.goes_on(texts);
    }
}

#[test]
fn a_handler_that_never_answers_is_an_error_that_says_how_long_it_was_waited_for() {
    /// Notes whose board is out of reach.
    struct Deaf(Notes);

    #[async_trait]
    impl Handler for Deaf {
        fn kind(&self) -> KindRef {
            kind()
        }

        fn on_rehearsal(&self) -> OnRehearsal {
            OnRehearsal::Handled
        }

        fn call_limit(&self) -> Duration {
            Duration::from_secs(5)
        }

        async fn find(&self, request: &CreateRequest) -> Result<Option<Existing>, CloudError> {
            self.0.find(request).await
        }

        async fn create(&self, _: &CreateRequest) -> Result<Existing, CloudError> {
            std::future::pending().await
        }

        async fn read(&self, resource: &ReadRequest) -> Result<Observation, CloudError> {
            self.0.read(resource).await
        }

        async fn update(&self, request: &UpdateRequest) -> Result<Existing, CloudError> {
            self.0.update(request).await
        }

        async fn delete(&self, request: &DeleteRequest) -> Result<(), CloudError> {
            self.0.delete(request).await
        }
    }

    let mut world = World::new("shop").with_kinds(&OwnKinds::new().with(Deaf(Notes::default())));
    let report = world.up(program, &vec!["milk"]).expect("a run");
    let said = Scene::failure(&report);
    assert!(said.contains("acme.Note:create: TimedOut: the handler did not answer within 5 s"), "{said}");
    assert!(said.contains("`call_limit` of the handler"), "{said}");
}

#[test]
fn an_answer_that_cannot_be_is_refused_and_nothing_is_lost() {
    for (wrong, sentence) in [
        (Wrong::Id(" "), "it gives no id"),
        (Wrong::OtherProperty, "`colour` is neither an input nor an output of acme.Note"),
        (Wrong::OtherType, "`size`: is text, and a whole number is wanted"),
    ] {
        let mut scene = Scene::new();
        scene.notes.go_wrong("create", wrong);
        let said = Scene::failure(&scene.up(&["milk"]));
        assert!(said.contains(&format!("acme.Note:create: WrongAnswer: {sentence}")), "{wrong:?}: {said}");
        scene.goes_on(&["milk"]);
    }
}

#[test]
fn an_update_that_gives_another_id_is_refused_and_the_resource_keeps_its_own() {
    let mut scene = Scene::new();
    scene.up(&["milk"]);
    scene.notes.go_wrong("update", Wrong::Id("another"));
    let said = Scene::failure(&scene.up(&["honey"]));
    assert!(said.contains("acme.Note:update: WrongAnswer: it gives the id `another` for `note-1`"), "{said}");
    let state = scene.world.state();
    let object = state.object(&"acme.Note.n0".parse().expect("an address")).expect("it is there");
    assert_eq!(&*object.id, "note-1");
    scene.goes_on(&["honey"]);
}

#[test]
fn a_create_that_gives_an_id_which_is_taken_is_refused_and_both_are_found_afterwards() {
    let mut scene = Scene::new();
    scene.up(&["milk"]);
    scene.notes.go_wrong("create", Wrong::Id("note-1"));
    let said = Scene::failure(&scene.up(&["milk", "honey"]));
    assert!(said.contains("it gives the id `note-1`, which is that of another resource"), "{said}");
    scene.goes_on(&["milk", "honey"]);
}

#[test]
fn a_handlers_own_error_is_told_with_the_call() {
    let mut scene = Scene::new();
    scene.notes.go_wrong("create", Wrong::Refuses);
    let said = Scene::failure(&scene.up(&["milk"]));
    assert!(said.contains("acme.Note:create: Refused: the board is full"), "{said}");
    scene.goes_on(&["milk"]);
}

#[test]
fn a_kind_that_is_played_never_meets_its_handler() {
    /// Nobody may call it.
    struct Untouchable;

    #[async_trait]
    impl Handler for Untouchable {
        fn kind(&self) -> KindRef {
            kind()
        }

        fn on_rehearsal(&self) -> OnRehearsal {
            OnRehearsal::Played
        }

        async fn find(&self, _: &CreateRequest) -> Result<Option<Existing>, CloudError> {
            unreachable!("it is played")
        }

        async fn create(&self, _: &CreateRequest) -> Result<Existing, CloudError> {
            unreachable!("it is played")
        }

        async fn read(&self, _: &ReadRequest) -> Result<Observation, CloudError> {
            unreachable!("it is played")
        }

        async fn update(&self, _: &UpdateRequest) -> Result<Existing, CloudError> {
            unreachable!("it is played")
        }

        async fn delete(&self, _: &DeleteRequest) -> Result<(), CloudError> {
            unreachable!("it is played")
        }
    }

    let mut world = World::new("shop").with_kinds(&OwnKinds::new().with(Untouchable));
    let program = |stack: &mut Stack, _: &()| {
        stack.add_dynamic("n0", DynamicResource::new(kind()).set("text", "milk"));
        Ok(())
    };
    assert!(world.up(program, &()).expect("a run").outcome.is_complete());
    assert!(world.destroy(program, &()).expect("a run").outcome.is_complete());
}
