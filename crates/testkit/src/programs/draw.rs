//! Drawing programs at random.

use super::{Item, Program, Said, Sort};
use crate::simulate::random::Random;

/// Sorts that belong together: whatever they refer to is among them.
pub(crate) type Family = &'static [Sort];

/// All families.
pub(crate) const FAMILIES: [Family; 9] = [
    &[Sort::Logs],
    &[Sort::Role, Sort::RolePolicy, Sort::Task],
    &[Sort::People, Sort::Policy, Sort::Attachment],
    &[Sort::Vpc, Sort::Subnet, Sort::Role, Sort::Cluster, Sort::Providers, Sort::Task, Sort::Service],
    &[Sort::Repository, Sort::RepositoryPolicy, Sort::Lifecycle],
    &[Sort::Vpc, Sort::Subnet, Sort::Acl, Sort::AclRule, Sort::AclAssociation],
    &[
        Sort::Vpc,
        Sort::Gateway,
        Sort::Subnet,
        Sort::Table,
        Sort::Route,
        Sort::TableAssociation,
        Sort::DefaultTable,
    ],
    &[Sort::Vpc, Sort::Gateway, Sort::Subnet, Sort::Address, Sort::Nat],
    &[Sort::Vpc, Sort::Group, Sort::Rule],
];

/// How often it is tried to add something that collides with nothing.
const TRIES: usize = 8;

impl Program {
    /// A program of any kinds, in which every key is new.
    pub(crate) fn draw(random: &mut Random) -> Self {
        let mut program = Self { items: Vec::new(), made: 0, pool: None };
        for sort in [Sort::Vpc, Sort::Role, Sort::Cluster] {
            program.add(sort, random);
        }
        for _ in 0..4 + random.below(10) {
            program.add_any(random);
        }
        program
    }

    /// A program of one or two families, with keys out of so few that two programs often want the same.
    pub(crate) fn draw_close(random: &mut Random, pool: u32) -> Self {
        let mut program = Self { items: Vec::new(), made: 0, pool: Some(pool) };
        let mut sorts: Vec<Sort> = Vec::new();
        for _ in 0..=random.below(2) {
            let family = random.pick(&FAMILIES).copied().unwrap_or_default();
            sorts.extend(family.iter().filter(|sort| !sorts.contains(sort)).copied().collect::<Vec<_>>());
        }
        for &sort in &sorts {
            program.add(sort, random);
        }
        for _ in 0..=random.below(7) {
            // More than one VPC parts what would meet.
            let sort = random.pick(&sorts).copied().filter(|&sort| sort != Sort::Vpc || random.chance(30));
            sort.and_then(|sort| program.add(sort, random));
        }
        program
    }

    /// Adds a resource of any sort that there is what it refers to of.
    pub(super) fn add_any(&mut self, random: &mut Random) -> Option<String> {
        // What no cloud keeps is of no family.
        let sort = if self.pool.is_none() && random.chance(8) {
            Sort::Record
        } else {
            let family = random.pick(&FAMILIES)?;
            *random.pick(family)?
        };
        self.add(sort, random)
    }

    /// Adds a resource, when there is what it refers to and a place for it.
    pub(super) fn add(&mut self, sort: Sort, random: &mut Random) -> Option<String> {
        for _ in 0..TRIES {
            let of = sort.needs().iter().map(|need| self.any(*need, self.items.len(), random));
            let of = of.collect::<Option<Vec<usize>>>()?;
            let name = self.new_name(sort);
            let after = (random.chance(20) && !self.items.is_empty()).then(|| random.index(self.items.len()));
            let item = Item {
                sort,
                name: name.clone(),
                scope: None,
                former: None,
                key: self.new_key(random),
                variant: u32::from(random.chance(50)),
                edition: 0,
                of,
                after,
                said: Said::default(),
            };
            self.items.push(item);
            if self.is_valid() {
                return Some(name);
            }
            self.items.pop();
        }
        None
    }

    /// One of the resources of a sort before a place.
    pub(super) fn any(&self, sort: Sort, before: usize, random: &mut Random) -> Option<usize> {
        let there: Vec<usize> = (0..before).filter(|&at| self.items[at].sort == sort).collect();
        random.pick(&there).copied()
    }

    /// A logical name that was never used.
    pub(super) fn new_name(&mut self, sort: Sort) -> String {
        self.made += 1;
        format!("{}-{}", sort.word(), self.made)
    }

    /// A key, new or out of the pool.
    pub(super) fn new_key(&mut self, random: &mut Random) -> u32 {
        match self.pool {
            Some(pool) => u32::try_from(random.below(u64::from(pool))).unwrap_or_default(),
            None => self.made,
        }
    }
}
