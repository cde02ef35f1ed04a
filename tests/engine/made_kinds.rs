//! Kinds that are made while a program runs: planned, applied and rehearsed like those that are derived.

use ironwright::aws::ec2::Vpc;
use ironwright::core::kind::{Holds, InputBuilder, KindBuilder, OutputBuilder};
use ironwright::core::{Document, DynamicResource, Kind, KindRef, Registry, Resource as _, Value};
use ironwright::engine::OwnKinds;
use ironwright::prelude::*;
use ironwright::testing::World;

/// As a program would make it of a schema that it has read.
fn monitor() -> KindBuilder {
    let header = [
        InputBuilder::new("name", Holds::Text, "Its name.").required(),
        InputBuilder::new("value", Holds::Text, "What it says."),
    ];
    Kind::builder("acme.Monitor")
        .doc("A page that is looked at every so often.")
        .page("https://example.com/monitors")
        .id("monitor-{hex:12}")
        .input(InputBuilder::new("url", Holds::Text, "What is looked at.").required().replaces())
        .input(
            InputBuilder::new("period", Holds::Int, "Seconds between two looks.")
                .default(60)
                .range(10..=3600),
        )
        .input(InputBuilder::new("vpc", Holds::reference("ec2.Vpc", "id"), "Where it looks from."))
        .input(
            InputBuilder::new("headers", Holds::list(Holds::block(header)), "What is sent along.")
                .key("name"),
        )
        .output(
            OutputBuilder::new("page", Holds::Text, "Its results.")
                .template("https://status.example.com/{id}"),
        )
        .unique(["url"])
}

fn made() -> KindRef {
    monitor().build().expect("a sound description")
}

/// What the tests change between runs.
#[derive(Clone)]
struct Settings {
    url: &'static str,
    period: i64,
}

const FIRST: Settings = Settings { url: "https://shop.example.com", period: 60 };

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn program(stack: &mut Stack, settings: &Settings) -> Result<()> {
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let monitor = DynamicResource::new(made())
        .set("url", settings.url)
        .set("period", settings.period)
        .set("vpc", &vpc.id)
        .set(
            "headers",
            Document(Value::list([Value::map(
                [("name".into(), "Accept".into()), ("value".into(), "text/html".into())]
                    .into_iter()
                    .collect(),
            )])),
        );
    let monitor = stack.add_dynamic("front", monitor);
    stack.output("page", monitor.output::<String>("page"));
    Ok(())
}

fn world() -> World {
    World::new("shop").with_kinds(&OwnKinds::new().with_kind(made()))
}

#[test]
fn a_made_kind_is_planned_applied_changed_replaced_and_deleted_like_any_other() {
    let mut world = world();
    let plan = world.preview(program, &FIRST).expect("a plan");
    assert_eq!(
        plan.to_string(),
        "  + ec2.Vpc.main  cidr_block: \"10.0.0.0/16\"\n  + acme.Monitor.front  url: \"https://shop.example.com\"\n    \
         + headers[\"Accept\"]\n\nOutputs:\n  + page = (known after apply)\n\nPlan: 2 to create."
    );
    assert!(world.up(program, &FIRST).expect("a run").outcome.is_complete());
    let page: String = world.output("page");
    assert!(page.starts_with("https://status.example.com/monitor-"), "{page}");

    let slower = Settings { period: 120, ..FIRST };
    let report = world.up(program, &slower).expect("a run");
    assert_eq!(report.done(), ["update acme.Monitor.front"]);
    assert_eq!(world.output::<String>("page"), page);

    let elsewhere = Settings { url: "https://example.org", ..slower };
    let report = world.up(program, &elsewhere).expect("a run");
    assert_eq!(report.done(), ["create acme.Monitor.front", "delete acme.Monitor.front"]);
    assert_ne!(world.output::<String>("page"), page);

    assert!(world.destroy(program, &elsewhere).expect("a run").outcome.is_complete());
    assert_eq!(world.cloud().objects().len(), 0);
}

#[test]
fn a_made_kind_that_has_left_the_program_is_deleted_by_what_the_registry_says_of_it() {
    let mut world = world();
    world.up(program, &FIRST).expect("a run");
    let nothing = |_: &mut Stack, _: &Settings| Ok(());
    let report = world.up(nothing, &FIRST).expect("a run");
    assert_eq!(report.done(), ["delete acme.Monitor.front", "delete ec2.Vpc.main"]);
}

#[test]
fn drift_of_a_made_kind_is_found_and_mended() {
    let mut world = world();
    world.up(program, &FIRST).expect("a run");
    let id = world.state().resources.iter().find_map(|(address, it)| {
        (address.kind() == "acme.Monitor").then(|| it.current.as_ref().expect("it exists").id.to_string())
    });
    let id = id.expect("a monitor");
    world.cloud().change_outside("acme.Monitor", &id, "period", 3600.into()).expect("somebody's hand");
    let report = world.up(program, &FIRST).expect("a run");
    assert_eq!(report.done(), ["update acme.Monitor.front"]);
    let now = world.cloud().get("acme.Monitor", &id).expect("it exists");
    assert_eq!(now.get("period"), Some(&Value::Int(60)));
}

