//! Policy documents as typed values: who may do what with which resources.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ironwright_core::expression::Expression;
use ironwright_core::input::TextPart;
use ironwright_core::{Document, Input, Value};

use super::Condition;

/// An IAM policy document, in a normal form: the order in which actions, resources, principals and values of
/// conditions are written makes no difference.
///
/// ```
/// use ironwright_aws::iam::{Condition, PolicyDocument, Principal, Statement};
///
/// let trust = PolicyDocument::new().statement(
///     Statement::allow()
///         .action("sts:AssumeRole")
///         .principal(Principal::service("ecs-tasks.amazonaws.com"))
///         .condition(Condition::string_equals("aws:SourceAccount", "123456789012")),
/// );
/// assert!(trust.to_json().is_some_and(|json| json.contains("sts:AssumeRole")));
/// ```
///
/// Documents merge by `Sid`:
///
/// ```
/// use ironwright_aws::iam::{PolicyDocument, Statement};
///
/// let read = |actions: &str| Statement::allow().sid("Read").action(actions).resource("*");
/// let base = PolicyDocument::new().statement(read("s3:GetObject"));
/// let wider = base.override_with(PolicyDocument::new().statement(read("s3:*")));
/// assert_eq!(wider.to_json(), PolicyDocument::new().statement(read("s3:*")).to_json());
/// ```
#[derive(Clone, Debug, Default)]
pub struct PolicyDocument {
    statements: Vec<Statement>,
    mistakes: Vec<Expression>,
}

impl PolicyDocument {
    /// A document without statements.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement.
    pub fn statement(mut self, statement: Statement) -> Self {
        self.statements.push(statement);
        self
    }

    /// Adds statements.
    pub fn statements(mut self, statements: impl IntoIterator<Item = Statement>) -> Self {
        self.statements.extend(statements);
        self
    }

    /// Adds the statements of another document. The same `Sid` in both is a mistake, reported with this line.
    #[track_caller]
    pub fn append(mut self, other: Self) -> Self {
        let ours = self.sids();
        let both: Vec<String> = other.sids().intersection(&ours).map(|sid| format!("`{sid}`")).collect();
        if !both.is_empty() {
            self.mistakes.push(Expression::invalid(format!(
                "both documents have a statement {}: give one of them another Sid, or use `override_with`",
                both.join(", ")
            )));
        }
        self.statements.extend(other.statements);
        self.mistakes.extend(other.mistakes);
        self
    }

    /// Takes over the statements of another document: one with a `Sid` of ours replaces ours in its place, all
    /// others are added at the end.
    pub fn override_with(mut self, other: Self) -> Self {
        let mut ours: BTreeMap<String, usize> = BTreeMap::new();
        for (at, statement) in self.statements.iter().enumerate() {
            if let Some(sid) = &statement.sid {
                ours.entry(sid.clone()).or_insert(at);
            }
        }
        for statement in other.statements {
            // Each place is taken once: a Sid that the other document has twice stays a mistake.
            match statement.sid.as_ref().and_then(|sid| ours.remove(sid)) {
                Some(at) => self.statements[at] = statement,
                None => self.statements.push(statement),
            }
        }
        self.mistakes.extend(other.mistakes);
        self
    }

    /// The document as indented JSON, once everything in it is known and nothing is secret.
    pub fn to_json(&self) -> Option<String> {
        const ORDER: [&str; 9] = [
            "Version",
            "Statement",
            "Sid",
            "Effect",
            "Principal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
        ];
        let Document(value) = Input::<Document>::from(self).known()?;
        Some(crate::json::pretty(&value, &ORDER))
    }

    fn sids(&self) -> BTreeSet<String> {
        self.statements.iter().filter_map(|statement| statement.sid.clone()).collect()
    }
}

impl From<PolicyDocument> for Input<Document> {
    fn from(document: PolicyDocument) -> Self {
        (&document).into()
    }
}

impl From<&PolicyDocument> for Input<Document> {
    fn from(document: &PolicyDocument) -> Self {
        let mistakes = document.mistakes.iter().cloned();
        let statements = mistakes.chain(document.statements.iter().map(Statement::expression)).collect();
        Self::new(map([("Version", text("2012-10-17")), ("Statement", Expression::List(statements))]))
    }
}

