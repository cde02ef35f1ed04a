//! How a client comes to the same target again.

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

use super::target_group::is_of_application;

ironwright_core::choices! {
    /// How a client is known again.
    StickinessType {
        /// By a cookie of the load balancer's.
        LbCookie = "lb_cookie",
        /// By a cookie of the application's.
        AppCookie = "app_cookie",
        /// By its address, behind a network load balancer.
        SourceIp = "source_ip",
    }
}

/// Sends a client to the same target again.
///
/// ```
/// use ironwright::aws::elbv2::Stickiness;
/// let an_hour = Stickiness::lb_cookie(3600u32);
/// let session = Stickiness::app_cookie("SESSION", 86_400u32);
/// # let _ = (an_hour, session);
/// ```
#[derive(Block, Clone, Debug)]
pub struct Stickiness {
    /// How a client is known again.
    r#type: Input<StickinessType>,
    /// Whether it is.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
    /// Seconds that the load balancer's cookie holds: 1 to 604800. A day unless it is set.
    #[input(range = 1..=604_800)]
    lb_cookie_duration_seconds: Option<Input<u32>>,
    /// The name of the application's cookie.
    app_cookie_cookie_name: Option<Input<String>>,
    /// Seconds for which a client is known by the application's cookie: 1 to 604800. A day unless it is set.
    #[input(range = 1..=604_800)]
    app_cookie_duration_seconds: Option<Input<u32>>,
}

impl Stickiness {
    /// Knows a client by a cookie of the load balancer's, for so many seconds.
    #[track_caller]
    pub fn lb_cookie(duration_seconds: impl Into<Input<u32>>) -> Self {
        Self::new(StickinessType::LbCookie).lb_cookie_duration_seconds(duration_seconds)
    }

    /// Knows a client by a cookie of the application's, for so many seconds.
    #[track_caller]
    pub fn app_cookie(name: impl Into<Input<String>>, duration_seconds: impl Into<Input<u32>>) -> Self {
        Self::new(StickinessType::AppCookie)
            .app_cookie_cookie_name(name)
            .app_cookie_duration_seconds(duration_seconds)
    }

    /// Knows a client by its address, behind a network load balancer.
    #[track_caller]
    pub fn source_ip() -> Self {
        Self::new(StickinessType::SourceIp)
    }
}

/// Names that the load balancer's own cookies have.
const RESERVED: &str = "AWSALB";

/// Application load balancers know cookies, network load balancers addresses.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(stickiness) = inputs.block("stickiness") else { return };
    let Some(kind) = stickiness.text("type") else { return };
    if let (Some(application), Some(protocol)) = (is_of_application(inputs.0), inputs.text("protocol"))
        && application != (kind != "source_ip")
    {
        problems.report(
            "stickiness.type",
            format!("`{kind}` does not go with the group's protocol, {protocol}"),
            "take a cookie with `HTTP` and `HTTPS`, and `source_ip` with the others",
        );
    }
    let of = |name: &str| name.starts_with(kind);
    let cookies = ["lb_cookie_duration_seconds", "app_cookie_cookie_name", "app_cookie_duration_seconds"];
    for name in cookies.iter().filter(|name| stickiness.is_set(name) && !of(name)) {
        problems.report(
            format!("stickiness.{name}"),
            format!("does not go with `{kind}`"),
            "leave it out, or choose another type",
        );
    }
    if kind == "app_cookie" {
        let name = stickiness.text("app_cookie_cookie_name");
        if !stickiness.is_set("app_cookie_cookie_name") {
            problems.report(
                "stickiness.app_cookie_cookie_name",
                "is the application's cookie, and not set",
                "write `Stickiness::app_cookie(\"SESSION\", 86_400u32)`",
            );
        } else if let Some(name) = name.filter(|name| name.starts_with(RESERVED)) {
            problems.report(
                "stickiness.app_cookie_cookie_name",
                format!("{name:?} begins as the load balancer's own cookies do"),
                "take a cookie that the application sets",
            );
        }
    }
}
