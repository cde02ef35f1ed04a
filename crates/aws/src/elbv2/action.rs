//! What listeners and rules do with a request.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Map, Value};
use ironwright_macros::Block;

use super::TargetGroupArn;

ironwright_core::choices! {
    /// What is done with a request.
    ActionType {
        /// It is sent to a target group.
        Forward = "forward",
        /// The client is told to ask elsewhere.
        Redirect = "redirect",
        /// The load balancer answers by itself.
        FixedResponse = "fixed-response",
    }

    /// How a client is told to ask elsewhere.
    RedirectStatusCode {
        /// For ever: browsers remember it.
        Http301 = "HTTP_301",
        /// This time.
        Http302 = "HTTP_302",
    }
}

/// What is done with a request: it is forwarded, redirected or answered.
///
/// ```
/// use ironwright::aws::elbv2::{Action, FixedResponseConfig, RedirectConfig, RedirectStatusCode};
/// let moved = Action::redirect(RedirectConfig::new(RedirectStatusCode::Http302).host("www.example.com"));
/// let text = FixedResponseConfig::new("404").message_body("there is no such page").content_type("text/plain");
/// let absent = Action::fixed_response(text);
/// # let _ = (moved, absent);
/// ```
#[derive(Block, Clone, Debug)]
pub struct Action {
    /// What is done.
    r#type: Input<ActionType>,
    /// Where a request is forwarded to.
    forward_config: Option<ForwardConfig>,
    /// Where a client is told to ask instead.
    redirect_config: Option<RedirectConfig>,
    /// What the load balancer answers.
    fixed_response_config: Option<FixedResponseConfig>,
}

/// Target groups that share requests.
#[derive(Block, Clone, Debug)]
pub struct ForwardConfig {
    /// The groups: 1 to 5.
    #[input(each = target_group, key = "target_group_arn", unordered, length = 1..=5)]
    target_groups: Vec<TargetGroupTuple>,
    /// Whether a client comes to the same group again. It does not unless this is set.
    target_group_stickiness_config: Option<TargetGroupStickinessConfig>,
}

/// A target group and its share of the requests.
#[derive(Block, Clone, Debug)]
pub struct TargetGroupTuple {
    /// The target group.
    target_group_arn: Input<TargetGroupArn>,
    /// Its share, in parts of the sum of all weights: 0 to 999.
    #[input(default = 1, range = 0..=999)]
    weight: Option<Input<u32>>,
}

/// Sends a client to the same target group again.
#[derive(Block, Clone, Debug)]
pub struct TargetGroupStickinessConfig {
    /// Seconds for which a client comes to the same group: 1 to 604800.
    #[input(range = 1..=604_800)]
    duration_seconds: Input<u32>,
    /// Whether it does.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
}

/// Another address, of which each part may take over the one that was asked for: `#{host}`, `#{path}`.
#[derive(Block, Clone, Debug)]
pub struct RedirectConfig {
    /// How the client is told: for ever or this time.
    status_code: Input<RedirectStatusCode>,
    /// `HTTP`, `HTTPS` or `#{protocol}`.
    #[input(default = "#{protocol}", pattern(r"HTTPS?|#\{protocol\}", "`HTTP`, `HTTPS` or `#{protocol}`"))]
    protocol: Option<Input<String>>,
    /// A port, or `#{port}`.
    #[input(default = "#{port}", pattern(r"[1-9][0-9]{0,4}|#\{port\}", "a port, or `#{port}`"))]
    port: Option<Input<String>>,
    /// The host's name.
    #[input(default = "#{host}", length = 1..=128)]
    host: Option<Input<String>>,
    /// The path, which begins with `/`.
    #[input(default = "/#{path}", length = 1..=128, pattern("/.*", "a path, which begins with `/`"))]
    path: Option<Input<String>>,
    /// The parameters, without the `?`.
    #[input(default = "#{query}", length = 0..=128)]
    query: Option<Input<String>>,
}

/// An answer of the load balancer's own.
#[derive(Block, Clone, Debug)]
pub struct FixedResponseConfig {
    /// The code: 200 to 299, or 400 to 599.
    #[input(pattern("[245][0-9][0-9]", "a code between 200 and 299 or 400 and 599"))]
    status_code: Input<String>,
    /// The text, up to 1024 characters.
    #[input(length = 0..=1024)]
    message_body: Option<Input<String>>,
    /// The type of the text: `text/plain`, `text/css`, `text/html`, `application/javascript` or `application/json`.
    #[input(pattern(
        "text/plain|text/css|text/html|application/javascript|application/json",
        "one of text/plain, text/css, text/html, application/javascript, application/json"
    ))]
    content_type: Option<Input<String>>,
}

