//! Drafts: programs as data that can be drawn at random and changed step by step.

use ironwright_core::{Diagnostics, Graph, Stack};

use super::declare::Declarations;
use super::random::Random;

/// A program as data.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    items: Vec<Item>,
    /// Numbers names, so that none comes twice in a life.
    made: u32,
}

/// One resource to be declared.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Goes into the names that AWS knows, which stay when the logical name changes.
    pub(super) number: u32,
    pub(super) name: String,
    pub(super) former: Option<String>,
    pub(super) what: What,
    /// Goes into a property that changes in place.
    pub(super) variant: u32,
    /// Goes into a property whose change replaces.
    pub(super) edition: u32,
    /// What it refers to, by their places before it.
    pub(super) of: Vec<usize>,
    /// Something it comes after for no reason.
    pub(super) after: Option<usize>,
}

/// The kinds that a draft draws from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Vpc,
    Subnet,
    Group,
    Rule,
    Logs,
    Role,
    Policy,
    Cluster,
    Task,
    Service,
    Record,
}

use What::{Cluster, Group, Logs, Policy, Record, Role, Rule, Service, Subnet, Task, Vpc};

/// What each refers to.
fn needs(what: What) -> &'static [What] {
    match what {
        Vpc | Logs | Role | Cluster => &[],
        Subnet | Group | Record => &[Vpc],
        Rule => &[Group],
        Policy | Task => &[Role],
        Service => &[Cluster, Task, Subnet],
    }
}

const ALL: [What; 11] = [Vpc, Subnet, Group, Rule, Logs, Role, Policy, Cluster, Task, Service, Record];

impl Draft {
    pub(super) fn draw(random: &mut Random) -> Self {
        let mut draft = Self { items: Vec::new(), made: 0 };
        for what in [Vpc, Role, Cluster] {
            draft.add(what, random);
        }
        for _ in 0..4 + random.below(10) {
            let what = *random.pick(&ALL).unwrap_or(&Vpc);
            draft.add(what, random);
        }
        draft
    }

    /// Adds a resource, when there is what it refers to.
    fn add(&mut self, what: What, random: &mut Random) -> Option<String> {
        let mut of = Vec::new();
        for need in needs(what) {
            let there: Vec<usize> =
                (0..self.items.len()).filter(|&at| self.items[at].what == *need).collect();
            of.push(*random.pick(&there)?);
        }
        self.made += 1;
        let name = format!("{}-{}", format!("{what:?}").to_lowercase(), self.made);
        let after = if random.chance(20) && !self.items.is_empty() {
            Some(random.index(self.items.len()))
        } else {
            None
        };
        self.items.push(Item {
            number: self.made,
            name: name.clone(),
            former: None,
            what,
            variant: 0,
            edition: 0,
            of,
            after,
        });
        Some(name)
    }

    /// Changes something, and says what.
    pub(super) fn change(&mut self, random: &mut Random) -> String {
        self.items.iter_mut().for_each(|item| item.former = None);
        let mut told = Vec::new();
        for _ in 0..=random.below(3) {
            let at = if self.items.is_empty() { 0 } else { random.index(self.items.len()) };
            match random.below(6) {
                0 => {
                    let what = *random.pick(&ALL).unwrap_or(&Vpc);
                    told.extend(self.add(what, random).map(|name| format!("{name} comes")));
                }
                1 if self.items.len() > 3 => told.push(format!("{} goes", self.remove(at).join(", "))),
                2 | 3 => {
                    if let Some(item) = self.items.get_mut(at) {
                        item.variant += 1;
                        told.push(format!("{} changes", item.name));
                    }
                }
                4 => {
                    if let Some(item) = self.items.get_mut(at) {
                        item.edition += 1;
                        told.push(format!("{} changes for good", item.name));
                    }
                }
                _ => {
                    self.made += 1;
                    let number = self.made;
                    if let Some(item) = self.items.get_mut(at).filter(|item| item.former.is_none()) {
                        let name = format!("{}-{number}", format!("{:?}", item.what).to_lowercase());
                        told.push(format!("{} is renamed {name}", item.name));
                        item.former = Some(std::mem::replace(&mut item.name, name));
                    }
                }
            }
        }
        if told.is_empty() { "nothing changes".to_owned() } else { told.join("; ") }
    }

    /// Removes a resource and all that refers to it.
    fn remove(&mut self, at: usize) -> Vec<String> {
        let mut gone = vec![false; self.items.len()];
        gone[at] = true;
        for i in at + 1..self.items.len() {
            gone[i] = self.items[i].of.iter().any(|&of| gone[of]);
        }
        let mut moved = Vec::new();
        let mut kept = 0;
        for &gone in &gone {
            moved.push(kept);
            kept += usize::from(!gone);
        }
        let mut names = Vec::new();
        let items = std::mem::take(&mut self.items);
        for (i, mut item) in items.into_iter().enumerate() {
            if gone[i] {
                names.push(item.name);
                continue;
            }
            item.of.iter_mut().for_each(|of| *of = moved[*of]);
            item.after = item.after.filter(|&after| !gone[after]).map(|after| moved[after]);
            self.items.push(item);
        }
        names
    }

    /// The program's graph.
    ///
    /// # Errors
    /// A draft that is wrong is a defect of the simulation.
    pub(super) fn graph(&self) -> Result<Graph, Diagnostics> {
        let mut stack = Stack::new("simulated");
        let mut declarations = Declarations::default();
        self.items.iter().for_each(|item| declarations.declare(&mut stack, item));
        stack.graph()
    }
}