/// One rule of a [`PolicyDocument`].
///
/// Resources, principals and condition values may be outputs of other resources, mixed with text:
///
/// ```
/// use ironwright_aws::ecr::Repository;
/// use ironwright_aws::iam::Statement;
/// use ironwright_core::{Stack, text};
///
/// let mut stack = Stack::new("demo");
/// let nginx = stack.add("nginx", Repository::new("nginx"));
/// let uwsgi = stack.add("uwsgi", Repository::new("uwsgi"));
/// let pull = Statement::allow()
///     .sid("Pull")
///     .actions(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"])
///     .resources([&nginx.arn, &uwsgi.arn])
///     .resource(text!("arn:aws:ecr:eu-west-2:{}:repository/shared", nginx.registry_id));
/// ```
#[derive(Clone, Debug)]
#[must_use = "a statement does nothing until a document has it"]
pub struct Statement {
    sid: Option<String>,
    effect: &'static str,
    principals: Vec<Principal>,
    actions: BTreeSet<String>,
    not_actions: BTreeSet<String>,
    resources: Vec<Expression>,
    not_resources: Vec<Expression>,
    conditions: Vec<Condition>,
    mistakes: Vec<Expression>,
}

impl Statement {
    /// A statement that allows.
    pub fn allow() -> Self {
        Self::of("Allow")
    }

    /// A statement that denies, whatever others allow.
    pub fn deny() -> Self {
        Self::of("Deny")
    }

