//! What each attribute of the derives does: to the setters that programs call, and to what the engine knows.

use ironwright_core::kind::{Change, Field, Kind, Limit, Literal, OutputField, Replacement, Type};
use ironwright_core::{
    Declared, Input, InputMap, Inputs, Map, Options, Output, Resource as _, Secret, Stack, Value,
};
use ironwright_macros::{Block, Outputs, Resource};

ironwright_core::references! {
    /// The id of a box.
    BoxId = "any.Box" . "id";
    /// The name of a box.
    BoxName = "any.Box" . "name";
}

ironwright_core::choices! {
    /// What a box is made of.
    Material {
        /// Of wood.
        Wood = "wood",
        /// Of steel.
        Steel = "steel",
    }
}

/// A box.
///
/// It has things in it.
#[derive(Resource, Clone)]
#[resource(
    kind = "any.Box",
    id = "box-{hex:8}",
    outputs = BoxOutputs,
    page = "https://example.com/box",
    cloudformation = "Any::Box",
    unique = [["name"], ["shelf", "place"]],
    delete_first,
    ready_when = "dry",
    check = check,
    yields(BoxId = id, BoxName = name)
)]
struct Box {
    /// What it is called.
    #[input(replaces, length = 1..=8, pattern("[a-z]+", "made of small letters"))]
    name: Input<String>,
    /// What it is made of.
    #[input(default = "wood")]
    material: Option<Input<Material>>,
    /// How many layers.
    #[input(default = 2, range = 1..=9, cloudformation = "LayerCount")]
    layers: Option<Input<u32>>,
    /// In years.
    #[input(one_of = [1, 5, 10])]
    age: Option<Input<i64>>,
    /// Whether it is shut.
    #[input(default = true)]
    shut: Option<Input<bool>>,
    /// How it is opened.
    #[input(secret)]
    code: Option<Input<String>>,
    /// How it was painted, which nobody can see.
    #[input(write_only)]
    paint: Option<Input<String>>,
    /// The shelf it stands on.
    shelf: Option<Input<String>>,
    /// The place on the shelf.
    place: Option<Input<u16>>,
    /// What is beside it.
    #[input(weak, unordered, length = 1..=2)]
    beside: Option<Inputs<BoxId>>,
    /// Names and values.
    #[input(each = tag)]
    tags: Option<InputMap<String>>,
    /// What is in it.
    #[input(required, each = thing, key = "name")]
    things: Vec<Thing>,
    /// Its lid. There is one unless another is set.
    #[input(default)]
    lid: Option<Lid>,
    /// Its keyword.
    r#type: Option<Input<String>>,
    options: Options,
}

/// A thing in a box.
#[derive(Block, Clone)]
struct Thing {
    /// What it is called.
    name: Input<String>,
    /// How heavy.
    #[input(default = 1)]
    weight: Option<Input<u32>>,
    /// What is written on it, for nobody to read.
    #[input(secret)]
    note: Option<Input<String>>,
}

/// A lid.
#[derive(Block, Clone)]
struct Lid {
    /// Whether it is tight.
    #[input(default = true)]
    tight: Option<Input<bool>>,
}

/// What a box gives back.
#[derive(Outputs)]
struct BoxOutputs {
    /// Its id.
    #[output("{id}")]
    id: Output<BoxId>,
    /// Its name.
    name: Output<BoxName>,
    /// How often it was opened.
    #[output(volatile)]
    opened: Output<u32>,
}

fn check(inputs: &ironwright_core::check::Inputs<'_>, problems: &mut ironwright_core::check::Problems<'_>) {
    if inputs.bool("shut") == Some(true) && inputs.text("code").is_none() {
        problems.report("code", "is missing, and the box is shut", "set it, or leave the box open");
    }
}

fn field(name: &str) -> &'static Field {
    Box::kind().input(name).expect("an input")
}

fn one() -> Box {
    Box::new("a").code("1").thing(Thing::new("pen"))
}

/// The inputs of one box, with defaults.
fn inputs(one: Box) -> Map {
    let mut stack = Stack::new("test");
    stack.add("a", one);
    let graph = stack.graph().unwrap_or_else(|wrong| panic!("{wrong}"));
    graph.evaluate(0, &|output| Value::of_later(output)).expect("valid")
}

