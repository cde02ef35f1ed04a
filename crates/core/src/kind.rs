//! What the engine knows of a kind: its properties, what a change of each does, and how AWS shapes its ids.
//!
//! `derive(Resource)` writes a [`Kind`] as static data; planning, diffing and rehearsing are generic over it.

use std::borrow::Cow;
use std::sync::Arc;

use crate::behaviour::Behaviour;
use crate::check::{Inputs, Problems, Together};
use crate::tags::TagRules;
use crate::{Map, Value};

/// A type of resource: all that is known of it without knowing AWS.
pub struct Kind {
    /// Service and type, `ec2.Vpc`.
    pub name: &'static str,
    /// What it is, in a sentence or more.
    pub doc: &'static str,
    /// AWS's page about it.
    pub page: &'static str,
    /// The CloudFormation type with the same meaning, where there is one.
    pub cloudformation: Option<&'static str>,
    /// The shape of physical ids, `vpc-{hex:17}`: see [`crate::template`].
    pub id: &'static str,
    /// What a user declares.
    pub inputs: &'static [Field],
    /// What the cloud gives back.
    pub outputs: &'static [OutputField],
    /// Sets of inputs that no two resources may share: `[["vpc_id", "group_name"]]`.
    pub unique: &'static [&'static [&'static str]],
    /// The inputs that no two resources may have all alike, whether they are set or not; the kind's own rules refuse it.
    pub distinct_by: &'static [&'static str],
    /// The inputs that name a resource which is not complete without this one: the role of a policy. What else refers
    /// to it comes after this one, and goes before it.
    pub completes: &'static [&'static str],
    /// Kinds of which nothing can be taken away as long as a resource of this one depends on it, directly or over
    /// others, and has something in an input: what completes the network, while `public` is `true`.
    pub keeps: &'static [(&'static str, &'static str)],
    /// What a replacement does first, unless the user says otherwise. Of a kind with `unique` inputs the new one comes
    /// first all the same where none of them stays equal.
    pub replacement: Replacement,
    /// Whether the resource exists before and after us: `create` adopts it, `delete` lets it go.
    pub adopted: bool,
    /// Whether the engine keeps it by itself and no cloud is asked.
    pub local: bool,
    /// What one waits for after a create or an update, when there is something: "steady", "available".
    pub ready_when: Option<&'static str>,
    /// Plan-time rules that look at one resource.
    pub check: Option<fn(&Inputs<'_>, &mut Problems<'_>)>,
    /// Plan-time rules that look at all resources of the kind together.
    pub check_together: Option<fn(&Together<'_>, &mut crate::Diagnostics)>,
    /// Whether a program declares it by `new` with the required inputs, and not by constructors of its own.
    pub by_new: bool,
    /// Writes inputs as the cloud keeps them, where one thing can be said in several ways; what is not known stays open.
    pub normal_form: Option<fn(&mut Map)>,
    /// What the rehearsal cloud cannot guess from all the above.
    pub behaviour: Option<&'static dyn Behaviour>,
}

/// What a replacement does first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Replacement {
    /// The new resource exists before the old one goes.
    CreateFirst,
    /// The old resource goes before the new one exists: their names or places collide.
    DeleteFirst,
}

/// One input of a kind, or of a nested block.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the property")]
pub struct Field {
    /// The property's name, AWS's own in `snake_case`.
    pub name: &'static str,
    /// Meaning, units and limits.
    pub doc: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Whether a declaration must set it.
    pub required: bool,
    /// What a change of it does.
    pub change: Change,
    /// What AWS takes when it is not set, where that is always the same.
    pub default: Option<Literal>,
    /// Whether no output may show it.
    pub secret: bool,
    /// Whether the order of a list's items has no meaning.
    pub unordered: bool,
    /// Whether two ranges of addresses count as equal among `unique` inputs when they overlap.
    pub overlapping: bool,
    /// Whether a reference in it does not keep what it refers to from being deleted.
    pub weak: bool,
    /// Whether the cloud never gives it back: compared with what was applied last.
    pub write_only: bool,
    /// Whether a name that differs by the case of its letters only is the same name to the cloud.
    pub ignores_case: bool,
    /// The input that may take its place without a replacement: taking this one out for that changes in place.
    pub gives_way_to: Option<&'static str>,
    /// The input that tells a list's blocks apart, `name` of a container.
    pub key: Option<&'static str>,
    /// Limits on the value.
    pub limits: &'static [Limit],
    /// The CloudFormation property with the same meaning, where its name is not ours in `PascalCase`.
    pub cloudformation: Option<&'static str>,
    /// How a program writes it.
    pub written: RustSource,
}

