//! How a kind is put to the test: its declaration, and what becomes of it when a property changes.

use ironwright_core::Stack;

use super::scene::Scene;

/// Declares what a kind needs, and the resource itself with [`Scene::it`].
pub type Declares = fn(&Scene, &mut Stack);

/// A kind under test.
#[derive(Clone, Debug)]
pub struct Case {
    /// The kind, `ec2.Vpc`.
    pub kind: &'static str,
    /// How it is declared at first.
    pub first: Declares,
    /// How it is declared with one property changed in place, with that property's name.
    pub changes: Vec<(&'static str, Declares)>,
    /// How it is declared with one property changed that cannot be changed in place.
    pub replaces: Vec<(&'static str, Declares)>,
    /// Further declarations, with inputs that no other of them sets.
    pub samples: Vec<Declares>,
}

impl Case {
    /// A kind that is declared like this.
    pub fn new(kind: &'static str, first: Declares) -> Self {
        Self { kind, first, changes: Vec::new(), replaces: Vec::new(), samples: Vec::new() }
    }

    /// A property can be changed in place.
    #[must_use]
    pub fn changes(mut self, property: &'static str, after: Declares) -> Self {
        self.changes.push((property, after));
        self
    }

    /// A changed property replaces the resource.
    #[must_use]
    pub fn replaces(mut self, property: &'static str, after: Declares) -> Self {
        self.replaces.push((property, after));
        self
    }

    /// A declaration with inputs that no other one sets.
    #[must_use]
    pub fn sample(mut self, sample: Declares) -> Self {
        self.samples.push(sample);
        self
    }
}