fn problems(one: Box) -> Vec<String> {
    let mut stack = Stack::new("test");
    stack.add("a", one);
    let wrong = stack.graph().err().unwrap_or_default().0;
    wrong.into_iter().map(|d| format!("{}: {}", d.property.unwrap_or_default(), d.message)).collect()
}

#[test]
fn a_kind_is_what_the_struct_says() {
    let kind: &Kind = Box::kind();
    assert_eq!((kind.name, kind.id, kind.page), ("any.Box", "box-{hex:8}", "https://example.com/box"));
    assert_eq!(kind.doc, "A box.\n\nIt has things in it.");
    assert_eq!((kind.cloudformation, kind.ready_when), (Some("Any::Box"), Some("dry")));
    assert_eq!((kind.replacement, kind.adopted, kind.local), (Replacement::DeleteFirst, false, false));
    assert_eq!(kind.unique, [&["name"][..], &["shelf", "place"][..]]);
    let names: Vec<&str> = kind.inputs.iter().map(|field| field.name).collect();
    assert_eq!(
        names.join(" "),
        "name material layers age shut code paint shelf place beside tags things lid type"
    );
}

#[test]
fn each_property_and_output_has_its_name_as_a_constant() {
    assert_eq!([Box::NAME, Box::LAYERS, Box::TYPE, Lid::TIGHT], ["name", "layers", "type", "tight"]);
    assert_eq!(BoxOutputs::ID, "id");
    let names: Vec<&str> = Box::kind().inputs.iter().map(|field| field.name).collect();
    assert!([Box::NAME, Box::LAYERS, Box::TYPE].iter().all(|name| names.contains(name)));
}

#[test]
fn a_default_is_filled_in_and_known_to_the_engine() {
    assert_eq!(field("material").default, Some(Literal::Text("wood")));
    assert_eq!(field("layers").default, Some(Literal::Int(2)));
    assert_eq!(field("shut").default, Some(Literal::Bool(true)));
    let plain = inputs(one());
    assert_eq!(
        (&plain["material"], &plain["layers"], &plain["shut"]),
        (&"wood".into(), &Value::Int(2), &true.into())
    );
    assert_eq!(inputs(one().layers(3u32).material(Material::Steel))["material"], "steel".into());
    assert!(!plain.contains_key("age"));
}

#[test]
fn a_block_that_is_there_by_default_can_be_set_otherwise() {
    assert_eq!(inputs(one())["lid"].to_string(), "{ tight: true }");
    assert_eq!(inputs(one().lid(Lid::new().tight(false)))["lid"].to_string(), "{ tight: false }");
}

#[test]
fn limits_refuse_what_is_outside_and_take_what_is_on_them() {
    assert_eq!(field("layers").limits.len(), 1);
    assert!(matches!(field("layers").limits[0], Limit::Range(1, 9)));
    assert!(matches!(field("age").limits[0], Limit::OneOf(&[1, 5, 10])));
    assert!(matches!(
        field("name").limits,
        [Limit::Length(1, 8), Limit::Pattern("[a-z]+", "made of small letters")]
    ));
    let sound = |layers: u32, age: i64| one().layers(layers).age(age).beside(["box-1", "box-2"]);
    assert_eq!(problems(sound(1, 1)), [""; 0]);
    assert_eq!(problems(sound(9, 10)), [""; 0]);
    let wrong = Box::new("Ab345678x").code("1").layers(10u32).age(2).beside(["1", "2", "3"]);
    assert_eq!(
        problems(wrong.thing(Thing::new("pen"))),
        [
            "name: \"Ab345678x\" has 9 characters, AWS takes 1 to 8",
            "name: \"Ab345678x\" is not made of small letters",
            "layers: 10 is not between 1 and 9",
            "age: 2 is none of 1, 5, 10",
            "beside: has 3 items, AWS takes 1 to 2"
        ]
    );
}