/// How a property is written in a program: what it takes to print a declaration of something that exists.
#[derive(Clone, Copy, Debug)]
pub struct RustSource {
    /// The setter's name, `r#type` where the property's own name is a word of Rust.
    pub setter: &'static str,
    /// The Rust type of the value, of a list's or map's items, or of the block.
    pub of: &'static str,
    /// AWS's words and the names of the variants for them, where it is a choice.
    pub words: StringEnum,
    /// Whether it is an argument of the constructor.
    pub argument: bool,
    /// Whether a block of it is made by `new` with the required properties.
    pub by_new: bool,
}

/// AWS's words, each with the name of the variant that stands for it.
pub type StringEnum = &'static [(&'static str, &'static str)];

/// What a changed input does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// The resource is changed in place.
    InPlace,
    /// The resource is replaced by a new one.
    Replaces,
}

/// One output of a kind.
#[derive(Clone, Copy, Debug)]
pub struct OutputField {
    /// The output's name.
    pub name: &'static str,
    /// Meaning.
    pub doc: &'static str,
    /// What it holds.
    pub ty: Type,
    /// How a rehearsal makes it up, `arn:aws:ec2:{region}:{account}:vpc/{id}`; `None` gives an input back, or is
    /// left to the kind's behaviour.
    pub template: Option<&'static str>,
    /// Whether an update in place may change it.
    pub volatile: bool,
}

/// What a property holds.
#[derive(Clone, Copy, Debug)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number with a fraction.
    Float,
    /// Text.
    Text,
    /// One of some words.
    Choice(&'static [&'static str]),
    /// An IPv4 network, canonical.
    Cidr,
    /// A document of free form: an IAM policy.
    Document,
    /// Another resource, by one of its outputs.
    Reference {
        /// The other's kind.
        kind: &'static str,
        /// The other's output.
        output: &'static str,
    },
    /// Values of one type in order.
    List(&'static Type),
    /// Values of one type by name.
    Map(&'static Type),
    /// A nested block.
    Block(&'static [Field]),
}

impl Type {
    /// What it holds, in words: `a whole number`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Bool => "true or false",
            Self::Int => "a whole number",
            Self::Float => "a number",
            Self::Text => "text",
            Self::Choice(_) => "one of some words",
            Self::Cidr => "an IPv4 network",
            Self::Document => "a document",
            Self::Reference { .. } => "a reference",
            Self::List(_) => "a list",
            Self::Map(_) => "names with values",
            Self::Block(_) => "a block",
        }
    }
}

/// A default that can stand in static data.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Literal {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text.
    Text(&'static str),
    /// Values in order.
    List(&'static [Literal]),
    /// Values by name.
    Map(&'static [(&'static str, Literal)]),
}

impl Literal {
    /// The default as a value.
    pub fn value(self) -> Value {
        match self {
            Self::Bool(b) => Value::Bool(b),
            Self::Int(n) => Value::Int(n),
            Self::Text(text) => Value::text(text),
            Self::List(items) => Value::list(items.iter().map(|item| item.value())),
            Self::Map(members) => {
                Value::map(members.iter().map(|(name, member)| ((*name).into(), member.value())).collect())
            }
        }
    }
}

/// A limit on one value, told in AWS's words.
#[derive(Clone, Copy, Debug)]
pub enum Limit {
    /// A whole number between two, both included.
    Range(i64, i64),
    /// A text of so many characters, both included; a list of so many items.
    Length(usize, usize),
    /// A text that the regular expression matches as a whole, and what that means in words.
    Pattern(&'static str, &'static str),
    /// A whole number out of some.
    OneOf(&'static [i64]),
    /// Tags as the kind's service takes them.
    Tags(&'static TagRules),
}

impl Kind {
    /// An input by name.
    pub fn input(&self, name: &str) -> Option<&'static Field> {
        self.inputs.iter().find(|field| field.name == name)
    }

    /// An output by name.
    pub fn output(&self, name: &str) -> Option<&'static OutputField> {
        self.outputs.iter().find(|field| field.name == name)
    }