    fn of(effect: &'static str) -> Self {
        Self {
            sid: None,
            effect,
            principals: Vec::new(),
            actions: BTreeSet::new(),
            not_actions: BTreeSet::new(),
            resources: Vec::new(),
            not_resources: Vec::new(),
            conditions: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// The statement's name in its document, by which documents merge: letters and digits. An empty one is none.
    pub fn sid(mut self, sid: impl Into<String>) -> Self {
        self.sid = Some(sid.into()).filter(|sid| !sid.is_empty());
        self
    }

    /// Adds an action, `ecr:BatchGetImage`; `*` and `?` stand for many.
    pub fn action(mut self, action: impl Into<String>) -> Self {
        self.actions.insert(action.into());
        self
    }

    /// Adds actions.
    pub fn actions(mut self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.actions.extend(actions.into_iter().map(Into::into));
        self
    }

    /// Means every action but these.
    pub fn not_actions(mut self, actions: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.not_actions.extend(actions.into_iter().map(Into::into));
        self
    }

    /// Adds a resource: an output that is an ARN, a text with outputs in it, or a literal, `*` for all.
    pub fn resource(mut self, arn: impl TextPart) -> Self {
        self.resources.push(arn.text_part());
        self
    }

    /// Adds resources of one type; for others, chain [`resource`](Self::resource).
    pub fn resources(mut self, arns: impl IntoIterator<Item = impl TextPart>) -> Self {
        self.resources.extend(arns.into_iter().map(|arn| arn.text_part()));
        self
    }

    /// Means every resource but these.
    pub fn not_resources(mut self, arns: impl IntoIterator<Item = impl TextPart>) -> Self {
        self.not_resources.extend(arns.into_iter().map(|arn| arn.text_part()));
        self
    }

    /// Adds a principal: who is allowed or denied, in trust policies and policies of resources.
    pub fn principal(mut self, principal: Principal) -> Self {
        self.principals.push(principal);
        self
    }

    /// Adds principals.
    pub fn principals(mut self, principals: impl IntoIterator<Item = Principal>) -> Self {
        self.principals.extend(principals);
        self
    }

    /// Adds a condition; all conditions of a statement must hold. The same operator and key twice is a mistake,
    /// reported with this line.
    #[track_caller]
    pub fn condition(mut self, condition: Condition) -> Self {
        let same =
            |other: &Condition| other.key() == condition.key() && other.operator() == condition.operator();
        if self.conditions.iter().any(same) {
            self.mistakes.push(Expression::invalid(format!(
                "`{}` of `{}` is set twice in one statement: give all its values to one condition by `or`",
                condition.operator(),
                condition.key()
            )));
        }
        self.conditions.push(condition);
        self
    }

    fn expression(&self) -> Expression {
        if let Some(mistake) = self.mistakes.first() {
            return mistake.clone();
        }
        let actions = |actions: &BTreeSet<String>| {
            (!actions.is_empty())
                .then(|| Expression::List(actions.iter().map(|action| text(action)).collect()))
        };
        let resources = |arns: &[Expression]| (!arns.is_empty()).then(|| sorted_list(arns));
        let members = [
            ("Sid", self.sid.as_deref().map(text)),
            ("Effect", Some(text(self.effect))),
            ("Principal", self.principals_by_kind()),
            ("Action", actions(&self.actions)),
            ("NotAction", actions(&self.not_actions)),
            ("Resource", resources(&self.resources)),
            ("NotResource", resources(&self.not_resources)),
            ("Condition", self.conditions_by_operator()),
        ];
        map(members.into_iter().filter_map(|(name, member)| Some((name, member?))))
    }

    fn principals_by_kind(&self) -> Option<Expression> {
        let mut by_kind: BTreeMap<&str, Vec<Expression>> = BTreeMap::new();
        for principal in &self.principals {
            by_kind.entry(principal.kind).or_default().push(principal.id.clone());
        }
        let lists = by_kind.into_iter().map(|(kind, ids)| (kind, sorted_list(&ids)));
        (!self.principals.is_empty()).then(|| map(lists))
    }

    fn conditions_by_operator(&self) -> Option<Expression> {
        let mut by_operator: BTreeMap<&str, Vec<&Condition>> = BTreeMap::new();
        for condition in &self.conditions {
            by_operator.entry(condition.operator()).or_default().push(condition);
        }
        let operators = by_operator.into_iter().map(|(operator, conditions)| {
            (operator, map(conditions.iter().map(|condition| (condition.key(), condition.expression()))))
        });
        (!self.conditions.is_empty()).then(|| map(operators))
    }
}

/// Who a statement is about.
#[derive(Clone, Debug)]
pub struct Principal {
    kind: &'static str,
    id: Expression,
}

impl Principal {
    /// An AWS service, `ecs-tasks.amazonaws.com`.
    pub fn service(name: impl TextPart) -> Self {
        Self { kind: "Service", id: name.text_part() }
    }

    /// Everybody of an account, by its number: the account then decides which of its users and roles.
    pub fn account(number: impl TextPart) -> Self {
        Self::aws(number)
    }

    /// A role, a user or a session, by its ARN.
    pub fn aws(arn: impl TextPart) -> Self {
        Self { kind: "AWS", id: arn.text_part() }
    }

    /// An identity provider: its ARN, or `cognito-identity.amazonaws.com`.
    pub fn federated(provider: impl TextPart) -> Self {
        Self { kind: "Federated", id: provider.text_part() }
    }

    /// Anybody at all, also without an account: narrow it by a [`Condition`].
    pub fn anyone() -> Self {
        Self::aws("*")
    }
}

/// A list in normal form. A single item stays itself, so that a plan can name the output that it will be.
fn sorted_list(items: &[Expression]) -> Expression {
    if let [item] = items {
        return Expression::List([item.clone()].into());
    }
    Expression::apply(items.to_vec(), |values| Ok(Value::list(sorted(values)?)))
}

/// The texts, sorted, each once.
pub(super) fn sorted(values: &[Value]) -> Result<Vec<Value>, String> {
    let texts: BTreeSet<String> = values
        .iter()
        .map(|value| match value {
            Value::Text(text) => Ok(text.to_string()),
            Value::Int(n) => Ok(n.to_string()),
            Value::Bool(b) => Ok(b.to_string()),
            other => Err(format!("a policy cannot hold {other} here")),
        })
        .collect::<Result<_, _>>()?;
    Ok(texts.into_iter().map(Value::from).collect())
}

fn text(text: &str) -> Expression {
    Expression::Value(Value::text(text))
}

fn map<'a>(members: impl IntoIterator<Item = (&'a str, Expression)>) -> Expression {
    let members: BTreeMap<Arc<str>, Expression> =
        members.into_iter().map(|(name, member)| (name.into(), member)).collect();
    Expression::Map(Arc::new(members))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(sid: &str, action: &str) -> Statement {
        Statement::allow().sid(sid).action(action).resource("*")
    }

    fn document<const N: usize>(statements: [(&str, &str); N]) -> PolicyDocument {
        PolicyDocument::new().statements(statements.map(|(sid, action)| statement(sid, action)))
    }

    /// `Sid=Action` of each statement, in order.
    fn outline(document: &PolicyDocument) -> String {
        let Document(value) = Input::<Document>::from(document).known().expect("all is known");
        let statements = value.get("Statement").and_then(Value::as_list).expect("a list");
        let outline = statements.iter().map(|statement| {
            let sid = statement.get("Sid").and_then(Value::as_text).unwrap_or_default();
            let actions = statement.get("Action").and_then(Value::as_list).unwrap_or_default();
            format!("{sid}={}", actions.iter().filter_map(Value::as_text).collect::<Vec<_>>().join("+"))
        });
        outline.collect::<Vec<_>>().join(" ")
    }

    fn mistakes(document: PolicyDocument) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        Input::<Document>::from(document).expression().each_mistake(&mut |mistake| {
            found.push((mistake.place.line, mistake.message.clone()));
        });
        found
    }

    #[test]
    fn appending_keeps_the_statements_of_both_in_order() {
        let both = document([("A", "s3:GetObject")]).append(document([("B", "s3:PutObject")]));
        assert_eq!(outline(&both), "A=s3:GetObject B=s3:PutObject");
    }

    #[test]
    fn appending_the_same_sid_is_a_mistake_with_its_line() {
        let ours = document([("A", "s3:GetObject"), ("B", "s3:GetObject")]);
        let theirs = document([("B", "s3:PutObject"), ("C", "s3:PutObject"), ("A", "s3:PutObject")]);
        let (line, both) = (line!(), ours.append(theirs));
        let message =
            "both documents have a statement `A`, `B`: give one of them another Sid, or use `override_with`";
        assert_eq!(mistakes(both), [(line, message.to_owned())]);
    }

    #[test]
    fn statements_without_a_sid_never_clash() {
        let one = || PolicyDocument::new().statement(Statement::allow().action("s3:GetObject").resource("*"));
        assert_eq!(outline(&one().append(one())), "=s3:GetObject =s3:GetObject");
        assert_eq!(outline(&one().override_with(one())), "=s3:GetObject =s3:GetObject");
    }

    #[test]
    fn overriding_replaces_in_place_and_adds_the_rest_at_the_end() {
        let base = document([("A", "s3:GetObject"), ("B", "s3:GetObject")]);
        let over = document([("C", "s3:ListBucket"), ("A", "s3:*")]);
        assert_eq!(outline(&base.override_with(over)), "A=s3:* B=s3:GetObject C=s3:ListBucket");
    }

    #[test]
    fn overriding_does_not_hide_a_sid_that_the_other_has_twice() {
        let over = document([("A", "s3:*"), ("A", "s3:PutObject")]);
        assert_eq!(outline(&document([("A", "s3:GetObject")]).override_with(over)), "A=s3:* A=s3:PutObject");
    }

    #[test]
    fn a_mistake_survives_further_merging() {
        let wrong = document([("A", "s3:GetObject")]).append(document([("A", "s3:PutObject")]));
        assert_eq!(mistakes(document([]).override_with(wrong.clone())).len(), 1);
        assert_eq!(mistakes(document([]).append(wrong)).len(), 1);
    }

    #[test]
    fn the_order_of_writing_makes_no_difference() {
        let write = |turned: bool| {
            let turn = |mut two: [&'static str; 2]| {
                if turned {
                    two.reverse();
                }
                two
            };
            PolicyDocument::new().statement(
                Statement::deny()
                    .actions(turn(["s3:PutObject", "s3:GetObject"]))
                    .resources(turn(["arn:aws:s3:::b/*", "arn:aws:s3:::a/*"]))
                    .principals(turn(["222222222222", "111111111111"]).map(Principal::account))
                    .condition(
                        Condition::string_equals("aws:x", turn(["b", "a"])[0]).or(turn(["b", "a"])[1]),
                    ),
            )
        };
        assert!(write(false).to_json().is_some());
        assert_eq!(write(false).to_json(), write(true).to_json());
    }

    #[test]
    fn a_value_written_twice_stands_once() {
        let twice = Statement::allow()
            .actions(["s3:GetObject", "s3:GetObject"])
            .resources(["*", "*"])
            .condition(Condition::bool("aws:SecureTransport", true).or(true));
        let once = Statement::allow()
            .action("s3:GetObject")
            .resource("*")
            .condition(Condition::bool("aws:SecureTransport", true));
        let json = |statement| PolicyDocument::new().statement(statement).to_json();
        assert_eq!(json(twice), json(once));
    }

    #[test]
    fn the_same_condition_twice_is_a_mistake_with_its_line() {
        let region = |name: &'static str| Condition::string_equals("aws:RequestedRegion", name);
        let one = statement("A", "s3:GetObject").condition(region("eu-west-1"));
        let (line, two) = (line!(), one.condition(region("eu-west-2")));
        let message = "`StringEquals` of `aws:RequestedRegion` is set twice in one statement: give \
                       all its values to one \
                       condition by `or`";
        assert_eq!(mistakes(PolicyDocument::new().statement(two)), [(line, message.to_owned())]);
    }

    #[test]
    fn json_reads_as_people_write_it() {
        let document = PolicyDocument::new().statement(
            Statement::allow()
                .sid("Assume")
                .action("sts:AssumeRole")
                .principal(Principal::service("ecs-tasks.amazonaws.com"))
                .condition(
                    Condition::arn_like("aws:SourceArn", "arn:aws:ecs:eu-west-2:123456789012:*").if_exists(),
                ),
        );
        let expected = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Assume",
      "Effect": "Allow",
      "Principal": {
        "Service": [
          "ecs-tasks.amazonaws.com"
        ]
      },
      "Action": [
        "sts:AssumeRole"
      ],
      "Condition": {
        "ArnLikeIfExists": {
          "aws:SourceArn": "arn:aws:ecs:eu-west-2:123456789012:*"
        }
      }
    }
  ]
}"#;
        assert_eq!(document.to_json().as_deref(), Some(expected));
    }
}
