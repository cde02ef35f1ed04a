//! Policy documents out of JSON: what AWS's documentation shows, and what other tools print.

use ironwright_core::diagnostic::nearest;
use ironwright_core::expression::Expression;
use serde_json::{Map, Value};

use super::{Condition, PolicyDocument, Principal, Statement};

const DOCUMENT: [&str; 3] = ["Version", "Id", "Statement"];
const STATEMENT: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl PolicyDocument {
    /// Reads a document from JSON text, such as `include_str!("policy.json")`. What is no policy is a mistake that is
    /// reported with this line.
    ///
    /// ```
    /// use ironwright::aws::iam::{PolicyDocument, Statement};
    ///
    /// let text = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}"#;
    /// let typed = Statement::allow().action("s3:GetObject").resource("*");
    /// assert_eq!(PolicyDocument::from_json(text).to_json(), PolicyDocument::new().statement(typed).to_json());
    /// ```
    #[track_caller]
    pub fn from_json(text: &str) -> Self {
        match serde_json::from_str::<Value>(text) {
            Ok(json) => json.into(),
            Err(error) => Self::mistaken(&format!("the policy is no JSON: {error}")),
        }
    }

    #[track_caller]
    fn mistaken(message: &str) -> Self {
        let mut document = Self::new();
        document.mistake(Expression::invalid(message));
        document
    }
}

impl From<Value> for PolicyDocument {
    #[track_caller]
    fn from(json: Value) -> Self {
        (&json).into()
    }
}

/// ```
/// use ironwright::aws::iam::PolicyDocument;
///
/// let policy = PolicyDocument::from(&serde_json::json!({
///     "Version": "2012-10-17",
///     "Statement": [{ "Effect": "Allow", "Action": ["ecr:GetAuthorizationToken"], "Resource": "*" }],
/// }));
/// assert!(policy.to_json().is_some());
/// ```
impl From<&Value> for PolicyDocument {
    #[track_caller]
    fn from(json: &Value) -> Self {
        document(json).unwrap_or_else(|message| Self::mistaken(&message))
    }
}

fn document(json: &Value) -> Result<PolicyDocument, String> {
    let members = object("the policy", json)?;
    known("the policy", members, &DOCUMENT)?;
    let mut document = PolicyDocument::new();
    for (name, set) in
        [("Version", PolicyDocument::version as fn(_, String) -> _), ("Id", PolicyDocument::id)]
    {
        if let Some(value) = members.get(name) {
            document = set(document, text(name, value)?);
        }
    }
    let Some(statements) = members.get("Statement") else {
        return Err("the policy has no `Statement`".to_owned());
    };
    for (number, json) in items(statements).iter().enumerate() {
        document = document.statement(statement(&format!("Statement[{number}]"), json)?);
    }
    Ok(document)
}

fn statement(path: &str, json: &Value) -> Result<Statement, String> {
    let members = object(path, json)?;
    known(path, members, &STATEMENT)?;
    let inside = |name: &str| format!("{path}.{name}");
    let texts = |name: &str| match members.get(name) {
        Some(value) => {
            items(value).iter().map(|item| text(&inside(name), item)).collect::<Result<Vec<_>, _>>()
        }
        None => Ok(Vec::new()),
    };
    let mut statement = match members.get("Effect").and_then(Value::as_str) {
        Some("Allow") => Statement::allow(),
        Some("Deny") => Statement::deny(),
        _ => return Err(format!("{} is neither \"Allow\" nor \"Deny\"", inside("Effect"))),
    };
    if let Some(sid) = members.get("Sid") {
        statement = statement.sid(text(&inside("Sid"), sid)?);
    }
    statement = statement
        .actions(texts("Action")?)
        .not_actions(texts("NotAction")?)
        .resources(texts("Resource")?)
        .not_resources(texts("NotResource")?);
    if let Some(json) = members.get("Principal") {
        statement = statement.principals(principals(&inside("Principal"), json)?);
    }
    if let Some(json) = members.get("NotPrincipal") {
        statement = statement.not_principals(principals(&inside("NotPrincipal"), json)?);
    }
    if let Some(json) = members.get("Condition") {
        for (operator, keys) in object(&inside("Condition"), json)? {
            let path = format!("{}.{operator}", inside("Condition"));
            for (key, values) in object(&path, keys)? {
                let values = items(values).iter().map(|value| scalar(&format!("{path}.{key}"), value));
                let values = values.collect::<Result<Vec<_>, _>>()?;
                statement = statement.condition(Condition::written(operator, key, &values));
            }
        }
    }
    Ok(statement)
}

