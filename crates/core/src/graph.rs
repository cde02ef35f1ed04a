//! The dependency graph of a program: references become edges, and everything wrong is found at once.

mod former;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::Address;
use crate::check::{Inputs, Member, Problems, Target, Together, check_limits};
use crate::diagnostic::{Diagnostic, Diagnostics, Place, nearest};
use crate::digest::Digest;
use crate::expression::{Expression, Mistake};
use crate::kind::{Field, Kind, Type};
use crate::resource::Options;
use crate::stack::{Location, Program, StackOutput};
use crate::value::{Map, OutputRef, Value};
use crate::veil::Veil;

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
    /// Where it was declared.
    pub place: Place,
}

/// A program's resources and what each depends on, without a cycle.
#[derive(Clone, Debug)]
pub struct Graph {
    stack: String,
    location: Option<Location>,
    nodes: Vec<Node>,
    index: HashMap<Address, usize>,
    dependencies: Vec<Vec<usize>>,
    order: Vec<usize>,
    outputs: Vec<StackOutput>,
    default_tags: BTreeMap<Arc<str>, Arc<str>>,
}

impl Graph {
    pub(crate) fn build(program: Program) -> Result<Self, Diagnostics> {
        let mut problems = program.problems;
        let mut graph = Self {
            stack: program.name,
            location: program.location,
            index: HashMap::with_capacity(program.nodes.len()),
            dependencies: Vec::with_capacity(program.nodes.len()),
            order: Vec::with_capacity(program.nodes.len()),
            nodes: program.nodes,
            outputs: program.outputs,
            default_tags: program.default_tags,
        };
        graph.index_addresses(&mut problems);
        graph.link(&mut problems);
        graph.check_options(&mut problems);
        former::check(&graph.nodes, &graph.index, &mut problems);
        graph.sort(&mut problems);
        graph.check_inputs(&mut problems);
        problems.into_result()?;
        Ok(graph)
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        &self.stack
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

    /// The positions of what a resource depends on.
    pub fn dependencies(&self, position: usize) -> &[usize] {
        &self.dependencies[position]
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
        if node.kind.takes_tags() && !self.default_tags.is_empty() {
            let mut tags: Map =
                self.default_tags.iter().map(|(k, v)| (Arc::clone(k), Value::Text(Arc::clone(v)))).collect();
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
        let mut problems = Problems::new(&node.address, node.place, &mut own);
        check_limits(node.kind.inputs, inputs, "", &mut problems);
        if let Some(check) = node.kind.check {
            check(&Inputs(inputs), &mut problems);
        }
        // A kind's own check sees what is secret, and its sentences may repeat it.
        if !own.0.is_empty() && inputs.values().any(Value::has_secret) {
            let veil = Veil::default();
            inputs.values().for_each(|value| veil.note(value));
            own = veil.hide_in(own);
        }
        found.0.append(&mut own.0);
    }

    /// Visits every secret of the program that is known before anything is applied.
    pub fn each_secret(&self, visit: &mut dyn FnMut(&Value)) {
        for node in &self.nodes {
            let inputs = node.inputs.iter().map(|(_, expression)| expression);
            inputs.chain(&node.options.replace_when).for_each(|expression| expression.each_secret(visit));
        }
        self.outputs.iter().for_each(|output| output.expression.each_secret(visit));
    }

    /// A hash of all that the program says: two programs with one hash declare the same.
    pub fn fingerprint(&self) -> String {
        let mut digest = Digest::new();
        digest.text(&self.stack);
        if let Some(location) = &self.location {
            digest.text(&location.account);
            digest.text(&location.region);
        }
        for (name, value) in &self.default_tags {
            digest.text(name);
            digest.text(value);
        }
        for &at in &self.order {
            let node = &self.nodes[at];
            digest.text(node.address.as_str());
            for (name, expression) in &node.inputs {
                digest.text(name);
                expression.hash_into(&mut digest);
            }
            let options = &node.options;
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
            if let Some(expression) = &options.replace_when {
                expression.hash_into(&mut digest);
            }
        }
        for output in &self.outputs {
            digest.text(&output.name);
            output.expression.hash_into(&mut digest);
        }
        digest.finish()
    }

    fn index_addresses(&mut self, problems: &mut Diagnostics) {
        for (at, node) in self.nodes.iter().enumerate() {
            if let Some(first) = self.index.insert(node.address.clone(), at) {
                let first = self.nodes[first].place;
                problems.push(
                    Diagnostic::new(format!("this address is declared twice, first at {first}"))
                        .at(&node.address)
                        .declared(node.place)
                        .hint("give one of them another name, or declare it in a scope of its own"),
                );
            }
        }
    }

    fn link(&mut self, problems: &mut Diagnostics) {
        for node in &self.nodes {
            let mut found = Vec::new();
            let mut expressions: Vec<(&str, &Expression)> =
                node.inputs.iter().map(|(name, expression)| (*name, expression)).collect();
            if let Some(expression) = &node.options.replace_when {
                expressions.push(("replace_when", expression));
            }
            for (name, expression) in expressions {
                expression.each_output(&mut |output| match self.index.get(&output.address) {
                    Some(&at) => found.push(at),
                    None => problems.push(
                        Diagnostic::new(format!("refers to {output}, which this stack does not declare"))
                            .at(&node.address)
                            .property(name)
                            .declared(node.place)
                            .hint("declare it on the same stack, or pass its value as a setting"),
                    ),
                });
            }
            for dependency in &node.options.depends_on {
                match dependency {
                    Ok(address) => match self.index.get(address) {
                        Some(&at) => found.push(at),
                        None => problems.push(
                            Diagnostic::new(format!(
                                "depends on {address}, which this stack does not declare"
                            ))
                            .at(&node.address)
                            .declared(node.place)
                            .hint(
                                match nearest(address.as_str(), self.index.keys().map(Address::as_str)) {
                                    Some(near) => {
                                        format!("did you mean `{near}`? it must be on the same stack")
                                    }
                                    None => "an address reads like `vpc/ec2.Subnet.public-a`".to_owned(),
                                },
                            ),
                        ),
                    },
                    Err(message) => problems.push(
                        Diagnostic::new(format!("depends on something that is no address: {message}"))
                            .at(&node.address)
                            .declared(node.place),
                    ),
                }
            }
            found.sort_unstable();
            found.dedup();
            self.dependencies.push(found);
        }
        for output in &self.outputs {
            output.expression.each_output(&mut |reference| {
                if !self.index.contains_key(&reference.address) {
                    let message = format!(
                        "the output `{}` refers to {reference}, which this stack does not declare",
                        output.name
                    );
                    let problem = Diagnostic::new(message).declared(output.place);
                    problems.push(problem.hint("declare it on the same stack, or publish it there"));
                }
            });
        }
    }

    fn check_options(&self, problems: &mut Diagnostics) {
        for node in &self.nodes {
            let options = &node.options;
            for (option, paths) in [
                ("ignore_changes", &options.ignore_changes),
                ("replace_on_change", &options.replace_on_change),
            ] {
                for path in paths {
                    if let Err(hint) = find_property(node.kind.inputs, path) {
                        let message =
                            format!("`{option}` names `{path}`, which is no input of {}", node.kind.name);
                        let problem = Diagnostic::new(message).at(&node.address).declared(node.place);
                        problems.push(problem.hint(hint));
                    }
                }
            }
        }
    }

    /// Sorts topologically, declaration order first; names the members of every cycle.
    fn sort(&mut self, problems: &mut Diagnostics) {
        let mut waiting: Vec<usize> = self.dependencies.iter().map(Vec::len).collect();
        let dependents = self.dependents();
        let mut ready: std::collections::BinaryHeap<std::cmp::Reverse<usize>> =
            (0..waiting.len()).filter(|&at| waiting[at] == 0).map(std::cmp::Reverse).collect();
        while let Some(std::cmp::Reverse(at)) = ready.pop() {
            self.order.push(at);
            for &dependent in &dependents[at] {
                waiting[dependent] -= 1;
                if waiting[dependent] == 0 {
                    ready.push(std::cmp::Reverse(dependent));
                }
            }
        }
        if self.order.len() < self.nodes.len() {
            self.report_cycles(problems);
        }
    }

    fn report_cycles(&self, problems: &mut Diagnostics) {
        let mut graph = DiGraph::<(), ()>::with_capacity(self.nodes.len(), self.nodes.len());
        self.nodes.iter().for_each(|_| {
            graph.add_node(());
        });
        for (at, dependencies) in self.dependencies.iter().enumerate() {
            for &dependency in dependencies {
                graph.add_edge(NodeIndex::new(at), NodeIndex::new(dependency), ());
            }
        }
        for component in kosaraju_scc(&graph) {
            let alone = component.len() == 1 && !graph.contains_edge(component[0], component[0]);
            if alone {
                continue;
            }
            let members: HashSet<usize> = component.iter().map(|index| index.index()).collect();
            let start = members.iter().copied().min().unwrap_or_default();
            let path = self.walk_cycle(start, &members);
            let names: Vec<&str> = path.iter().map(|&at| self.nodes[at].address.as_str()).collect();
            let node = &self.nodes[start];
            problems.push(
                Diagnostic::new(format!("depends on itself: {}", arrows(&names)))
                    .at(&node.address)
                    .declared(node.place)
                    .hint("remove one `depends_on` of the circle"),
            );
        }
    }

    fn walk_cycle(&self, start: usize, members: &HashSet<usize>) -> Vec<usize> {
        let mut path = vec![start];
        let mut seen = HashSet::from([start]);
        let mut at = start;
        loop {
            let inside = || self.dependencies[at].iter().copied().filter(|next| members.contains(next));
            if inside().any(|next| next == start) {
                path.push(start);
                return path;
            }
            match inside().find(|next| seen.insert(*next)) {
                Some(next) => {
                    path.push(next);
                    at = next;
                }
                None => return path,
            }
        }
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

    /// The inputs of all resources as they are before anything exists.
    fn at_first_sight(&self, problems: &mut Diagnostics) -> Vec<Map> {
        let mut all: Vec<Map> = vec![Map::new(); self.nodes.len()];
        for &at in &self.order {
            let lookup = |output: &OutputRef| match self.index.get(&output.address) {
                Some(&of) => echoed(self.nodes[of].kind, &all[of], output),
                None => Value::Unknown(None),
            };
            all[at] = self.evaluate_what_can_be(at, &lookup, problems);
        }
        all
    }

    /// Checks all that is known; of members of a circle, only what was written wrongly.
    fn check_inputs(&self, problems: &mut Diagnostics) {
        let all = self.at_first_sight(problems);
        let evaluated: HashSet<usize> = self.order.iter().copied().collect();
        for (_, node) in self.nodes.iter().enumerate().filter(|(at, _)| !evaluated.contains(at)) {
            for (name, expression) in &node.inputs {
                expression.each_mistake(&mut |mistake| problems.push(node.mistaken(name, mistake)));
            }
        }
        let mut kinds: BTreeMap<&str, (&'static Kind, Vec<usize>)> = BTreeMap::new();
        for (at, node) in self.nodes.iter().enumerate() {
            if evaluated.contains(&at) {
                self.check(at, &all[at], problems);
                kinds.entry(node.kind.name).or_insert((node.kind, Vec::new())).1.push(at);
            }
        }
        let inputs_of = |address: &Address| self.index.get(address).map(|&at| &all[at]);
        for (kind, members) in kinds.values() {
            let together = Together {
                resources: members
                    .iter()
                    .map(|&at| Member {
                        address: &self.nodes[at].address,
                        place: self.nodes[at].place,
                        inputs: Inputs(&all[at]),
                    })
                    .collect(),
                inputs_of: &inputs_of,
            };
            check_unique(kind, &together, problems);
            if let Some(check) = kind.check_together {
                check(&together, problems);
            }
        }
        for output in &self.outputs {
            let lookup = |reference: &OutputRef| match self.index.get(&reference.address) {
                Some(&of) => echoed(self.nodes[of].kind, &all[of], reference),
                None => Value::Unknown(None),
            };
            if let Err(mistake) = output.expression.evaluate(&lookup) {
                let message = format!("the output `{}`: {}", output.name, mistake.message);
                problems.push(Diagnostic::new(message).declared(mistake.place));
            }
        }
    }
}

impl Node {
    /// The property by which the resource keeps another from being deleted, if it does.
    pub fn holds_on_to(&self, other: &Address) -> Option<&'static str> {
        let held = |(name, expression): &&(&'static str, Expression)| {
            self.kind.input(name).is_some_and(|field| {
                !field.weak && !self.kind.names_itself_by(field) && holds_on(field.ty, expression, other)
            })
        };
        self.inputs.iter().find(held).map(|(name, _)| *name)
    }

    fn mistaken(&self, property: &str, mistake: &Mistake) -> Diagnostic {
        Diagnostic::new(mistake.message.clone()).at(&self.address).property(property).declared(mistake.place)
    }
}

/// Whether a property of this type refers to another resource so that the cloud keeps that from being deleted.
fn holds_on(ty: Type, expression: &Expression, other: &Address) -> bool {
    let member = |field: &Field, member: Option<&Expression>| {
        !field.weak && member.is_some_and(|member| holds_on(field.ty, member, other))
    };
    match (ty, expression) {
        (Type::Reference { .. }, expression) => {
            let mut found = false;
            expression.each_output(&mut |output| found |= output.address == *other);
            found
        }
        (Type::List(of) | Type::Map(of), Expression::List(items)) => {
            items.iter().any(|item| holds_on(*of, item, other))
        }
        (Type::List(of) | Type::Map(of), Expression::Map(members)) => {
            members.values().any(|member| holds_on(*of, member, other))
        }
        (Type::List(of), expression) => holds_on(*of, expression, other),
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

/// The members of a circle; of a long one those where it begins and ends.
fn arrows(names: &[&str]) -> String {
    const EACH: usize = 5;
    if names.len() <= 2 * EACH + 1 {
        return names.join(" -> ");
    }
    let (first, last) = (&names[..EACH], &names[names.len() - EACH..]);
    format!("{} -> ({} others) -> {}", first.join(" -> "), names.len() - 2 * EACH, last.join(" -> "))
}

fn check_unique(kind: &Kind, together: &Together<'_>, problems: &mut Diagnostics) {
    for key in kind.unique {
        let mut seen: HashMap<Vec<String>, &Member<'_>> = HashMap::new();
        for member in &together.resources {
            let Some(values) =
                key.iter().map(|name| distinct(&member.inputs, name)).collect::<Option<Vec<_>>>()
            else {
                continue;
            };
            if let Some(first) = seen.get(&values) {
                problems.push(
                    Diagnostic::new(format!(
                        "has the same {} as {}, declared at {}",
                        key.join(" and "),
                        first.address,
                        first.place
                    ))
                    .at(member.address)
                    .declared(member.place)
                    .hint(format!(
                        "AWS keeps one {} for each {}",
                        kind.name,
                        key.join(" and ")
                    )),
                );
            } else {
                seen.insert(values, member);
            }
        }
    }
}

fn distinct(inputs: &Inputs<'_>, name: &str) -> Option<String> {
    match inputs.target(name) {
        Some(Target::Output(output)) => Some(output.to_string()),
        Some(Target::Id(text)) => Some(text.to_owned()),
        None => match inputs.value(name)? {
            Value::Int(n) => Some(n.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        },
    }
}

/// Finds the field that a property path names, `containers["nginx"].image`; else says what there is.
pub(crate) fn find_property(fields: &'static [Field], path: &str) -> Result<&'static Field, String> {
    let name_end = path.find(['.', '[']).unwrap_or(path.len());
    let (name, rest) = path.split_at(name_end);
    let Some(field) = fields.iter().find(|field| field.name == name) else {
        let names = fields.iter().map(|field| field.name);
        return Err(match nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("its inputs are {}", names.collect::<Vec<_>>().join(", ")),
        });
    };
    let rest = match rest.strip_prefix('[') {
        Some(index) => index.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    match (rest.strip_prefix('.'), field.ty) {
        (Some(rest), Type::Block(fields) | Type::List(&Type::Block(fields))) => find_property(fields, rest),
        (Some(_), Type::Map(_) | Type::Document) | (None, _) => Ok(field),
        (Some(rest), _) => Err(format!("`{name}` has nothing called `{rest}` inside")),
    }
}
