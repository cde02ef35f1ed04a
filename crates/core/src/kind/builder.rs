//! Kinds that are made while a program runs: from a schema, a file, an answer of a server.

use std::collections::HashMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};

use super::holds::{Holds, fields, text, texts};
use super::{Change, Field, Kind, KindRef, Limit, Literal, OutputField, Replacement, RustSource};
use crate::behaviour::Behaviour;
use crate::check::{Inputs, Problems};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Map, Value};

/// Describes a kind at run time, with what the attributes of `derive(Resource)` say of a derived one.
///
/// A program declares resources of it with [`Stack::add_dynamic`](crate::Stack::add_dynamic); planning, applying and
/// rehearsing take it like any other.
///
/// ```
/// use ironwright::core::Kind;
/// use ironwright::core::kind::{Holds, InputBuilder, OutputBuilder};
///
/// let monitor = Kind::builder("acme.Monitor")
///     .doc("A page that is looked at every minute.")
///     .page("https://example.com/monitors")
///     .id("monitor-{hex:12}")
///     .input(InputBuilder::new("url", Holds::Text, "What is looked at.").required().replaces())
///     .input(InputBuilder::new("period", Holds::Int, "Seconds between two looks.").default(60).range(10..=3600))
///     .output(OutputBuilder::new("page", Holds::Text, "Where its results are.").template("https://status.example.com/{id}"))
///     .build()?;
/// assert_eq!(monitor.input("period").and_then(|field| field.default).map(|literal| literal.value()), Some(60.into()));
/// # Ok::<(), ironwright::core::Diagnostics>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct KindBuilder {
    name: String,
    doc: String,
    page: String,
    cloudformation: Option<String>,
    id: String,
    inputs: Vec<InputBuilder>,
    outputs: Vec<OutputBuilder>,
    unique: Vec<Vec<String>>,
    distinct_by: Vec<String>,
    completes: Vec<String>,
    keeps: Vec<(String, String)>,
    replacement: Replacement,
    adopted: bool,
    ready_when: Option<String>,
    check: Option<fn(&Inputs<'_>, &mut Problems<'_>)>,
    normal_form: Option<fn(&mut Map)>,
    behaviour: Option<&'static dyn Behaviour>,
}

/// Every kind that was made, by its description: the same one again is the same kind, and costs no memory.
static MADE: Mutex<Option<HashMap<String, KindRef>>> = Mutex::new(None);

impl Kind {
    /// Describes a kind at run time, `acme.Probe`: a service or an owner, and a type.
    pub fn builder(name: impl Into<String>) -> KindBuilder {
        KindBuilder {
            name: name.into(),
            doc: String::new(),
            page: String::new(),
            cloudformation: None,
            id: String::new(),
            inputs: Vec::new(),
            outputs: Vec::new(),
            unique: Vec::new(),
            distinct_by: Vec::new(),
            completes: Vec::new(),
            keeps: Vec::new(),
            replacement: Replacement::CreateFirst,
            adopted: false,
            ready_when: None,
            check: None,
            normal_form: None,
            behaviour: None,
        }
    }
}

impl KindBuilder {
    /// What it is, in a sentence or more.
    pub fn doc(mut self, doc: impl Into<String>) -> Self {
        self.doc = doc.into();
        self
    }

    /// The page that documents it.
    pub fn page(mut self, page: impl Into<String>) -> Self {
        self.page = page.into();
        self
    }

    /// The CloudFormation type with the same meaning.
    pub fn cloudformation(mut self, name: impl Into<String>) -> Self {
        self.cloudformation = Some(name.into());
        self
    }

    /// The shape of physical ids, `probe-{hex:12}` or `{name}`: see [`crate::template`].
    pub fn id(mut self, template: impl Into<String>) -> Self {
        self.id = template.into();
        self
    }

    /// Something that a declaration says.
    pub fn input(mut self, input: InputBuilder) -> Self {
        self.inputs.push(input);
        self
    }

    /// Something that the cloud gives back.
    pub fn output(mut self, output: OutputBuilder) -> Self {
        self.outputs.push(output);
        self
    }