fn principals(path: &str, json: &Value) -> Result<Vec<Principal>, String> {
    if json.as_str() == Some("*") {
        return Ok(vec![Principal::anyone()]);
    }
    let mut found = Vec::new();
    for (kind, ids) in object(path, json)? {
        let path = format!("{path}.{kind}");
        for id in items(ids) {
            let id = text(&path, id)?;
            found.push(match kind.as_str() {
                "AWS" => Principal::aws(id),
                "Service" => Principal::service(id),
                "Federated" => Principal::federated(id),
                "CanonicalUser" => Principal::canonical_user(id),
                _ => return Err(format!("{path}: principals are AWS, Service, Federated and CanonicalUser")),
            });
        }
    }
    Ok(found)
}

fn object<'a>(path: &str, json: &'a Value) -> Result<&'a Map<String, Value>, String> {
    json.as_object().ok_or_else(|| format!("{path} is no object with members"))
}

fn known(path: &str, members: &Map<String, Value>, names: &[&str]) -> Result<(), String> {
    let Some(unknown) = members.keys().find(|name| !names.contains(&name.as_str())) else { return Ok(()) };
    let meant = match nearest(unknown, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}", names.join(", ")),
    };
    Err(format!("{path} has a member `{unknown}`, which AWS does not know; {meant}"))
}

/// A list's items; anything else is a list of itself.
fn items(json: &Value) -> &[Value] {
    json.as_array().map_or(std::slice::from_ref(json), Vec::as_slice)
}

fn text(path: &str, json: &Value) -> Result<String, String> {
    json.as_str().map(ToOwned::to_owned).ok_or_else(|| format!("{path} is no text, but {json}"))
}

/// A value of a condition: AWS takes `true` and `7` for `"true"` and `"7"`.
fn scalar(path: &str, json: &Value) -> Result<String, String> {
    match json {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(json.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => Err(format!("{path} is no text, but {json}")),
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::{Document, Input};

    use super::*;

    fn mistake(json: &str) -> String {
        let mut found = String::new();
        let document = PolicyDocument::from_json(json);
        Input::<Document>::from(document).expression().each_mistake(&mut |m| found.push_str(&m.message));
        found
    }

    #[test]
    fn json_in_any_of_aws_writings_is_the_document_in_normal_form() {
        let loose = r#"{
          "Version": "2012-10-17",
          "Statement": {
            "Sid": "Assume", "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "Service": "ecs-tasks.amazonaws.com" },
            "Condition": { "ArnLikeIfExists": { "aws:SourceArn": ["arn:aws:ecs:*:1:*"] }, "Bool": { "aws:x": true } }
          }
        }"#;
        let typed = PolicyDocument::new().statement(
            Statement::allow()
                .sid("Assume")
                .action("sts:AssumeRole")
                .principal(Principal::service("ecs-tasks.amazonaws.com"))
                .condition(Condition::arn_like("aws:SourceArn", "arn:aws:ecs:*:1:*").if_exists())
                .condition(Condition::bool("aws:x", "true")),
        );
        assert!(typed.to_json().is_some());
        assert_eq!(PolicyDocument::from_json(loose).to_json(), typed.to_json());
    }

    #[test]
    fn everything_that_a_document_may_say_is_kept() {
        let whole = r#"{"Version":"2008-10-17","Id":"x","Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["*"]},
            "NotAction":["a:X"],"NotResource":["b"]}]}"#;
        let kept = PolicyDocument::from_json(whole).to_json().expect("known");
        assert_eq!(serde_json::from_str::<Value>(&kept).ok(), serde_json::from_str::<Value>(whole).ok());
        assert_eq!(PolicyDocument::from_json(&kept).to_json(), Some(kept));
    }

    #[test]
    fn what_is_no_policy_is_a_mistake_that_says_where() {
        for (json, part) in [
            ("{", "the policy is no JSON"),
            ("[]", "the policy is no object"),
            ("{}", "has no `Statement`"),
            (r#"{"Statment": []}"#, "did you mean `Statement`?"),
            (r#"{"Statement": [{"Effect": "allow"}]}"#, "Statement[0].Effect is neither"),
            (
                r#"{"Statement": [{"Effect": "Allow", "Action": [7]}]}"#,
                "Statement[0].Action is no text, but 7",
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Principal": {"Aws": "*"}}]}"#,
                "Principal.Aws: principals are AWS",
            ),
            (
                r#"{"Statement": [{"Effect": "Allow", "Condition": {"Bool": {"a": {}}}}]}"#,
                "Condition.Bool.a is no text",
            ),
        ] {
            let found = mistake(json);
            assert!(found.contains(part), "{json}: {found}");
        }
    }
}