    /// Whether an input gives the resource its own name, by which others refer to it: no reference, though typed so.
    pub fn names_itself_by(&self, field: &Field) -> bool {
        matches!(field.ty, Type::Reference { kind, output } if kind == self.name && output == field.name)
    }

    /// Whether a resource keeps what an input refers to from being deleted, or cannot outlive it: an id that is made of
    /// the input stands for nothing without.
    pub fn holds_on_by(&self, field: &Field) -> bool {
        let bound = || self.id.contains(&format!("{{{}}}", field.name));
        !self.names_itself_by(field) && (!field.weak || bound())
    }

    /// A text of an input as the cloud compares it, where it keeps one of each.
    pub fn compared<'a>(&self, input: &str, text: &'a str) -> Cow<'a, str> {
        if self.input(input).is_some_and(|field| field.ignores_case) {
            Cow::Owned(text.to_lowercase())
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Whether resources of the kind carry tags.
    pub fn takes_tags(&self) -> bool {
        self.input("tags").is_some_and(|field| matches!(field.ty, Type::Map(_)))
    }

    /// Marks inputs that no output may show, also inside blocks, whatever they were given.
    pub fn with_secrets(&self, inputs: Map) -> Map {
        with_secrets(self.inputs, inputs)
    }

    /// Fills in what AWS takes for inputs that are not set, also inside blocks, and writes them as AWS keeps them.
    pub fn with_defaults(&self, inputs: Map) -> Map {
        let mut inputs = with_defaults(self.inputs, inputs);
        if let Some(normalise) = self.normal_form {
            normalise(&mut inputs);
        }
        inputs
    }

    /// Properties as the cloud keeps them.
    pub fn normal<'a>(&self, properties: &'a Map) -> Cow<'a, Map> {
        let mut normal = Cow::Borrowed(properties);
        if let Some(normalise) = self.normal_form {
            normalise(normal.to_mut());
        }
        normal
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

fn with_defaults(fields: &'static [Field], mut inputs: Map) -> Map {
    for field in fields {
        match (inputs.get_mut(field.name), field.default) {
            (None | Some(Value::Null), Some(default)) => {
                inputs.insert(Arc::from(field.name), default.value());
            }
            (Some(value), _) => *value = nested_defaults(&field.ty, value),
            (None, None) => {}
        }
    }
    inputs.retain(|_, value| *value != Value::Null);
    inputs
}

fn with_secrets(fields: &'static [Field], mut inputs: Map) -> Map {
    for field in fields {
        if let Some(value) = inputs.get_mut(field.name) {
            let inside = nested_secrets(&field.ty, value);
            *value = if field.secret { inside.into_secret() } else { inside };
        }
    }
    inputs
}

fn nested_secrets(ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Block(fields), Value::Map(map)) => Value::map(with_secrets(fields, (**map).clone())),
        (Type::List(item @ Type::Block(_)), Value::List(items)) => {
            Value::list(items.iter().map(|value| nested_secrets(item, value)))
        }
        _ => value.clone(),
    }
}

fn nested_defaults(ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Block(fields), Value::Map(map)) => Value::map(with_defaults(fields, (**map).clone())),
        (Type::List(item @ Type::Block(_)), Value::List(items)) => {
            Value::list(items.iter().map(|value| nested_defaults(item, value)))
        }
        _ => value.clone(),
    }
}

/// The kinds that a program may declare, by name.
#[derive(Clone, Copy)]
pub struct Registry(pub &'static [&'static Kind]);

impl Registry {
    /// A kind by name; the builtin ones are always there.
    pub fn get(&self, name: &str) -> Option<&'static Kind> {
        let builtin = crate::builtin::kinds();
        self.0.iter().chain(builtin).copied().find(|kind| kind.name == name)
    }
}
