//! What can be wrong with a policy document before AWS is asked.

use std::collections::HashSet;

use ironwright_core::Value;
use ironwright_core::check::{Inputs, Problems};

/// What a policy is for: that decides what its statements must and must not have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyOf {
    /// A role, a group or a user: what it may do.
    Identity,
    /// A role: who may assume it.
    Trust,
    /// An ECR repository: who may do what with it.
    Repository,
}

/// Checks the document that a property holds, as far as it is known.
pub(crate) fn check_policy(of: PolicyOf, property: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(Value::Map(document)) = inputs.value(property) else { return };
    let document = Inputs(document);
    if document.value("Statement").and_then(Value::as_list).is_some_and(<[Value]>::is_empty) {
        problems.report(property, "has no statement", "add one: `.statement(Statement::allow()…)`");
    }
    if of != PolicyOf::Repository {
        check_letters(property, &Value::map(document.0.clone()), problems);
    }
    let mut sids = HashSet::new();
    for (path, statement) in document.blocks("Statement", Some("Sid")) {
        let mut check = StatementCheck { of, statement, path: format!("{property}.{path}"), problems };
        check.sid(&mut sids);
        check.actions();
        check.principals();
        check.resources();
    }
}

/// IAM takes documents in Latin script only.
fn check_letters(property: &str, document: &Value, problems: &mut Problems<'_>) {
    let taken = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
    if let Some(wrong) = crate::json::compact(document).chars().find(|c| !taken(*c)) {
        let what = if document.has_secret() { "a character".to_owned() } else { format!("{wrong:?}") };
        problems.report(
            property,
            format!("has {what}, which IAM does not take in a policy"),
            "write names and values with letters of Latin script",
        );
    }
}

/// Checks a document against the most characters that IAM takes, which does not count white space.
pub(crate) fn check_size(property: &str, most: usize, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(document) = inputs.value(property) else { return };
    let size = crate::json::characters(document);
    if size > most {
        problems.report(
            property,
            format!("has {} characters, AWS takes {most}", at_least(size, document.has_unknown())),
            "white space does not count: say it shorter with `*` and `?`",
        );
    }
}

/// A size that is only a lower bound while something is not known.
pub(crate) fn at_least(size: usize, unknown: bool) -> String {
    if unknown { format!("at least {size}") } else { size.to_string() }
}

struct StatementCheck<'a, 'p, 'd> {
    of: PolicyOf,
    statement: Inputs<'a>,
    path: String,
    problems: &'p mut Problems<'d>,
}

impl<'a> StatementCheck<'a, '_, '_> {
    fn report(&mut self, member: &str, message: impl Into<String>, hint: impl Into<String>) {
        self.problems.report(format!("{}{member}", self.path), message, hint);
    }

    fn has(&self, member: &str) -> bool {
        self.statement.is_set(member)
    }

    /// The texts of a list that are known and no secret.
    fn texts(&self, member: &str) -> Vec<&'a str> {
        let Some(Value::List(items)) = self.statement.value(member) else { return Vec::new() };
        let text = |item: &'a Value| if let Value::Text(text) = item { Some(&**text) } else { None };
        items.iter().filter_map(text).collect()
    }

    fn sid(&mut self, seen: &mut HashSet<&'a str>) {
        // AWS takes an empty one for none.
        let Some(sid) = self.statement.text("Sid").filter(|sid| !sid.is_empty()) else { return };
        if !seen.insert(sid) {
            self.report("", "two statements have this Sid", "give each a Sid of its own");
        }
        // ECR takes any text.
        let ours = self.of != PolicyOf::Repository;
        if ours && !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            self.report(
                ".Sid",
                format!("{sid:?} is not letters and digits only"),
                "AWS takes A-Z, a-z and 0-9",
            );
        }
    }

    fn actions(&mut self) {
        match (self.has("Action"), self.has("NotAction")) {
            (false, false) => self.report("", "has no action", "add one: `.action(\"service:Action\")`"),
            (true, true) => {
                self.report(
                    "",
                    "has both actions and actions that are not meant",
                    "keep `actions` or `not_actions`",
                );
            }
            (true, false) | (false, true) => {}
        }
        for member in ["Action", "NotAction"] {
            for action in self.texts(member) {
                let member = format!(".{member}");
                if !is_action(action) {
                    self.report(
                        &member,
                        format!("{action:?} is no action"),
                        "write the service and the action, `ecr:BatchGetImage` or `ecr:*`, or `*` for all",
                    );
                } else if self.of == PolicyOf::Trust && !is_of_sts(action) {
                    self.report(
                        &member,
                        format!("{action:?} has no meaning in a trust policy"),
                        "it says who may assume the role: `sts:AssumeRole`",
                    );
                }
            }
        }
    }

    fn principals(&mut self) {
        match (self.of, self.has("Principal")) {
            (PolicyOf::Identity, true) => self.report(
                ".Principal",
                "a policy of a role, group or user names no principal",
                "leave it out: the policy is about whom it is attached to",
            ),
            (PolicyOf::Trust | PolicyOf::Repository, false) => self.report(
                "",
                "has no principal",
                "say who: `.principal(Principal::service(\"ecs-tasks.amazonaws.com\"))`",
            ),
            (PolicyOf::Identity, false) | (PolicyOf::Trust | PolicyOf::Repository, true) => {}
        }
    }

    fn resources(&mut self) {
        let (some, none) = (self.has("Resource"), self.has("NotResource"));
        match self.of {
            PolicyOf::Identity if !some && !none => {
                self.report(
                    "",
                    "has no resource",
                    "add one: `.resource(&repository.arn)`, or `\"*\"` for all",
                );
            }
            PolicyOf::Identity if some && none => {
                let message = "has both resources and resources that are not meant";
                self.report("", message, "keep `resources` or `not_resources`");
            }
            PolicyOf::Trust | PolicyOf::Repository if some || none => {
                let member = if some { ".Resource" } else { ".NotResource" };
                self.report(
                    member,
                    "takes no resource",
                    "leave it out: the policy is about what it belongs to",
                );
            }
            PolicyOf::Identity | PolicyOf::Trust | PolicyOf::Repository => {}
        }
        if self.of != PolicyOf::Identity {
            return;
        }
        for member in ["Resource", "NotResource"] {
            for arn in self.texts(member) {
                if arn != "*" && !arn.starts_with("arn:") {
                    self.report(
                        &format!(".{member}"),
                        format!("{arn:?} is no ARN"),
                        "name a resource by its `arn`, or write `*` for all",
                    );
                }
            }
        }
    }
}

/// `*`, or a service and an action in which `*` and `?` stand for many.
fn is_action(action: &str) -> bool {
    if matches!(action, "*" | "*:*") {
        return true;
    }
    let filled = |text: &str, more: &[char]| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c))
    };
    action.split_once(':').is_some_and(|(service, name)| filled(service, &['-']) && filled(name, &['*', '?']))
}

fn is_of_sts(action: &str) -> bool {
    action.split_once(':').is_some_and(|(service, _)| service.eq_ignore_ascii_case("sts"))
}
