//! How a plan differs from the one that was reviewed: each resource and property, in sentences.
//!
//! What was reviewed is there as JSON, which hides secrets; so is the other, and their public forms are compared.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

/// How many differences are told before it is said how many more there are.
const TOLD: usize = 8;

/// What another plan does otherwise than the reviewed one, a sentence each.
pub(super) fn deviations(reviewed: &Json, now: &Json) -> Vec<String> {
    let (then, now_steps) = (by(reviewed, "steps", "address"), by(now, "steps", "address"));
    let mut found: Vec<String> = names(&then, &now_steps)
        .into_iter()
        .flat_map(|address| match (then.get(address), now_steps.get(address)) {
            (Some(then), Some(now)) => of_step(address, then, now),
            (None, _) => vec![format!("{address} was not in the plan")],
            (_, None) => vec![format!("{address} was in the plan, and is not there any more")],
        })
        .collect();
    let (then, now) = (by(reviewed, "outputs", "name"), by(now, "outputs", "name"));
    let outputs = names(&then, &now).into_iter().filter(|name| then.get(name) != now.get(name));
    found.extend(
        outputs.map(|name| of_change(&format!("the output `{name}`"), then.get(name), now.get(name))),
    );
    let more = found.len().saturating_sub(TOLD);
    if more > 1 {
        found.truncate(TOLD);
        found.push(format!("and {more} more differences of this kind"));
    }
    found
}

type ByName<'a> = BTreeMap<&'a str, &'a Json>;

fn by<'a>(plan: &'a Json, list: &str, name: &str) -> ByName<'a> {
    let items = plan.get(list).and_then(Json::as_array).into_iter().flatten();
    items.filter_map(|item| Some((item.get(name)?.as_str()?, item))).collect()
}

fn names<'a>(then: &ByName<'a>, now: &ByName<'a>) -> BTreeSet<&'a str> {
    then.keys().chain(now.keys()).copied().collect()
}

fn of_step(address: &str, then: &Json, now: &Json) -> Vec<String> {
    let member = |step: &Json, name: &str| step.get(name).cloned().unwrap_or_default();
    let (action, other) = (member(then, "action"), member(now, "action"));
    if action != other {
        return vec![format!(
            "{address}: the plan was to {}, and now it is to {}",
            word(&action),
            word(&other)
        )];
    }
    let (then_changed, now_changed) = (by(then, "changes", "path"), by(now, "changes", "path"));
    let differing = names(&then_changed, &now_changed)
        .into_iter()
        .filter(|path| then_changed.get(path) != now_changed.get(path));
    let mut found: Vec<String> = differing
        .map(|path| of_change(&format!("{address}: `{path}`"), then_changed.get(path), now_changed.get(path)))
        .collect();
    // Where it stands in the program's text is no difference.
    let apart = ["id", "replacement", "renamed_from", "remember", "deposed", "compared"];
    let apart = apart.into_iter().filter(|name| member(then, name) != member(now, name));
    found.extend(
        apart.map(|name| {
            format!("{address}: `{name}` was {}, and is {}", member(then, name), member(now, name))
        }),
    );
    found
}

fn word(action: &Json) -> &str {
    match action.as_str().unwrap_or_default() {
        "keep" => "leave it as it is",
        "skip" => "leave it out",
        "settle" => "wait for it",
        "create" => "create it",
        "adopt" => "adopt it",
        "update" => "update it",
        "replace" => "replace it",
        "delete" => "delete it",
        "forget" => "forget it",
        _ => "do something else",
    }
}

fn of_change(what: &str, then: Option<&&Json>, now: Option<&&Json>) -> String {
    let shown = |change: Option<&&Json>| {
        let change = change?;
        let (before, after) = (change.get("before")?, change.get("after")?);
        Some(if before.is_null() { after.to_string() } else { format!("{before} -> {after}") })
    };
    match (shown(then), shown(now)) {
        (Some(then), Some(now)) if then == now => {
            format!("{what}: whether it replaces the resource has changed")
        }
        (Some(then), Some(now)) => format!("{what}: the plan was {then}, and now it is {now}"),
        (None, Some(now)) => format!("{what}: the plan did not change it, and now it is {now}"),
        (Some(then), None) => format!("{what}: the plan was {then}, and now it does not change"),
        (None, None) => format!("{what}: it has changed since the plan was made"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_difference_is_named_with_what_was_and_what_is() {
        let step = |address: &str, action: &str, changes: Json| json!({ "address": address, "action": action, "changes": changes, "line": 7 });
        let change =
            |path: &str, before: Json, after: Json| json!({ "path": path, "before": before, "after": after });
        let reviewed = json!({
            "steps": [
                step("a.A.same", "keep", json!([])),
                step("a.A.gone", "update", json!([])),
                step("a.A.fate", "update", json!([change("x", 1.into(), 2.into())])),
                step("a.A.value", "update", json!([change("x", 1.into(), 2.into()), change("y", 1.into(), 2.into())])),
            ],
            "outputs": [{ "name": "url", "before": null, "after": "a" }],
        });
        let now = json!({
            "steps": [
                json!({ "address": "a.A.same", "action": "keep", "changes": [], "line": 9 }),
                step("a.A.fate", "replace", json!([change("x", 1.into(), 2.into())])),
                step("a.A.value", "update", json!([change("x", 3.into(), 2.into()), change("z", 1.into(), 2.into())])),
                step("a.A.new", "create", json!([])),
            ],
            "outputs": [],
        });
        assert_eq!(
            deviations(&reviewed, &now),
            [
                "a.A.fate: the plan was to update it, and now it is to replace it",
                "a.A.gone was in the plan, and is not there any more",
                "a.A.new was not in the plan",
                "a.A.value: `x`: the plan was 1 -> 2, and now it is 3 -> 2",
                "a.A.value: `y`: the plan was 1 -> 2, and now it does not change",
                "a.A.value: `z`: the plan did not change it, and now it is 1 -> 2",
                "the output `url`: the plan was \"a\", and now it does not change",
            ]
        );
        assert_eq!(deviations(&reviewed, &reviewed), Vec::<String>::new());
    }
}
