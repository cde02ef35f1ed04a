//! Changes without the secrets that were applied: a cloud gives them back in the clear.

use crate::Map;
use crate::diff::PropertyChange;
use crate::redactor::Redactor;
use crate::value::Value;

/// Marks in changes what says a secret of the inputs that were applied last, and what has come in the place of one.
pub(super) fn conceal(changes: &mut [PropertyChange], applied: &Map) {
    if !applied.values().any(Value::has_secret) {
        return;
    }
    let redactor = Redactor::default();
    applied.values().for_each(|value| redactor.note(value));
    for change in changes {
        change.before = redactor.conceal(&change.before);
        change.after = match (&change.before, &change.after) {
            (_, Value::Null) => Value::Null,
            (Value::Secret(_), after) => after.clone().into_secret(),
            (_, after) => redactor.conceal(after),
        };
    }
}
