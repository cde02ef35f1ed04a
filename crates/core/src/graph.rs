//! The dependency graph of a program: references become edges, and everything wrong is found at once.
//!
//! - `links.rs`: what depends on what, and in what order it comes.
//! - `completions.rs`: what comes after what though no property says so.
//! - `former.rs`: which address a former name means.
//! - `checks.rs`: what is wrong with options and inputs.

mod checks;
mod completions;
mod former;
mod links;

use std::collections::HashMap;
use std::sync::Arc;

use crate::Address;
use crate::check::{self, Problems};
use crate::diagnostic::{Diagnostic, Diagnostics, Place};
use crate::digest::Digest;
use crate::environment::{Environment, Instance};
use crate::expression::{Expression, Mistake};
use crate::kind::{Field, Kind, Type};
use crate::path::Path;
use crate::printed;
use crate::redactor::Redactor;
use crate::resource::Options;
use crate::stack::{DefaultTags, Location, Program, StackOutput};
use crate::tags;
use crate::value::{Map, OutputRef, Value};

/// One declared resource.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its identity.
    pub address: Address,
    /// Its kind.
    pub kind: &'static Kind,
    /// The inputs that are set.
    pub inputs: Vec<(&'static str, Expression)>,
    /// What else was said of it.
    pub options: Options,
    /// The places that its options name.
    pub paths: Paths,
    /// Where it was declared.
    pub place: Place,
}

/// The places among a resource's inputs that its options name.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// Where differences are not acted upon: others decide what is there.
    pub ignore: Vec<Path>,
    /// Where a change replaces the resource.
    pub replace: Vec<Path>,
}

/// A program's resources and what each depends on, without a cycle.
#[derive(Clone, Debug)]
pub struct Graph {
    instance: Instance,
    location: Option<Location>,
    nodes: Vec<Node>,
    index: HashMap<Address, usize>,
    dependencies: Vec<Vec<usize>>,
    completed_by: Vec<Vec<usize>>,
    order: Vec<usize>,
    outputs: Vec<StackOutput>,
    default_tags: DefaultTags,
}

impl Graph {
    pub(crate) fn build(program: Program) -> Result<Self, Diagnostics> {
        let mut program = program;
        let mut problems = program.problems;
        for each in &program.each {
            program.nodes.iter_mut().for_each(|node| each.apply(node, &mut problems));
        }
        former::of_scopes(&mut program.nodes, &program.former_scopes);
        let mut graph = Self {
            instance: Instance::new(program.name, program.environment),
            location: program.location,
            index: HashMap::with_capacity(program.nodes.len()),
            dependencies: Vec::with_capacity(program.nodes.len()),
            completed_by: Vec::new(),
            order: Vec::with_capacity(program.nodes.len()),
            nodes: program.nodes,
            outputs: program.outputs,
            default_tags: program.default_tags,
        };
        graph.index_addresses(&mut problems);
        graph.link(&mut problems);
        graph.link_completions();
        graph.resolve_paths(&mut problems);
        former::check(&graph.nodes, &graph.index, &mut problems);
        graph.sort(&mut problems);
        graph.check_inputs(&mut problems);
        problems.into_result()?;
        Ok(graph)
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.instance.stack
    }

    /// Which instance of the stack it is: its name, and its environment if it has one.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// The environment that the program declares the stack for.
    pub fn environment(&self) -> Option<&Environment> {
        self.instance.environment.as_ref()
    }

    /// The tags that everything takes which takes tags, scope by scope.
    pub(crate) fn default_tags(&self) -> &DefaultTags {
        &self.default_tags
    }

    /// The account and region that the program binds the stack to.
    pub fn location(&self) -> Option<&Location> {
        self.location.as_ref()
    }

    /// All resources, in the order of their declaration.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A resource by its address.
    pub fn get(&self, address: &Address) -> Option<&Node> {
        self.position(address).map(|at| &self.nodes[at])
    }

    /// Where a resource stands in [`Graph::nodes`].
    pub fn position(&self, address: &Address) -> Option<usize> {
        self.index.get(address).copied()
    }

    pub(crate) fn replace_now(&mut self, address: &Address) {
        if let Some(&at) = self.index.get(address) {
            self.nodes[at].options.replace_now = true;
        }
    }

    /// The positions of what a resource depends on, in order: what it refers to and what completes that.
    pub fn dependencies(&self, position: usize) -> &[usize] {
        &self.dependencies[position]
    }