#[test]
fn what_is_declared_by_names_is_checked_as_a_typed_builder_is() {
    let mut stack = Stack::new("shop");
    let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
    let block = Value::list([Value::map([("nam".into(), "Accept".into())].into_iter().collect())]);
    let wrong = DynamicResource::new(made())
        .set("ulr", "https://shop.example.com")
        .set("period", 5)
        .set("vpc", vpc.id.map(|_| true))
        .set("headers", Document(block));
    let wrong = stack.add_dynamic("front", wrong);
    stack.output("page", wrong.output::<i64>("page"));
    stack.output("paeg", wrong.output::<String>("paeg"));
    let said = stack.graph().expect_err("all of it is wrong").to_string();
    for sentence in [
        "acme.Monitor.front: ulr: acme.Monitor has no input `ulr`",
        "hint: did you mean `url`?",
        "acme.Monitor.front: url: is required",
        "acme.Monitor.front: period: 5 is not between 10 and 3600",
        "acme.Monitor.front: vpc: is true or false, and a reference is wanted",
        "acme.Monitor.front: headers: `[0].nam` is no property of the block; did you mean `name`?",
        "the output `page` of acme.Monitor is text, and a whole number is wanted",
        "acme.Monitor has no output `paeg`: did you mean `page`?",
        "tests/engine/made_kinds.rs:",
    ] {
        assert!(said.contains(sentence), "`{sentence}` is not in\n{said}");
    }
}

#[test]
fn a_description_is_made_once_and_another_of_its_name_is_another_kind() {
    assert!(std::ptr::eq(made(), made()));
    let other = monitor().ready_when("seen").build().expect("a sound description");
    assert!(!std::ptr::eq(made(), other));
    let mut stack = Stack::new("shop");
    stack.add_dynamic("one", DynamicResource::new(made()).set("url", "https://one.example.com"));
    stack.add_dynamic("two", DynamicResource::new(other).set("url", "https://two.example.com"));
    let said = stack.graph().expect_err("two kinds of one name").to_string();
    assert!(
        said.contains("acme.Monitor.two: there is another kind `acme.Monitor` in this program"),
        "{said}"
    );
}

#[test]
fn a_kind_that_is_not_registered_or_twice_is_an_error_that_says_where() {
    let mut world = World::new("shop");
    let said = world.preview(program, &FIRST).map(drop).expect_err("nobody knows it").to_string();
    assert!(said.contains("acme.Monitor.front: the kind is not registered"), "{said}");
    assert!(said.contains("tests/engine/made_kinds.rs:") && said.contains("`App::kinds`"), "{said}");

    let twice = Registry::of([made(), Vpc::kind(), made()]).expect_err("one kind twice").to_string();
    assert!(twice.contains("the kind `acme.Monitor` is registered twice"), "{twice}");
    let joined = ironwright::aws::registry().with(&Registry::of([Vpc::kind()]).expect("one kind"));
    assert!(joined.expect_err("both have it").to_string().contains("the kind `ec2.Vpc` is registered twice"));
}

#[test]
fn all_that_is_wrong_with_a_description_is_told_at_once() {
    let wrong = Kind::builder("Probe")
        .id("probe-{hex:12}-{nmae}")
        .input(InputBuilder::new("Name", Holds::Text, ""))
        .input(InputBuilder::new("name", Holds::Text, "Its name.").default(1).range(1..=2))
        .input(InputBuilder::new("name", Holds::Text, "Its name.").pattern("(", "a name"))
        .input(InputBuilder::new("parts", Holds::list(Holds::block([])), "Its parts.").key("name"))
        .output(OutputBuilder::new("status", Holds::Int, "What it says."))
        .unique(["nmae"]);
    let said = wrong.build().map(drop).expect_err("all of it is wrong").to_string();
    for sentence in [
        "the kind `Probe`: it has no name that stands in addresses",
        "the kind `Probe`: `doc` is missing",
        "the kind `Probe`: `page` is missing",
        "the kind `Probe.Name`: its name is not in `snake_case`",
        "the kind `Probe.Name`: it does not say what it means",
        "the kind `Probe.name`: there are two properties of this name",
        "the kind `Probe.name`: its default is a whole number, and text is wanted",
        "the kind `Probe.name`: a limit of it wants a whole number to limit",
        "the kind `Probe.name`: a limit of it wants a regular expression",
        "the kind `Probe.parts`: its key `name` is no property of its blocks",
        "the kind `Probe.status`: a rehearsal cannot make this output up",
        "the kind `Probe.id`: nobody knows `{nmae}` in its template",
        "the kind `Probe`: `unique` names `nmae`, which is no input of it",
        "hint: did you mean `{Name}`?",
    ] {
        assert!(said.contains(sentence), "`{sentence}` is not in\n{said}");
    }
}

#[test]
fn the_descriptions_of_all_derived_kinds_are_sound() {
    for kind in &ironwright::aws::registry() {
        assert_eq!(kind.problems().to_string(), "", "{}", kind.name);
    }
}
