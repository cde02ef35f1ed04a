//! Changes without the secrets that were applied: a cloud gives them back in the clear.

use crate::Map;
use crate::diff::PropertyChange;
use crate::value::Value;
use crate::veil::Veil;

/// Marks in changes what says a secret of the inputs that were applied last, and what has come in the place of one.
pub(super) fn conceal(changes: &mut [PropertyChange], applied: &Map) {
    if !applied.values().any(Value::has_secret) {
        return;
    }
    let veil = Veil::default();
    applied.values().for_each(|value| veil.note(value));
    for change in changes {
        change.before = veil.conceal(&change.before);
        change.after = match (&change.before, &change.after) {
            (_, Value::Null) => Value::Null,
            (Value::Secret(_), after) => after.clone().into_secret(),
            (_, after) => veil.conceal(after),
        };
    }
}