    /// Those of a resource's dependencies that nothing of its declaration names: they complete what it refers to.
    pub fn completed_by(&self, position: usize) -> &[usize] {
        self.completed_by.get(position).map(Vec::as_slice).unwrap_or_default()
    }

    /// All positions, each after what it depends on; independent ones in the order of their declaration.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// The stack's outputs.
    pub fn outputs(&self) -> &[StackOutput] {
        &self.outputs
    }

    /// The inputs of a resource as far as `lookup` knows the outputs they are made of, defaults filled in.
    ///
    /// # Errors
    /// Every mistake in them, with address, property and line.
    pub fn evaluate(
        &self,
        position: usize,
        lookup: &dyn Fn(&OutputRef) -> Value,
    ) -> Result<Map, Diagnostics> {
        let mut problems = Diagnostics::default();
        let inputs = self.evaluate_what_can_be(position, lookup, &mut problems);
        problems.into_result().map(|()| inputs)
    }

    /// As [`Graph::evaluate`]; what is mistaken is not known, so that everything else can be looked at all the same.
    fn evaluate_what_can_be(
        &self,
        position: usize,
        lookup: &dyn Fn(&OutputRef) -> Value,
        problems: &mut Diagnostics,
    ) -> Map {
        let node = &self.nodes[position];
        let mut inputs = Map::new();
        for (name, expression) in &node.inputs {
            let value = expression.evaluate(lookup).unwrap_or_else(|mistake| {
                problems.push(node.mistaken(name, &mistake));
                Value::Unknown(None)
            });
            inputs.insert((*name).into(), value);
        }
        let mut tags = self.default_tags.of(node.address.scope());
        if node.kind.takes_tags() && !tags.is_empty() {
            let own = inputs.get("tags");
            let secret = matches!(own, Some(Value::Secret(_)));
            tags.extend(own.and_then(Value::as_map).cloned().unwrap_or_default());
            let tags = Value::map(tags);
            inputs.insert("tags".into(), if secret { tags.into_secret() } else { tags });
        }
        node.kind.with_secrets(node.kind.with_defaults(inputs))
    }

    /// Checks a resource's inputs against its kind's rules.
    pub fn check(&self, position: usize, inputs: &Map, found: &mut Diagnostics) {
        let node = &self.nodes[position];
        let mut own = Diagnostics::default();
        for (name, value) in inputs {
            let printed = printed::problem(value);
            own.0.extend(printed.map(|p| p.at(&node.address).property(&**name).declared(node.place)));
        }
        let mut problems = Problems::new(&node.address, node.place, &mut own);
        check::check(node.kind, inputs, &mut problems);
        // A kind's own check sees what is secret, and its sentences may repeat it.
        if !own.0.is_empty() && inputs.values().any(Value::has_secret) {
            let redactor = Redactor::default();
            inputs.values().for_each(|value| redactor.note(value));
            own = redactor.hide_in(own);
        }
        for mut problem in own.0 {
            if let Some(name) = problem.property.as_deref().and_then(|path| self.default_tag_at(node, path)) {
                problem.hint =
                    Some(format!("{name:?} is a default tag of the stack or the settings: change it there"));
                // What all resources have is told of the first.
                let same = |other: &Diagnostic| {
                    (&other.property, &other.message, &other.hint)
                        == (&problem.property, &problem.message, &problem.hint)
                };
                if found.0.iter().any(same) {
                    continue;
                }
            }
            found.0.push(problem);
        }
    }

    /// The default tag that a property path names, unless the resource sets a tag of that name itself.
    fn default_tag_at(&self, node: &Node, path: &str) -> Option<Arc<str>> {
        let default = self.default_tags.of(node.address.scope());
        let name = default.keys().find(|name| tags::path_of("tags", name) == path)?;
        let tags = node.inputs.iter().find(|(input, _)| *input == "tags").map(|(_, tags)| tags);
        let own = matches!(tags, Some(Expression::Map(own)) if own.contains_key(name));
        (!own).then(|| Arc::clone(name))
    }

    /// Visits every secret of the program that is known before anything is applied.
    pub fn each_secret(&self, visit: &mut dyn FnMut(&Value)) {
        for node in &self.nodes {
            let inputs = node.inputs.iter().map(|(_, expression)| expression);
            inputs.chain(&node.options.replace_when).for_each(|expression| expression.each_secret(visit));
        }
        self.outputs.iter().for_each(|output| output.expression.each_secret(visit));
    }

