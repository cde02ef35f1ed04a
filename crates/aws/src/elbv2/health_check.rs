//! How a load balancer finds out which targets are healthy.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Map, Value};
use ironwright_macros::Block;

use super::target_group::is_of_application;

ironwright_core::choices! {
    /// How targets are checked.
    HealthCheckProtocol {
        /// By a request with HTTP.
        Http = "HTTP",
        /// By a request with HTTPS, whatever the certificate.
        Https = "HTTPS",
        /// By a connection. Not in a group whose protocol is `HTTP` or `HTTPS`.
        Tcp = "TCP",
    }
}

/// The codes of answers that come from a healthy target.
#[derive(Block, Clone, Debug)]
pub struct Matcher {
    /// Codes of HTTP: `200`, `200,202` or `200-299`.
    #[input(pattern(CODES, CODES_IN_WORDS))]
    http_code: Option<Input<String>>,
    /// Codes of gRPC, between 0 and 99.
    #[input(pattern(CODES, CODES_IN_WORDS))]
    grpc_code: Option<Input<String>>,
}

const CODES: &str = "[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*";
const CODES_IN_WORDS: &str = "codes, as in `200`, `200,202` or `200-299`";

/// What a health check's port may be.
pub(super) const PORT: &str =
    "traffic-port|[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]";

impl Matcher {
    /// Codes of HTTP: `200`, `200,202` or `200-299`.
    #[track_caller]
    pub fn http(codes: impl Into<Input<String>>) -> Self {
        Self::new().http_code(codes)
    }

    /// Codes of gRPC: `0`, `0,1` or `0-5`.
    #[track_caller]
    pub fn grpc(codes: impl Into<Input<String>>) -> Self {
        Self::new().grpc_code(codes)
    }
}

/// Fills in what AWS takes where nothing is said, which depends on the group's protocol.
pub(super) fn normalise(inputs: &mut Map) {
    let Some(application) = is_of_application(inputs) else { return };
    if application {
        fill(inputs, "protocol_version", "HTTP1");
    }
    let text = |inputs: &Map, name: &str| inputs.get(name).and_then(Value::as_text).map(str::to_owned);
    let answers = application || text(inputs, "target_type").as_deref() == Some("alb");
    fill(inputs, "health_check_protocol", if answers { "HTTP" } else { "TCP" });
    let (check, version) = (text(inputs, "health_check_protocol"), text(inputs, "protocol_version"));
    let timeout = match check.as_deref() {
        _ if application => 5,
        Some("HTTP") => 6,
        _ => 10,
    };
    fill(inputs, "health_check_timeout_seconds", timeout);
    if !check.is_some_and(|check| check.starts_with("HTTP")) {
        return;
    }
    let (path, code, codes) = match version.as_deref() {
        Some("GRPC") => ("/AWS.ALB/healthcheck", "grpc_code", "12"),
        _ => ("/", "http_code", if application { "200" } else { "200-399" }),
    };
    fill(inputs, "health_check_path", path);
    fill(inputs, "matcher", Value::map(Map::from([(code.into(), codes.into())])));
}

fn fill(inputs: &mut Map, name: &str, value: impl Into<Value>) {
    if inputs.get(name).is_none_or(|value| *value == Value::Null) {
        inputs.insert(name.into(), value.into());
    }
}

/// A check is over before the next one begins, and asks what its protocol can answer.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let (interval, timeout) =
        (inputs.int("health_check_interval_seconds"), inputs.int("health_check_timeout_seconds"));
    if let (Some(interval), Some(timeout)) = (interval, timeout)
        && timeout >= interval
    {
        problems.report(
            "health_check_timeout_seconds",
            format!("{timeout} s are not less than the {interval} s between two checks"),
            "shorten the timeout, or lengthen `health_check_interval_seconds`",
        );
    }
    let check = inputs.text("health_check_protocol");
    if check == Some("TCP") {
        if let (Some(true), Some(protocol)) = (is_of_application(inputs.0), inputs.text("protocol")) {
            problems.report(
                "health_check_protocol",
                format!("a group whose protocol is {protocol} is not checked by TCP"),
                "choose `HTTP` or `HTTPS`, and a path that answers",
            );
        }
        for name in ["health_check_path", "matcher"].iter().filter(|name| inputs.is_set(name)) {
            problems.report(
                *name,
                "a check by TCP asks for no path and gets no code",
                "set `health_check_protocol` to `HTTP`, or leave it out",
            );
        }
    }
    check_matcher(inputs, problems);
}

fn check_matcher(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(matcher) = inputs.block("matcher") else { return };
    let wanted = match inputs.text("protocol_version") {
        Some("GRPC") => "grpc_code",
        _ if inputs.is_set("protocol_version") || is_of_application(inputs.0).is_some() => "http_code",
        _ => return,
    };
    let (other, hint) = match wanted {
        "grpc_code" => ("http_code", "write `Matcher::grpc(\"12\")`"),
        _ => ("grpc_code", "write `Matcher::http(\"200\")`"),
    };
    if matcher.is_set(other) || !matcher.is_set(wanted) {
        problems.report("matcher", format!("needs `{wanted}`, and nothing else"), hint);
    }
}
