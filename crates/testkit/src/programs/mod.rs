//! Programs as data: drawn at random over every kind, changed step by step, declared as real resources.
//!
//! Every program here is valid by itself: no name is taken twice in it, and whatever refers to something refers to what is
//! declared before it. What becomes of a world that goes from one program to another is for the loops to say.
//!
//! - `draw.rs` draws programs at random.
//! - `change.rs` changes them.
//! - `sort.rs` lists the kinds, and what each needs.
//! - `options.rs` is what is said of a resource beyond its properties.
//! - `declare.rs` turns them into real declarations.

mod change;
mod declare;
mod draw;
mod options;
mod sort;

use std::collections::HashSet;
use std::fmt;

use ironwright_core::{Diagnostics, Graph, Stack};

use crate::account::Ignored;
pub(crate) use change::Habits;
use declare::Declarations;
pub(crate) use options::Said;
pub(crate) use sort::Sort;

/// A program as data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Program {
    items: Vec<Item>,
    /// Numbers logical names, so that none comes twice in a life.
    made: u32,
    /// From how many the keys are drawn that names are made of; each is new where there is no such number.
    pool: Option<u32>,
}

/// One resource to be declared.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Item {
    pub(crate) sort: Sort,
    /// The logical name, and the scope that it stands in.
    pub(crate) name: String,
    pub(crate) scope: Option<String>,
    /// What it was called before.
    pub(crate) former: Option<String>,
    /// Goes into what AWS keeps one of: a name, a number, a range.
    pub(crate) key: u32,
    /// Goes into a property that changes in place; with 0 it is not set.
    pub(crate) variant: u32,
    /// Goes into a property whose change replaces.
    pub(crate) edition: u32,
    /// What it refers to, by their places before it.
    pub(crate) of: Vec<usize>,
    /// Something it comes after for no reason.
    pub(crate) after: Option<usize>,
    /// What is said of it beyond its properties.
    pub(crate) said: Said,
}

impl Item {
    /// Its address, as text.
    fn address(&self) -> String {
        let kind = self.sort.kind();
        self.scope
            .as_ref()
            .map_or_else(|| format!("{kind}.{}", self.name), |scope| format!("{scope}/{kind}.{}", self.name))
    }

    /// Its name as another one's former name: with its scope.
    fn path(&self) -> String {
        format!("{}/{}", self.scope.as_deref().unwrap_or_default(), self.name)
    }
}

impl Program {
    /// How many resources it declares.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether anything stays when it goes from the program.
    pub(crate) fn retains(&self) -> bool {
        self.items.iter().any(|item| item.said.retain)
    }

    /// The properties whose differences are not acted upon.
    pub(crate) fn ignored(&self) -> Vec<Ignored> {
        let ignored = self.items.iter().filter(|item| item.said.ignores);
        ignored.filter_map(|item| Some((item.address(), item.sort.in_place()?))).collect()
    }

    /// What it declares.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The program without some of its resources, and without what refers to them.
    pub(crate) fn without(&self, gone: impl Fn(&Item) -> bool) -> Self {
        let mut program = self.clone();
        while let Some(at) = program.items.iter().position(&gone) {
            program.remove(at);
        }
        program
    }

    /// The program's graph.
    ///
    /// # Errors
    /// A program that is wrong is a defect of whoever drew it.
    pub(crate) fn graph(&self) -> Result<Graph, Diagnostics> {
        let mut stack = Stack::new("drawn");
        let mut declarations = Declarations::default();
        self.items.iter().for_each(|item| declarations.declare(&mut stack, item));
        stack.graph()
    }

    /// Whether no name is taken twice, in the program and in AWS, and each part is of the VPC that the others are of.
    pub(crate) fn is_valid(&self) -> bool {
        let (mut named, mut placed, mut formers) = (HashSet::new(), HashSet::new(), HashSet::new());
        let paths: HashSet<(Sort, String)> = self.items.iter().map(|item| (item.sort, item.path())).collect();
        self.items.iter().enumerate().all(|(at, item)| {
            let former = item.former.as_ref().map(|former| (item.sort, former.clone()));
            named.insert((item.sort, item.path()))
                && self.place(at).is_none_or(|place| placed.insert((item.sort, place)))
                && former.is_none_or(|former| !paths.contains(&former) && formers.insert(former))
                && self.is_of_one_vpc(item)
        })
    }

    /// What AWS keeps one of, where it does.
    fn place(&self, at: usize) -> Option<Vec<usize>> {
        let Item { sort, key, edition, of, .. } = &self.items[at];
        let (key, side) = (*key as usize, *edition as usize % 2);
        Some(match sort {
            Sort::Vpc | Sort::Table | Sort::Acl | Sort::Address | Sort::Task | Sort::Record => return None,
            Sort::Gateway
            | Sort::DefaultTable
            | Sort::TableAssociation
            | Sort::AclAssociation
            | Sort::Providers
            | Sort::RepositoryPolicy
            | Sort::Lifecycle => vec![of[0]],
            Sort::Nat => vec![of[1]],
            Sort::Attachment => of.clone(),
            Sort::AclRule | Sort::Rule => vec![of[0], key, side],
            Sort::Subnet | Sort::Route | Sort::Group | Sort::RolePolicy | Sort::Service => vec![of[0], key],
            Sort::Logs | Sort::Role | Sort::Policy | Sort::People | Sort::Cluster | Sort::Repository => {
                vec![key]
            }
        })
    }

    fn is_of_one_vpc(&self, item: &Item) -> bool {
        let mut vpcs = item.of.iter().filter_map(|&of| self.vpc_of(of));
        vpcs.next().is_none_or(|first| vpcs.all(|other| other == first))
    }

    fn vpc_of(&self, at: usize) -> Option<usize> {
        let item = &self.items[at];
        if item.sort == Sort::Vpc { Some(at) } else { item.of.iter().find_map(|&of| self.vpc_of(of)) }
    }

    /// Removes a resource and all that refers to it; gives their names.
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
}

impl Program {
    /// The program in which one resource comes after nothing that it does not refer to, and has nothing that may be absent.
    pub(crate) fn plainer(&self, at: usize) -> Self {
        let mut program = self.clone();
        if let Some(item) = program.items.get_mut(at) {
            (item.after, item.variant) = (None, 0);
        }
        program
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for item in &self.items {
            let Item { sort, key, variant, edition, .. } = item;
            let of = item.of.iter().map(|&of| &*self.items[of].name).collect::<Vec<_>>().join(", ");
            write!(f, "  {sort:?} {}({of}) key {key}, variant {variant}, edition {edition}", item.name)?;
            if let Some(scope) = &item.scope {
                write!(f, ", in {scope}")?;
            }
            if let Some(former) = &item.former {
                write!(f, ", renamed from {former}")?;
            }
            if let Some(after) = item.after {
                write!(f, ", after {}", self.items[after].name)?;
            }
            if item.said != Said::default() {
                write!(f, ", {:?}", item.said)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