    /// Inputs that no two resources may share together.
    pub fn unique<N: Into<String>>(mut self, inputs: impl IntoIterator<Item = N>) -> Self {
        self.unique.push(inputs.into_iter().map(Into::into).collect());
        self
    }

    /// Inputs that no two resources may have all alike, set or not.
    pub fn distinct_by<N: Into<String>>(mut self, inputs: impl IntoIterator<Item = N>) -> Self {
        self.distinct_by = inputs.into_iter().map(Into::into).collect();
        self
    }

    /// Inputs that name a resource which is not complete without this one: see [`Kind::completes`].
    pub fn completes<N: Into<String>>(mut self, inputs: impl IntoIterator<Item = N>) -> Self {
        self.completes = inputs.into_iter().map(Into::into).collect();
        self
    }

    /// A kind of which nothing can be taken away while this depends on it and has something in an input: see [`Kind::keeps`].
    pub fn keeps(mut self, kind: impl Into<String>, input: impl Into<String>) -> Self {
        self.keeps.push((kind.into(), input.into()));
        self
    }

    /// A replacement deletes the old resource before it makes the new one.
    pub fn delete_first(mut self) -> Self {
        self.replacement = Replacement::DeleteFirst;
        self
    }

    /// The resource exists before and after us: a create adopts it, a delete lets it go.
    pub fn adopted(mut self) -> Self {
        self.adopted = true;
        self
    }

    /// What one waits for after a create or an update: `"answering"`. Without it, what exists is ready.
    pub fn ready_when(mut self, condition: impl Into<String>) -> Self {
        self.ready_when = Some(condition.into());
        self
    }

    /// A rule of the plan about one resource, beyond what its properties' limits say.
    pub fn check(mut self, check: fn(&Inputs<'_>, &mut Problems<'_>)) -> Self {
        self.check = Some(check);
        self
    }

    /// Writes inputs as the cloud keeps them, where one thing can be said in several ways.
    pub fn normal_form(mut self, normalise: fn(&mut Map)) -> Self {
        self.normal_form = Some(normalise);
        self
    }

    /// What the rehearsal cloud cannot guess from the description.
    pub fn behaviour(mut self, behaviour: &'static dyn Behaviour) -> Self {
        self.behaviour = Some(behaviour);
        self
    }

    /// The kind. It lives as long as the program, as a derived one does; one of the same description is made once.
    ///
    /// # Errors
    /// Everything that is wrong with the description: what a derive refuses to compile, and what disagrees with itself.
    pub fn build(self) -> Result<KindRef, Diagnostics> {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let made = made.get_or_insert_default();
        let description = format!("{self:?}");
        if let Some(kind) = made.get(&description) {
            return Ok(kind);
        }
        self.check_defaults()?;
        let kind = self.intern();
        // What is refused is not kept: only its texts are, and a program does not go on with them.
        kind.problems().into_result()?;
        let kind: KindRef = Box::leak(Box::new(kind));
        made.insert(description, kind);
        Ok(kind)
    }

    /// A default that cannot stand in a description is wrong before anything is made of it.
    fn check_defaults(&self) -> Result<(), Diagnostics> {
        let mut problems = Diagnostics::default();
        for input in &self.inputs {
            input.check_default(&self.name, &mut problems);
        }
        problems.into_result()
    }

    fn intern(self) -> Kind {
        let unique: Vec<_> = self.unique.into_iter().map(texts).collect();
        let keeps: Vec<_> = self.keeps.into_iter().map(|(kind, input)| (text(kind), text(input))).collect();
        let outputs: Vec<_> = self.outputs.into_iter().map(OutputBuilder::intern).collect();
        Kind {
            name: text(self.name),
            doc: text(self.doc),
            page: text(self.page),
            cloudformation: self.cloudformation.map(text),
            id: text(self.id),
            inputs: fields(self.inputs),
            outputs: outputs.leak(),
            unique: unique.leak(),
            distinct_by: texts(self.distinct_by),
            completes: texts(self.completes),
            keeps: keeps.leak(),
            replacement: self.replacement,
            adopted: self.adopted,
            local: false,
            ready_when: self.ready_when.map(text),
            check: self.check,
            check_together: None,
            by_new: false,
            normal_form: self.normal_form,
            behaviour: self.behaviour,
        }
    }
}

