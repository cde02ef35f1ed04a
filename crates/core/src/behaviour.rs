//! What a rehearsal cannot guess from a kind's properties: where AWS itself does more than keep what it is given.
//!
//! Pure functions over a [`World`]; the rehearsal cloud calls them, the kinds implement them where AWS is odd.

use std::time::Duration;

use crate::value::{Map, Value};

/// What a kind does beyond keeping its inputs. Every function has a default that does nothing.
pub trait Behaviour: Sync {
    /// Chooses the physical id: an existing one that is adopted, or one that counts up. `None` takes the template.
    ///
    /// # Errors
    /// AWS's refusal.
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let _ = (world, inputs);
        Ok(None)
    }

    /// Runs once a resource exists: makes what comes with it, and fills in outputs.
    ///
    /// # Errors
    /// AWS's refusal: the resource then does not come to be.
    fn created(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let _ = (world, id, properties);
        Ok(())
    }

    /// The inputs that AWS's call to create takes none of: a second call sets them, and whoever is cut off between the two
    /// has made half of the resource.
    fn set_afterwards(&self) -> &'static [&'static str] {
        &[]
    }

    /// Runs after properties were changed in place.
    ///
    /// # Errors
    /// AWS's refusal: nothing is changed then.
    fn updated(&self, world: &mut dyn World, id: &str, properties: &mut Map) -> Result<(), Refusal> {
        let _ = (world, id, properties);
        Ok(())
    }

    /// Runs before a resource goes: refuses, or removes what came with it.
    ///
    /// # Errors
    /// AWS's refusal.
    fn deleting(&self, world: &mut dyn World, id: &str, properties: &Map) -> Result<(), Refusal> {
        let _ = (world, id, properties);
        Ok(())
    }

    /// How long after a create or update the resource is ready.
    fn settling_time(&self, properties: &Map) -> Duration {
        let _ = properties;
        Duration::ZERO
    }

    /// Whether another resource's reference to this one's `output` is one that AWS does not hold on to.
    fn lets_go_of(&self, referrer: &str) -> bool {
        let _ = referrer;
        false
    }
}

/// The cloud as a behaviour sees it.
pub trait World {
    /// The account's number.
    fn account(&self) -> &str;
    /// The region's name.
    fn region(&self) -> &str;
    /// Fills a template, `rtb-{hex:17}`.
    fn make(&mut self, template: &str) -> String;
    /// The physical ids of all resources of a kind, in order.
    fn ids(&self, kind: &str) -> Vec<String>;
    /// The properties of a resource.
    fn properties(&self, kind: &str, id: &str) -> Option<&Map>;
    /// Sets a property of another resource.
    fn set(&mut self, kind: &str, id: &str, property: &str, value: Value);
    /// Puts a resource there that the cloud makes by itself.
    fn insert(&mut self, kind: &str, id: &str, properties: Map);
    /// Removes a resource that the cloud made by itself.
    fn remove(&mut self, kind: &str, id: &str);
    /// Counts up, from 1, and never back.
    fn count(&mut self, counter: &str) -> u64;
}

/// What AWS says when it will not: its code and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// AWS's error code, `DependencyViolation`.
    pub code: String,
    /// What it says.
    pub message: String,
}

impl Refusal {
    /// A refusal.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
