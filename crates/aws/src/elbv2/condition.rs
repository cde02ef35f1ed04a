//! Which requests a rule is for.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Value};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// What of a request a condition looks at.
    ConditionField {
        /// The host that is asked for.
        HostHeader = "host-header",
        /// The path.
        PathPattern = "path-pattern",
        /// Another header.
        HttpHeader = "http-header",
        /// The method.
        HttpRequestMethod = "http-request-method",
        /// The parameters.
        QueryString = "query-string",
        /// The client's address.
        SourceIp = "source-ip",
    }
}

/// A condition that a request meets when one of the values fits.
///
/// `*` stands for any characters and `?` for one, but for methods and addresses.
///
/// ```
/// use ironwright::aws::elbv2::{QueryStringKeyValue, RuleCondition};
/// let conditions = [
///     RuleCondition::host_header(["www.example.com", "*.example.org"]),
///     RuleCondition::query_string([QueryStringKeyValue::new("next").key("version")]),
///     RuleCondition::source_ip(["10.0.0.0/8"]),
/// ];
/// # let _ = conditions;
/// ```
#[derive(Block, Clone, Debug)]
pub struct RuleCondition {
    /// What of a request it looks at.
    field: Input<ConditionField>,
    /// The values, but for `query-string`.
    #[input(unordered)]
    values: Option<Inputs<String>>,
    /// The name of the header, for `http-header`: up to 40 characters.
    #[input(length = 1..=40)]
    http_header_name: Option<Input<String>>,
    /// The parameters, for `query-string`.
    #[input(unordered)]
    query_strings: Vec<QueryStringKeyValue>,
}

/// A parameter of a request.
#[derive(Block, Clone, Debug)]
pub struct QueryStringKeyValue {
    /// Its value.
    #[input(length = 1..=128)]
    value: Input<String>,
    /// Its name. Any one has the value when it is not set.
    #[input(length = 1..=128)]
    key: Option<Input<String>>,
}

impl RuleCondition {
    /// Requests for one of these hosts.
    #[track_caller]
    pub fn host_header(hosts: impl Into<Inputs<String>>) -> Self {
        Self::new(ConditionField::HostHeader).values(hosts)
    }

    /// Requests for one of these paths.
    #[track_caller]
    pub fn path_pattern(paths: impl Into<Inputs<String>>) -> Self {
        Self::new(ConditionField::PathPattern).values(paths)
    }

    /// Requests whose header has one of these values.
    #[track_caller]
    pub fn http_header(name: impl Into<Input<String>>, values: impl Into<Inputs<String>>) -> Self {
        Self::new(ConditionField::HttpHeader).http_header_name(name).values(values)
    }

    /// Requests with one of these methods.
    #[track_caller]
    pub fn http_request_method(methods: impl Into<Inputs<String>>) -> Self {
        Self::new(ConditionField::HttpRequestMethod).values(methods)
    }

    /// Requests with one of these parameters.
    #[track_caller]
    pub fn query_string(parameters: impl IntoIterator<Item = QueryStringKeyValue>) -> Self {
        Self::new(ConditionField::QueryString).query_strings(parameters)
    }

    /// Requests from one of these ranges of addresses.
    #[track_caller]
    pub fn source_ip(ranges: impl Into<Inputs<String>>) -> Self {
        Self::new(ConditionField::SourceIp).values(ranges)
    }
}

/// How many values AWS takes in one rule.
const MOST: usize = 5;
/// How long each may be.
const LONGEST: usize = 128;

/// Each condition has what its field needs, and all together are not more than AWS takes.
pub(super) fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let conditions = inputs.blocks("conditions", None);
    if conditions.is_empty() && inputs.value("conditions").is_none_or(|all| all.as_list().is_some()) {
        problems.report(
            "conditions",
            "there are none, and a rule needs one",
            "write `.condition(RuleCondition::path_pattern([\"/api/*\"]))`",
        );
    }
    let mut count = 0;
    for (at, (path, condition)) in conditions.iter().enumerate() {
        check_parameters(path, condition, problems);
        let Some(field) = condition.text("field") else { continue };
        count += condition.items("values").len() + condition.items("query_strings").len();
        check_condition(path, field, condition, problems);
        let is_once = !["http-header", "query-string"].contains(&field);
        if is_once && conditions[..at].iter().any(|(_, other)| other.text("field") == Some(field)) {
            problems.report(
                format!("{path}.field"),
                format!("the rule has a condition of `{field}` already, and AWS takes one"),
                "put the values of both into one condition: one of them has to fit",
            );
        }
    }
    if count > MOST {
        problems.report(
            "conditions",
            format!("there are {count} values in all, and AWS takes {MOST} in a rule"),
            "make a second rule with the same actions",
        );
    }
}

/// No parameter is there twice.
fn check_parameters(path: &str, condition: &Known<'_>, problems: &mut Problems<'_>) {
    let parameters = condition.items("query_strings");
    for (at, parameter) in parameters.iter().enumerate().filter(|(at, it)| parameters[..*at].contains(it)) {
        problems.report(
            format!("{path}.query_strings[{at}]"),
            format!("{parameter} is there twice"),
            "leave one of the two out",
        );
    }
}

fn check_condition(path: &str, field: &str, condition: &Known<'_>, problems: &mut Problems<'_>) {
    let needed = if field == "query-string" { "query_strings" } else { "values" };
    let names = [("values", needed), ("query_strings", needed), ("http_header_name", "http_header_name")];
    for (name, needed) in names {
        let wants = name == needed && (name != "http_header_name" || field == "http-header");
        let message = match (wants, condition.is_set(name)) {
            (true, false) => format!("is missing, and the condition is of `{field}`"),
            (false, true) => format!("does not go with a condition of `{field}`"),
            (true, true) | (false, false) => continue,
        };
        problems.report(
            format!("{path}.{name}"),
            message,
            "`RuleCondition` has a constructor for each field",
        );
    }
    for (at, value) in condition.items("values").iter().filter_map(Value::as_text).enumerate() {
        let problem = match field {
            "http-request-method" => {
                (!value.bytes().all(|byte| b"ABCDEFGHIJKLMNOPQRSTUVWXYZ-_".contains(&byte)))
                    .then(|| "a method is of capital letters, hyphens and underscores")
            }
            "path-pattern" => {
                (!value.starts_with(['/', '*', '?'])).then(|| "no path begins like this: begin it with `/`")
            }
            "source-ip" => (!value.contains('/')).then(|| "a range of addresses is written `192.0.2.0/24`"),
            _ => None,
        };
        if value.is_empty() || value.chars().count() > LONGEST {
            let message = format!("has {} characters, AWS takes 1 to {LONGEST}", value.chars().count());
            problems.report(format!("{path}.values[{at}]"), message, "shorten it");
        } else if let Some(hint) = problem {
            problems.report(format!("{path}.values[{at}]"), format!("{value:?} fits no request"), hint);
        }
    }
}
