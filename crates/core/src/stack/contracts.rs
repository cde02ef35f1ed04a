//! What a stack gives to programs elsewhere, and has of them.

use std::rc::Rc;

use super::Stack;
use crate::diagnostic::{Diagnostic, Place};
use crate::exports::{Export, Exports, Import, agrees, imported};

impl Stack {
    /// Gives outputs to programs elsewhere, under the name of their struct: see [`Exports`]. It is a resource of the stack,
    /// wherever in it it is said, so the plan shows what of it changes, and a stack exports each struct once.
    #[track_caller]
    pub fn export<E: Exports>(&mut self, exports: E) {
        let mut whole = Self { program: Rc::clone(&self.program), scope: String::new() };
        whole.add(E::NAME, Export::of(exports, Place::caller()));
    }

    /// What another stack of the same store [exports](Stack::export), in the same environment. What its state says of it
    /// is read when this stack is planned; a member that it does not have, or of another type, is an error of the plan.
    #[track_caller]
    pub fn import<E: Exports>(&mut self, stack: &str) -> E {
        self.imported(stack, None, Place::caller())
    }

    /// The same of a stack in another store: a folder, or `s3://bucket/prefix`.
    #[track_caller]
    pub fn import_from<E: Exports>(&mut self, store: &str, stack: &str) -> E {
        self.imported(stack, Some(store.to_owned()), Place::caller())
    }

    fn imported<E: Exports>(&mut self, stack: &str, store: Option<String>, place: Place) -> E {
        let address = Export::address::<E>(stack).or_else(|error| {
            self.problem(
                Diagnostic::new(format!("`import` of the stack `{stack}`: {error}")).declared(place),
            );
            Export::address::<E>("invalid")
        });
        let address = address.expect("the name of a struct is one");
        let mut program = self.program.borrow_mut();
        let elsewhere = program.imports.iter().find(|import| import.stack == stack && import.store != store);
        let elsewhere = elsewhere.map(|import| import.place);
        if let Some(first) = elsewhere {
            let message = format!("the stack `{stack}` is imported from two stores, first at {first}");
            let problem = Diagnostic::new(message).declared(place);
            program.problems.push(problem.hint("a stack imports from one stack of a name"));
        }
        let agrees = agrees::<E>(&address, place);
        program.imports.push(Import { stack: stack.to_owned(), store, name: E::NAME, place, agrees });
        imported(&address)
    }
}
