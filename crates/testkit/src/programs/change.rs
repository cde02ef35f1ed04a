//! Changing programs at random, each change a valid program again.

use ironwright_core::kind::Replacement;

use super::Program;
use crate::simulate::random::Random;

/// Which changes happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Habits {
    /// Resources come, go and change, and get other names and options.
    Usual,
    /// Above all, names and places go from one resource to another.
    Moving,
}

impl Program {
    /// Changes something, and says what.
    pub(crate) fn change(&mut self, habits: Habits, random: &mut Random) -> String {
        self.items.iter_mut().for_each(|item| item.former = None);
        let mut told = Vec::new();
        for _ in 0..=random.below(4) {
            let before = self.clone();
            let said = match habits {
                Habits::Usual if random.chance(70) => self.change_something(random),
                Habits::Usual => self.say_something(random),
                Habits::Moving if random.chance(30) => self.change_something(random),
                Habits::Moving => self.move_something(random),
            };
            match said.filter(|_| self.is_valid()) {
                Some(said) => told.push(said),
                // What is numbered stays so, that no name comes twice.
                None => *self = Self { made: self.made, ..before },
            }
        }
        if told.is_empty() { "nothing changes".to_owned() } else { told.join("; ") }
    }

    fn change_something(&mut self, random: &mut Random) -> Option<String> {
        let at = self.anything(random);
        match random.below(7) {
            0 => self.add_any(random).map(|name| format!("{name} comes")),
            1 if self.items.len() > 3 => Some(format!("{} goes", self.remove(at?).join(", "))),
            2 | 3 => {
                let item = self.items.get_mut(at?)?;
                // Back to nothing now and then.
                item.variant = if item.variant > 0 && random.chance(30) { 0 } else { item.variant + 1 };
                Some(format!("{} changes to variant {}", item.name, item.variant))
            }
            4 => {
                let item = self.items.get_mut(at?)?;
                item.edition += 1;
                Some(format!("{} changes for good", item.name))
            }
            5 => {
                let at = at?;
                let key = self.new_key(random);
                let item = self.items.get_mut(at).filter(|item| item.sort.has_key())?;
                item.key = key;
                Some(format!("{} takes {key}", item.name))
            }
            _ => self.rename(at?, true),
        }
    }

    /// Changes what is said of a resource beyond its properties.
    fn say_something(&mut self, random: &mut Random) -> Option<String> {
        let at = self.anything(random)?;
        let item = self.items.get_mut(at)?;
        let (sort, said) = (item.sort, &mut item.said);
        match random.below(6) {
            0 => said.ignores = !said.ignores,
            1 => said.replaces = !said.replaces,
            2 if sort.needs().is_empty() => said.retain = !said.retain,
            3 => said.protect = !said.protect,
            4 if sort.may_be_twice() => {
                let orders = [None, Some(Replacement::CreateFirst), Some(Replacement::DeleteFirst)];
                said.order = random.pick(&orders).copied().flatten();
            }
            5 => {
                let former = item.path();
                let scope = random.pick(&["one", "one/two"]).map(|&scope| scope.to_owned());
                item.scope = if item.scope.is_some() { None } else { scope };
                item.former = Some(former);
                return Some(format!("{} moves to {:?}", item.name, item.scope));
            }
            _ => return None,
        }
        Some(format!("{}: {:?}", item.name, item.said))
    }

    /// Gives a name or a place to another resource.
    fn move_something(&mut self, random: &mut Random) -> Option<String> {
        let at = self.anything(random)?;
        let sort = self.items[at].sort;
        let alike: Vec<usize> = (0..self.items.len()).filter(|&i| self.items[i].sort == sort).collect();
        let other = *random.pick(&alike)?;
        match random.below(8) {
            0 if other != at => {
                let (one, two) = (self.items[at].name.clone(), self.items[other].name.clone());
                self.items[at].name.clone_from(&two);
                self.items[other].name.clone_from(&one);
                Some(format!("{one} and {two} exchange their logical names"))
            }
            1 if other != at && sort.has_key() => {
                let (one, two) = (self.items[at].key, self.items[other].key);
                (self.items[at].key, self.items[other].key) = (two, one);
                let (one, two) = (&self.items[at].name, &self.items[other].name);
                Some(format!("{one} and {two} exchange their keys"))
            }
            2 if sort.has_key() => {
                for &i in &alike {
                    self.items[i].key += 1;
                }
                Some(format!("the keys of all {} move on", sort.word()))
            }
            3 if other != at => {
                let key = self.items[other].key;
                let (taker, name) = (self.items[at].name.clone(), self.items[other].name.clone());
                self.remove(other);
                let item = self.items.iter_mut().find(|item| item.sort == sort && item.name == taker)?;
                item.key = key;
                Some(format!("{name} goes, and {taker} takes its key"))
            }
            4 => {
                let needs = sort.needs();
                let need = random.below(needs.len().max(1) as u64);
                let need = usize::try_from(need).ok().filter(|&need| need < needs.len())?;
                let parent = self.any(needs[need], at, random)?;
                self.items[at].of[need] = parent;
                Some(format!("{} goes to {}", self.items[at].name, self.items[parent].name))
            }
            5 if other != at => {
                let (one, two) = (self.items[at].of.clone(), self.items[other].of.clone());
                let in_order = two.iter().all(|&of| of < at) && one.iter().all(|&of| of < other);
                if !in_order {
                    return None;
                }
                (self.items[at].of, self.items[other].of) = (two, one);
                let (one, two) = (&self.items[at].name, &self.items[other].name);
                Some(format!("{one} and {two} exchange what they refer to"))
            }
            6 => self.rename(at, true),
            _ => self.rename(at, false),
        }
    }

    /// Gives a resource another logical name, and says so in the program or not.
    fn rename(&mut self, at: usize, tells: bool) -> Option<String> {
        let sort = self.items[at].sort;
        let name = self.new_name(sort);
        let item = self.items.get_mut(at).filter(|item| item.former.is_none())?;
        let former = item.path();
        let told = if tells { "is renamed" } else { "is made anew as" };
        let told = format!("{} {told} {name}", item.name);
        item.former = tells.then_some(former);
        item.name = name;
        Some(told)
    }

    fn anything(&self, random: &mut Random) -> Option<usize> {
        (!self.items.is_empty()).then(|| random.index(self.items.len()))
    }
}