    /// A hash of all that the program says as data: two programs with one hash declare the same, but for what their
    /// functions have captured. What those make of values is in the [provenance](crate::plan::Provenance) of a plan.
    pub fn fingerprint(&self) -> String {
        let mut digest = Digest::new();
        digest.text_of(&self.instance);
        if let Some(location) = &self.location {
            digest.text(&location.account);
            digest.text(&location.region);
        }
        self.default_tags.hash_into(&mut digest);
        for &at in &self.order {
            let node = &self.nodes[at];
            digest.text(node.address.as_str());
            for (name, expression) in &node.inputs {
                digest.text(name);
                expression.hash_into(&mut digest);
            }
            node.hash_options_into(&mut digest);
            if let Some(expression) = &node.options.replace_when {
                expression.hash_into(&mut digest);
            }
        }
        for output in &self.outputs {
            digest.text(&output.name);
            output.expression.hash_into(&mut digest);
        }
        digest.finish()
    }

    /// The positions of what depends on each resource.
    pub fn dependents(&self) -> Vec<Vec<usize>> {
        let mut dependents = vec![Vec::new(); self.nodes.len()];
        for (at, dependencies) in self.dependencies.iter().enumerate() {
            for &dependency in dependencies {
                dependents[dependency].push(at);
            }
        }
        dependents
    }
}

impl Node {
    /// The property by which the resource keeps another from being deleted or goes with it, if it does.
    pub fn holds_on_to(&self, other: &Address) -> Option<&'static str> {
        let held = |(name, expression): &&(&'static str, Expression)| {
            self.kind.input(name).is_some_and(|field| {
                self.kind.holds_on_by(field) && refers(field.ty, expression, other, Weak::Skipped)
            })
        };
        self.inputs.iter().find(held).map(|(name, _)| *name)
    }

    /// Whether a property of the resource is another resource, and not only made of what that gives back.
    pub(super) fn uses(&self, other: &Address) -> bool {
        let uses = |(name, expression): &(&'static str, Expression)| {
            let field = self.kind.input(name);
            field.is_some_and(|field| refers(field.ty, expression, other, Weak::Counted))
        };
        self.inputs.iter().any(uses)
    }

    /// Feeds what else was said of the resource to a digest, but for `replace_when`, which is an expression.
    pub(crate) fn hash_options_into(&self, digest: &mut Digest) {
        let options = &self.options;
        digest.text_of(&format_args!(
            "{} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            options.protect,
            options.retain,
            options.ignore_changes,
            options.replace_on_change,
            options.replacement,
            options.depends_on,
            options.renamed_from,
            options.import,
            options.timeout
        ));
    }

    fn mistaken(&self, property: &str, mistake: &Mistake) -> Diagnostic {
        mistake.diagnostic().at(&self.address).property(property)
    }
}

/// What becomes of references that do not keep what they refer to from being deleted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weak {
    Counted,
    Skipped,
}

/// Whether a property of this type is a reference to another resource, or has one inside.
fn refers(ty: Type, expression: &Expression, other: &Address, weak: Weak) -> bool {
    let member = |field: &Field, member: Option<&Expression>| {
        (weak == Weak::Counted || !field.weak)
            && member.is_some_and(|member| refers(field.ty, member, other, weak))
    };
    match (ty, expression) {
        (Type::Reference { .. }, expression) => {
            let mut found = false;
            expression.each_output(&mut |output| found |= output.address == *other);
            found
        }
        (Type::List(of) | Type::Map(of), Expression::List(items)) => {
            items.iter().any(|item| refers(*of, item, other, weak))
        }
        (Type::List(of) | Type::Map(of), Expression::Map(members)) => {
            members.values().any(|member| refers(*of, member, other, weak))
        }
        (Type::List(of), expression) => refers(*of, expression, other, weak),
        (Type::Block(fields), Expression::Map(members)) => {
            fields.iter().any(|field| member(field, members.get(field.name)))
        }
        _ => false,
    }
}

/// What an output will be, when it gives back an input that is known.
pub(crate) fn echoed(kind: &Kind, inputs: &Map, output: &OutputRef) -> Value {
    let unknown = || Value::of_later(output);
    match kind.output(&output.output) {
        Some(field) if field.template.is_none() => inputs.get(field.name).cloned().unwrap_or_else(unknown),
        _ => unknown(),
    }
}
