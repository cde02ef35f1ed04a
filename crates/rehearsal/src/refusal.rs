//! What the rehearsal cloud says when it does not do what it was asked.

use ironwright_core::Kind;
use ironwright_core::behaviour::Refusal;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use crate::conditions::Verb;

/// The name of a call as a cloud would log it, `demo:CreateNetwork`.
pub(crate) fn call(verb: Verb, kind: &Kind) -> String {
    let (service, resource) = kind.name.split_once('.').unwrap_or(("cloud", kind.name));
    let action = match verb {
        Verb::Create => "Create",
        Verb::Find | Verb::Read | Verb::Settle => "Describe",
        Verb::Update => "Update",
        Verb::Delete => "Delete",
    };
    format!("{service}:{action}{resource}")
}

/// A call about to be answered: knows its own name.
#[derive(Clone, Copy)]
pub(crate) struct Call {
    /// What is done.
    pub(crate) verb: Verb,
    /// To which kind.
    pub(crate) kind: &'static Kind,
}

impl Call {
    /// An error of a class.
    pub(crate) fn error(self, class: ErrorClass, code: &str, message: impl Into<String>) -> CloudError {
        CloudError::new(call(self.verb, self.kind), code, message, class)
    }

    /// The request is not acceptable.
    pub(crate) fn refused(self, code: &str, message: impl Into<String>) -> CloudError {
        self.error(ErrorClass::Refused, code, message)
    }

    /// The request's inputs are wrong.
    pub(crate) fn invalid(self, message: impl Into<String>) -> CloudError {
        self.refused("ValidationException", message)
    }

    /// What is to be changed or looked at is not there.
    pub(crate) fn not_found(self, id: &str) -> CloudError {
        let message = format!("there is no {} with the id {id:?}", self.kind.name);
        self.error(ErrorClass::NotFound, "NotFound", message)
    }

    /// What a kind's behaviour said.
    pub(crate) fn said(self, refusal: Refusal) -> CloudError {
        CloudError::new(call(self.verb, self.kind), refusal.code, refusal.message, ErrorClass::Refused)
    }
}