/// The whole description: equal texts describe one kind.
impl fmt::Debug for KindBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let behaviour = self.behaviour.map(std::ptr::from_ref::<dyn Behaviour>);
        f.debug_tuple("KindBuilder")
            .field(&(&self.name, &self.doc, &self.page, &self.cloudformation, &self.id))
            .field(&(&self.inputs, &self.outputs))
            .field(&(&self.unique, &self.distinct_by, &self.completes, &self.keeps))
            .field(&(self.replacement, self.adopted, &self.ready_when))
            .field(&(self.check, self.normal_form, behaviour))
            .finish()
    }
}

/// Describes one input of a kind, or of a nested block.
#[derive(Clone, Debug)]
#[must_use]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the property")]
pub struct InputBuilder {
    name: String,
    doc: String,
    holds: Holds,
    required: bool,
    replaces: bool,
    default: Option<Value>,
    secret: bool,
    unordered: bool,
    weak: bool,
    write_only: bool,
    ignores_case: bool,
    key: Option<String>,
    limits: Vec<Bound>,
}

/// A [`Limit`] that owns its parts.
#[derive(Clone, Debug)]
enum Bound {
    Range(i64, i64),
    Length(usize, usize),
    Pattern(String, String),
    OneOf(Vec<i64>),
}

impl InputBuilder {
    /// An optional input that changes in place: its name in `snake_case`, what it holds, and what it means, with unit and
    /// limits.
    pub fn new(name: impl Into<String>, holds: Holds, doc: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            doc: doc.into(),
            holds,
            required: false,
            replaces: false,
            default: None,
            secret: false,
            unordered: false,
            weak: false,
            write_only: false,
            ignores_case: false,
            key: None,
            limits: Vec::new(),
        }
    }

    /// A declaration must set it.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// A change of it replaces the resource.
    pub fn replaces(mut self) -> Self {
        self.replaces = true;
        self
    }

    /// What the cloud takes when it is not set, where that is always the same: truth values, whole numbers, texts, and
    /// lists and maps of these.
    pub fn default(mut self, value: impl Into<Value>) -> Self {
        self.default = Some(value.into());
        self
    }

    /// No output may show it.
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// The order of a list's items has no meaning.
    pub fn unordered(mut self) -> Self {
        self.unordered = true;
        self
    }

    /// A reference in it does not keep what it refers to from being deleted.
    pub fn weak(mut self) -> Self {
        self.weak = true;
        self
    }

    /// The cloud never gives it back: it is compared with what was applied last.
    pub fn write_only(mut self) -> Self {
        self.write_only = true;
        self
    }

    /// Names that differ by the case of their letters only are the same name to the cloud.
    pub fn ignores_case(mut self) -> Self {
        self.ignores_case = true;
        self
    }

    /// The property that tells a list's blocks apart.
    pub fn key(mut self, property: impl Into<String>) -> Self {
        self.key = Some(property.into());
        self
    }

    /// A whole number between two, both included.
    pub fn range(mut self, range: RangeInclusive<i64>) -> Self {
        self.limits.push(Bound::Range(*range.start(), *range.end()));
        self
    }

    /// A text of so many characters, or a list of so many items.
    pub fn length(mut self, range: RangeInclusive<usize>) -> Self {
        self.limits.push(Bound::Length(*range.start(), *range.end()));
        self
    }

    /// A text that a regular expression matches as a whole, and what that means: "a name".
    pub fn pattern(mut self, regex: impl Into<String>, meaning: impl Into<String>) -> Self {
        self.limits.push(Bound::Pattern(regex.into(), meaning.into()));
        self
    }

    /// A whole number out of some.
    pub fn one_of(mut self, numbers: impl IntoIterator<Item = i64>) -> Self {
        self.limits.push(Bound::OneOf(numbers.into_iter().collect()));
        self
    }

    fn check_default(&self, path: &str, problems: &mut Diagnostics) {
        let path = format!("{path}.{}", self.name);
        if self.default.as_ref().is_some_and(|default| !is_literal(default)) {
            let problem = Diagnostic::new(format!("the default of `{path}` cannot stand in a description"));
            problems.push(
                problem.hint("a default is a truth value, a whole number, a text, or a list or map of these"),
            );
        }
        let mut holds = &self.holds;
        while let Holds::List(of) | Holds::Map(of) = holds {
            holds = of;
        }
        if let Holds::Block(properties) = holds {
            properties.iter().for_each(|property| property.check_default(&path, problems));
        }
    }

    pub(super) fn intern(self) -> Field {
        let name = text(self.name);
        let limits: Vec<Limit> = self.limits.into_iter().map(Bound::intern).collect();
        Field {
            name,
            doc: text(self.doc),
            written: RustSource {
                setter: name,
                of: text(self.holds.rust()),
                words: &[],
                argument: self.required,
                by_new: false,
            },
            ty: self.holds.intern(),
            required: self.required && self.default.is_none(),
            change: if self.replaces { Change::Replaces } else { Change::InPlace },
            default: self.default.as_ref().and_then(literal),
            secret: self.secret,
            unordered: self.unordered,
            overlapping: false,
            weak: self.weak,
            write_only: self.write_only,
            ignores_case: self.ignores_case,
            gives_way_to: None,
            key: self.key.map(text),
            limits: limits.leak(),
            cloudformation: None,
        }
    }
}

