//! The kind that needs no cloud: a plain value that the state keeps.
//!
//! For values that must be made once and then stay, and for triggers: a resource that `replace_when` a record's
//! value changes, a record that is replaced when something else is.

use ironwright_macros::{Outputs, Resource};

use crate::input::{Data, Input, Output};
use crate::kind::Kind;
use crate::resource::{Document, Options, Resource as _};

crate::references! {
    /// The id of a record, made up when it is made.
    RecordId = "builtin.Record" . "id";
}

/// A value that the state keeps, without a cloud.
///
/// ```
/// use ironwright::core::builtin::Record;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let first = stack.add("first", Record::of(41));
/// let next = first.value_as::<i64>().map(|n| n + 1);
/// stack.add("second", Record::of(next).triggered_by(&first.id));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "builtin.Record",
    id = "record-{hex:17}",
    outputs = RecordOutputs,
    page = "https://docs.rs/ironwright",
    local,
    yields(RecordId = id)
)]
pub struct Record {
    /// What is kept.
    value: Option<Input<Document>>,
    /// A value whose change replaces the record: it gets a new id.
    #[input(replaces)]
    triggers: Option<Input<Document>>,
    options: Options,
}

/// What a [`Record`] gives back.
#[derive(Outputs, Debug)]
pub struct RecordOutputs {
    /// The record's id.
    #[output("{id}")]
    pub id: Output<RecordId>,
    /// What is kept.
    pub value: Output<Document>,
}

impl Record {
    /// A record of a value.
    #[track_caller]
    pub fn of<T: Data>(value: impl Into<Output<T>>) -> Self {
        Self::new().value(document(value))
    }

    /// Replaces the record when this value changes.
    #[track_caller]
    pub fn triggered_by<T: Data>(self, value: impl Into<Output<T>>) -> Self {
        self.triggers(document(value))
    }
}

impl RecordOutputs {
    /// What is kept, as the type that it is.
    #[track_caller]
    pub fn value_as<T: Data>(&self) -> Output<T> {
        Output::new(self.value.expression().clone())
    }
}

#[track_caller]
fn document<T: Data>(value: impl Into<Output<T>>) -> Input<Document> {
    Input::new(value.into().expression().clone())
}

/// The builtin kinds.
pub fn kinds() -> &'static [&'static Kind] {
    static KINDS: std::sync::LazyLock<[&'static Kind; 1]> = std::sync::LazyLock::new(|| [Record::kind()]);
    &*KINDS
}