#[test]
fn each_adds_to_a_list_or_a_map_and_the_setter_replaces_it() {
    let two = one().tag("a", "1").thing(Thing::new("cup").weight(3u32)).tag("b", "2");
    assert_eq!(inputs(two.clone())["tags"].to_string(), "{ a: \"1\", b: \"2\" }");
    assert_eq!(
        inputs(two.clone())["things"].to_string(),
        "[{ name: \"pen\", weight: 1 }, { name: \"cup\", weight: 3 }]"
    );
    let other = inputs(two.tags([("c", "3")]).things([Thing::new("key")]));
    assert_eq!(other["tags"].to_string(), "{ c: \"3\" }");
    assert_eq!(other["things"].to_string(), "[{ name: \"key\", weight: 1 }]");
}

#[test]
fn a_key_names_the_blocks_of_a_list() {
    assert_eq!(field("things").key, Some("name"));
    assert_eq!(
        ironwright_core::check::item_path(
            "things",
            Some("name"),
            0,
            &inputs(one())["things"].as_list().expect("a list")[0]
        ),
        "things[\"pen\"]"
    );
}

#[test]
fn a_list_of_blocks_that_is_required_must_have_one() {
    assert!(field("things").required && field("name").required && !field("layers").required);
    assert_eq!(problems(Box::new("a").code("1")), ["things: is required"]);
}

#[test]
fn a_secret_is_one_whatever_it_is_given() {
    assert!(field("code").secret && !field("name").secret);
    let nested = inputs(one().thing(Thing::new("cup").note("hunter2")));
    assert!(!format!("{nested:?}").contains("hunter2"), "{nested:?}");
    let given = [inputs(one().code("hunter2")), inputs(one().code(Secret::new("hunter2".to_owned())))];
    for inputs in given {
        assert!(!format!("{inputs:?}").contains("hunter2"), "{inputs:?}");
        assert_eq!(inputs["code"].reveal(), "hunter2".into());
    }
}

#[test]
fn flags_are_set_where_they_are_written_and_nowhere_else() {
    let with = |flag: fn(&Field) -> bool| {
        let names = Box::kind().inputs.iter().filter(|field| flag(field)).map(|field| field.name);
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(with(|field| field.secret), "code");
    assert_eq!(with(|field| field.unordered), "beside");
    assert_eq!(with(|field| field.weak), "beside");
    assert_eq!(with(|field| field.write_only), "paint");
    assert_eq!(with(|field| field.change == Change::Replaces), "name");
    assert_eq!(with(|field| field.cloudformation == Some("LayerCount")), "layers");
}

#[test]
fn types_are_those_of_the_fields() {
    assert!(matches!(field("name").ty, Type::Text));
    assert!(matches!(field("material").ty, Type::Choice(&["wood", "steel"])));
    assert!(matches!(field("beside").ty, Type::List(Type::Reference { kind: "any.Box", output: "id" })));
    assert!(matches!(field("tags").ty, Type::Map(Type::Text)));
    assert!(matches!(field("things").ty, Type::List(Type::Block([Field { name: "name", .. }, _, _]))));
    assert!(matches!(field("lid").ty, Type::Block([Field { name: "tight", .. }])));
}

#[test]
fn a_handle_stands_for_what_it_yields() {
    let mut stack = Stack::new("test");
    let first: Declared<Box> = stack.add("a", one());
    let (id, name): (Input<BoxId>, Input<BoxName>) = ((&first).into(), (&first).into());
    let written = format!("{:?} {:?}", id.expression(), name.expression());
    assert_eq!(written, "any.Box.a.id any.Box.a.name");
    let outputs: &[OutputField] = Box::kind().outputs;
    let told: Vec<_> = outputs.iter().map(|output| (output.name, output.template, output.volatile)).collect();
    assert_eq!(told, [("id", Some("{id}"), false), ("name", None, false), ("opened", None, true)]);
    assert_eq!(format!("{:?}", first.opened.expression()), "any.Box.a.opened");
}

#[test]
fn a_check_of_the_kind_runs_with_the_limits() {
    assert_eq!(
        problems(Box::new("a").layers(0u32).thing(Thing::new("pen"))),
        ["layers: 0 is not between 1 and 9", "code: is missing, and the box is shut"]
    );
}