impl Bound {
    fn intern(self) -> Limit {
        match self {
            Self::Range(low, high) => Limit::Range(low, high),
            Self::Length(low, high) => Limit::Length(low, high),
            Self::Pattern(regex, meaning) => Limit::Pattern(text(regex), text(meaning)),
            Self::OneOf(numbers) => Limit::OneOf(numbers.leak()),
        }
    }
}

/// Whether a value can stand in static data.
fn is_literal(value: &Value) -> bool {
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Text(_) => true,
        Value::List(items) => items.iter().all(is_literal),
        Value::Map(members) => members.values().all(is_literal),
        Value::Null | Value::Float(_) | Value::Secret(_) | Value::Unknown(_) => false,
    }
}

/// A value in static data; `None` when it cannot stand there.
fn literal(value: &Value) -> Option<Literal> {
    Some(match value {
        Value::Bool(b) => Literal::Bool(*b),
        Value::Int(n) => Literal::Int(*n),
        Value::Text(found) => Literal::Text(text(found.to_string())),
        Value::List(items) => Literal::List(items.iter().map(literal).collect::<Option<Vec<_>>>()?.leak()),
        Value::Map(members) => {
            let member =
                |(name, member): (&_, &Value)| Some((text(ToString::to_string(name)), literal(member)?));
            Literal::Map(members.iter().map(member).collect::<Option<Vec<_>>>()?.leak())
        }
        Value::Null | Value::Float(_) | Value::Secret(_) | Value::Unknown(_) => return None,
    })
}

/// Describes one output of a kind.
#[derive(Clone, Debug)]
#[must_use]
pub struct OutputBuilder {
    name: String,
    doc: String,
    holds: Holds,
    template: Option<String>,
    volatile: bool,
}

impl OutputBuilder {
    /// An output: its name in `snake_case`, what it holds, and what it means. Without a template it gives the input of its
    /// name back.
    pub fn new(name: impl Into<String>, holds: Holds, doc: impl Into<String>) -> Self {
        Self { name: name.into(), doc: doc.into(), holds, template: None, volatile: false }
    }

    /// How a rehearsal makes it up, `https://{region}.example.com/{id}`.
    pub fn template(mut self, template: impl Into<String>) -> Self {
        self.template = Some(template.into());
        self
    }

    /// An update in place may change it.
    pub fn volatile(mut self) -> Self {
        self.volatile = true;
        self
    }

    fn intern(self) -> OutputField {
        OutputField {
            name: text(self.name),
            doc: text(self.doc),
            ty: self.holds.intern(),
            template: self.template.map(text),
            volatile: self.volatile,
        }
    }
}
