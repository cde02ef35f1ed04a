//! What somebody else has made in the account of a rehearsal: a world that tests and a file furnish, so that there is
//! something to look up and to refer to.
//!
//! It is there whenever the file says so, and is not written down with what a program makes, unless a program changes it.

use std::ops::Range;
use std::sync::Arc;

use ironwright_core::diagnostic::nearest;
use ironwright_core::digest::Digest;
use ironwright_core::settings::of_toml;
use ironwright_core::{Kind, Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::properties;
use crate::rehearsal::Rehearsal;
use crate::world::{Thing, World};

/// Resources that somebody else has made.
#[derive(Clone, Default)]
pub struct Furnishing(Vec<Furnished>);

/// One of them.
#[derive(Clone)]
struct Furnished {
    kind: &'static Kind,
    /// Its physical id, where that is said.
    id: Option<Arc<str>>,
    properties: Map,
}

impl Furnishing {
    /// Reads a file: a table for each resource under the name of its kind, with inputs and outputs as members, and its
    /// physical `id` where that matters.
    ///
    /// ```toml
    /// [[ec2.Vpc]]
    /// id = "vpc-0a1b2c3d4e5f60718"
    /// cidr_block = "10.0.0.0/16"
    /// tags = { Name = "shared" }
    ///
    /// [[iam.Role]]
    /// role_name = "ecsTaskExecutionRole"
    /// ```
    ///
    /// # Errors
    /// All that is wrong with it, a sentence each, with the line.
    pub fn from_toml(text: &str, kind: &dyn Fn(&str) -> Option<&'static Kind>) -> Result<Self, Vec<String>> {
        let document = DeTable::parse(text).map_err(|error| {
            let line = line_of(text, error.span().as_ref());
            vec![format!("line {line}: {}", error.message().lines().next().unwrap_or_default())]
        })?;
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for (service, kinds) in document.get_ref() {
            let DeValue::Table(kinds) = kinds.get_ref() else {
                let line = line_of(text, Some(&service.span()));
                problems
                    .push(format!("line {line}: `{}` is no service: write `[[ec2.Vpc]]`", service.get_ref()));
                continue;
            };
            for (name, resources) in kinds {
                let (called, line) =
                    (format!("{}.{}", service.get_ref(), name.get_ref()), line_of(text, Some(&name.span())));
                match (kind(&called), resources.get_ref()) {
                    (None, _) => problems.push(format!("line {line}: there is no kind `{called}`")),
                    (Some(kind), DeValue::Array(resources)) => {
                        for resource in resources {
                            match Furnished::read(kind, resource, text) {
                                Ok(furnished) => all.push(furnished),
                                Err(wrong) => problems.extend(wrong),
                            }
                        }
                    }
                    (Some(_), _) => {
                        problems.push(format!("line {line}: write `[[{called}]]`, in two pairs of brackets"));
                    }
                }
            }
        }
        if problems.is_empty() { Ok(Self(all)) } else { Err(problems) }
    }

    /// One resource more.
    #[must_use]
    pub fn with(mut self, kind: &'static Kind, properties: Map) -> Self {
        self.0.push(Furnished { kind, id: None, properties });
        self
    }
}

impl Furnished {
    fn read(kind: &'static Kind, resource: &Spanned<DeValue<'_>>, text: &str) -> Result<Self, Vec<String>> {
        let DeValue::Table(table) = resource.get_ref() else {
            let line = line_of(text, Some(&resource.span()));
            return Err(vec![format!("line {line}: a {} is a table", kind.name)]);
        };
        let inputs = kind.inputs.iter().map(|field| field.name);
        let known: Vec<&str> = inputs.chain(kind.outputs.iter().map(|field| field.name)).collect();
        let (mut id, mut properties, mut problems) = (None, Map::new(), Vec::new());
        for (name, value) in table {
            let (line, called) = (line_of(text, Some(&name.span())), name.get_ref());
            let value = of_toml(value.get_ref());
            match value.as_text() {
                Some(text) if **called == *"id" => id = Some(Arc::from(text)),
                _ if known.contains(&&**called) => drop(properties.insert((&**called).into(), value)),
                _ => {
                    let near = nearest(called, known.iter().copied());
                    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                    problems.push(format!("line {line}: {} has no property `{called}`{near}", kind.name));
                }
            }
        }
        if problems.is_empty() { Ok(Self { kind, id, properties }) } else { Err(problems) }
    }

    /// What it is made up from: the same resource has the same id each time.
    fn seed(&self) -> u64 {
        let mut digest = Digest::new();
        digest.text(self.kind.name);
        Value::map(self.properties.clone()).hash_into(&mut digest);
        u64::from_str_radix(&digest.finish()[..16], 16).unwrap_or_default()
    }
}

impl Rehearsal {
    /// The same cloud, in which somebody else has made this: look-ups find it, and what refers to it is not refused. What
    /// is there already under the same id stays as it is.
    #[must_use]
    pub fn furnished(self, furnishing: &Furnishing) -> Self {
        self.furnish(furnishing);
        self
    }

    /// Somebody else has made this, and the physical ids of it.
    pub fn furnish(&self, furnishing: &Furnishing) -> Vec<Arc<str>> {
        let mut inner = self.lock();
        furnishing.0.iter().map(|furnished| furnish(&mut inner.world, furnished)).collect()
    }
}

fn furnish(world: &mut World, furnished: &Furnished) -> Arc<str> {
    let kind = furnished.kind;
    let mut properties = kind.with_defaults(furnished.properties.clone());
    let id = world.seeded(furnished.seed(), |world| {
        properties::make_up(world, kind, furnished.id.clone(), &mut properties)
    });
    // An id that is made of what nobody has said is one all the same.
    let id = id.unwrap_or_else(|_| format!("furnished-{:x}", furnished.seed()).into());
    if world.get(kind.name, &id).is_none() {
        world.furnish(kind.name, &id, Thing { properties, ..Thing::default() });
    }
    id
}

/// The number of the line on which a part of a text begins.
fn line_of(text: &str, span: Option<&Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start);
    text.get(..start).map_or(1, |before| before.matches('\n').count() + 1)
}
