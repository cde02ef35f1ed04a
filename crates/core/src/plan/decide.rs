//! The decision about one resource: a pure function of its declaration, its inputs, and what exists.

use crate::diff::{Attention, PropertyChange, Reason, against_object, drift as differences};
use crate::graph::{Node, Paths};
use crate::kind::{Kind, Replacement};
use crate::plan::Action;
use crate::plan::concealed::conceal;
use crate::plan::takeovers::value_of;
use crate::state::{Object, Remembered, Wanted};
use crate::unique::may_collide;
use crate::value::{Map, Value};
use crate::{Address, path};

/// What is to happen to a resource, and why.
#[derive(Clone, PartialEq, Debug)]
pub struct Decision {
    /// What happens.
    pub action: Action,
    /// The properties that change.
    pub changes: Vec<PropertyChange>,
    /// What the resource is to be; inside are unknown values as long as they are not known.
    pub wanted: Wanted,
}

/// Decides what is to happen to a declared resource.
///
/// `inputs` are the evaluated ones, `trigger` the value of `replace_when`.
pub fn decide(
    node: &Node,
    inputs: Map,
    trigger: Option<Value>,
    dependencies: Vec<Address>,
    object: Option<&Object>,
) -> Decision {
    let options = &node.options;
    let timeout = options.timeout.map(|limit| limit.as_secs().max(1));
    let remembered = Remembered { protect: options.protect, retain: options.retain, timeout };
    let mut wanted = Wanted { inputs, dependencies, trigger, remembered };
    let Some(object) = object else {
        let action = if options.import.is_some() { Action::Adopt } else { Action::Create };
        return Decision { action, changes: all_set(&wanted.inputs), wanted };
    };
    let Paths { ignore, replace } = &node.paths;
    let declared = (!ignore.is_empty()).then(|| {
        let mut declared = wanted.inputs.clone();
        path::leave(ignore, &mut declared, &object.inputs, &object.inputs);
        declared
    });
    // A change of something else must leave it as it is.
    let now = if node.kind.local { &object.inputs } else { &object.observed };
    path::leave(ignore, &mut wanted.inputs, now, &object.inputs);
    let mut changes = against_object(node.kind, &wanted.inputs, object, Attention { ignore, replace });
    conceal(&mut changes, &object.inputs);
    if let (Some(before), Some(after)) = (&object.trigger, &wanted.trigger)
        && before != after
    {
        changes.push(PropertyChange {
            path: "replace_when".to_owned(),
            before: before.clone(),
            after: after.clone(),
            replaces: Some(Reason::Trigger),
        });
    }
    if options.replace_now {
        changes.push(PropertyChange {
            path: "id".to_owned(),
            before: Value::Text(object.id.clone()),
            after: Value::Unknown(None),
            replaces: Some(Reason::Named),
        });
    }
    let action = if changes.iter().any(|change| change.replaces.is_some()) {
        Action::Replace(options.replacement.unwrap_or_else(|| replacement(node.kind, object, &wanted.inputs)))
    } else if !changes.is_empty() {
        Action::Update
    } else if object.unsettled {
        Action::Settle
    } else {
        // What is ignored is no reason to write anything down either.
        wanted.inputs = declared.unwrap_or(wanted.inputs);
        Action::Keep
    };
    Decision { action, changes, wanted }
}

impl Decision {
    /// What is to be written down of a resource that is otherwise kept, as changes.
    pub fn to_note(
        &self,
        kind: &'static Kind,
        object: &Object,
        remembered: Remembered,
    ) -> Vec<PropertyChange> {
        let wanted = &self.wanted;
        if wanted.inputs.values().chain(&wanted.trigger).any(Value::has_unknown) {
            return Vec::new();
        }
        let mut changes = differences(Some(kind), &object.inputs, &wanted.inputs);
        let addresses = |of: &[Address]| Value::list(of.iter().map(|address| Value::text(address.as_str())));
        let trigger = |of: &Option<Value>| of.clone().unwrap_or(Value::Null);
        let limit = |of: Option<u64>| of.map_or(Value::Null, |seconds| Value::text(format!("{seconds} s")));
        let sides = [
            ("depends_on", addresses(&object.dependencies), addresses(&wanted.dependencies)),
            ("replace_when", trigger(&object.trigger), trigger(&wanted.trigger)),
            ("protect", remembered.protect.into(), wanted.remembered.protect.into()),
            ("retain", remembered.retain.into(), wanted.remembered.retain.into()),
            ("timeout", limit(remembered.timeout), limit(wanted.remembered.timeout)),
        ];
        for (path, before, after) in sides.into_iter().filter(|(_, before, after)| before != after) {
            changes.push(PropertyChange { path: path.to_owned(), before, after, replaces: None });
        }
        changes
    }
}

/// What a replacement does first where the user does not say: the new one comes first unless the cloud keeps one with
/// inputs that stay equal.
fn replacement(kind: &'static Kind, object: &Object, wanted: &Map) -> Replacement {
    if kind.unique.is_empty() && kind.distinct_by.is_empty() {
        return kind.replacement;
    }
    if may_collide(kind, |name| value_of(object, name), |name| wanted.get(name)) {
        Replacement::DeleteFirst
    } else {
        Replacement::CreateFirst
    }
}

/// Every input of a resource that is to be made.
fn all_set(inputs: &Map) -> Vec<PropertyChange> {
    inputs
        .iter()
        .map(|(name, value)| PropertyChange {
            path: name.to_string(),
            before: Value::Null,
            after: value.clone(),
            replaces: None,
        })
        .collect()
}

/// What a replacement does first once all that has a say was heard.
pub(crate) fn deletes_first(action: Action) -> bool {
    action == Action::Replace(Replacement::DeleteFirst)
}