impl Action {
    /// Sends requests to a target group.
    #[track_caller]
    pub fn forward(target_group_arn: impl Into<Input<TargetGroupArn>>) -> Self {
        Self::forward_to(ForwardConfig::new().target_group(TargetGroupTuple::new(target_group_arn)))
    }

    /// Shares requests out among target groups, each with its weight.
    #[track_caller]
    pub fn forward_weighted<T: Into<Input<TargetGroupArn>>>(
        target_groups: impl IntoIterator<Item = (T, u32)>,
    ) -> Self {
        let tuple = |(arn, weight): (T, u32)| TargetGroupTuple::new(arn).weight(weight);
        Self::forward_to(ForwardConfig::new().target_groups(target_groups.into_iter().map(tuple)))
    }

    /// Sends requests to target groups.
    #[track_caller]
    pub fn forward_to(config: ForwardConfig) -> Self {
        Self::new(ActionType::Forward).forward_config(config)
    }

    /// Tells clients to ask elsewhere.
    #[track_caller]
    pub fn redirect(config: RedirectConfig) -> Self {
        Self::new(ActionType::Redirect).redirect_config(config)
    }

    /// Tells clients to ask again with HTTPS, for ever.
    #[track_caller]
    pub fn redirect_to_https() -> Self {
        Self::redirect(RedirectConfig::new(RedirectStatusCode::Http301).protocol("HTTPS").port("443"))
    }

    /// Answers without asking anybody.
    #[track_caller]
    pub fn fixed_response(config: FixedResponseConfig) -> Self {
        Self::new(ActionType::FixedResponse).fixed_response_config(config)
    }
}

/// One action ends each list, and has what its type needs.
pub(super) fn check(list: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if inputs.value(list).is_none_or(|actions| actions.as_list().is_some_and(|actions| actions.len() != 1)) {
        let count = inputs.items(list).len();
        problems.report(
            list,
            format!("there are {count} actions, and a request needs one"),
            "write `Action::forward(&target_group)`, `Action::redirect_to_https()` or `Action::fixed_response(…)`",
        );
    }
    for (path, action) in inputs.blocks(list, None) {
        check_configuration(&path, &action, problems);
        let Some(forward) = action.block("forward_config") else { continue };
        let groups = forward.blocks("target_groups", None);
        for (at, (group_path, group)) in groups.iter().enumerate() {
            let target = group.target("target_group_arn");
            if target.is_some()
                && groups[..at].iter().any(|(_, other)| other.target("target_group_arn") == target)
            {
                problems.report(
                    format!("{path}.forward_config.{group_path}.target_group_arn"),
                    "is there twice",
                    "leave one of the two out, and give the other the sum of both weights",
                );
            }
        }
        let weights: Vec<Option<i64>> = groups.iter().map(|(_, group)| group.int("weight")).collect();
        if weights.len() > 1 && weights.iter().all(|weight| *weight == Some(0)) {
            problems.report(
                format!("{path}.forward_config.target_groups"),
                "all weights are 0, so that no group gets a request",
                "give one of them a weight",
            );
        }
    }
}

/// Each type of action, and the block that says more of it.
const CONFIGURATIONS: [(&str, &str); 3] = [
    ("forward", "forward_config"),
    ("redirect", "redirect_config"),
    ("fixed-response", "fixed_response_config"),
];

fn check_configuration(path: &str, action: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(kind) = action.text("type") else { return };
    for (of, block) in CONFIGURATIONS {
        let message = match (of == kind, action.is_set(block)) {
            (true, false) => format!("is missing, and the action is of type `{kind}`"),
            (false, true) => format!("does not go with an action of type `{kind}`"),
            (true, true) | (false, false) => continue,
        };
        let hint = "write `Action::forward(…)`, `Action::redirect(…)` or `Action::fixed_response(…)`";
        problems.report(format!("{path}.{block}"), message, hint);
    }
}

/// Reports what only an application load balancer does, where the protocol is one of a network load balancer's.
pub(super) fn check_protocol(list: &str, protocol: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if ["HTTP", "HTTPS"].contains(&protocol) {
        return;
    }
    for (path, action) in inputs.blocks(list, None) {
        if let Some(kind @ ("redirect" | "fixed-response")) = action.text("type") {
            problems.report(
                format!("{path}.type"),
                format!("`{kind}` is for `HTTP` and `HTTPS`, and the listener's protocol is {protocol}"),
                "forward to a target group: `Action::forward(&target_group)`",
            );
        }
    }
}

/// The target groups that a resource's actions forward to, as properties tell them.
pub(crate) fn target_groups_of<'a>(properties: &'a Map, list: &str) -> impl Iterator<Item = &'a Value> {
    let actions = properties.get(list).and_then(Value::as_list).unwrap_or_default();
    let groups = |action: &'a Value| action.get("forward_config")?.get("target_groups")?.as_list();
    actions.iter().filter_map(groups).flatten().filter_map(|group| group.get("target_group_arn"))
}
