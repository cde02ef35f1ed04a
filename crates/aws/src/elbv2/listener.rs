//! `elbv2.Listener`

use ironwright_core::check::{Inputs as Known, Problems, Together};
use ironwright_core::{Diagnostics, Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::action::{self, Action};
use super::{LoadBalancerArn, Protocol};
use crate::acm::CertificateArn;

ironwright_core::references! {
    /// The ARN of a listener,
    /// `arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`.
    ListenerArn = "elbv2.Listener" . "arn";
}

ironwright_core::choices! {
    /// Which protocols a TLS listener offers to speak inside.
    AlpnPolicy {
        /// HTTP/1.1 and no other.
        Http1Only = "HTTP1Only",
        /// HTTP/2 and no other.
        Http2Only = "HTTP2Only",
        /// HTTP/1.1, and HTTP/2 where a client cannot do otherwise.
        Http2Optional = "HTTP2Optional",
        /// HTTP/2, and HTTP/1.1 where a client cannot do otherwise.
        Http2Preferred = "HTTP2Preferred",
        /// Nothing is said of it.
        None = "None",
    }
}

/// A port of a load balancer, and what is done with requests that come there.
///
/// A [`ListenerRule`](super::ListenerRule) does something else with some of them. Whatever uses a target group that it
/// forwards to, as a service of ECS, comes after the listener: before it, no load balancer uses the group.
///
/// ```
/// use ironwright::aws::elbv2::{Action, Listener, LoadBalancer, Protocol, TargetGroup};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let load_balancer = LoadBalancer::application("web", ["subnet-3127ba5d9c4651980", "subnet-0a1b2c3d4e5f60718"]);
/// let load_balancer = stack.add("web", load_balancer);
/// let web = stack.add("web", TargetGroup::ip("web", Protocol::Http, 8080u16, "vpc-1a2743d115d4dd2b1"));
/// stack.add("http", Listener::http(&load_balancer, 80u16).default_action(Action::redirect_to_https()));
/// let certificate = "arn:aws:acm:eu-west-2:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b";
/// stack.add("https", Listener::https(&load_balancer, 443u16, certificate).default_action(Action::forward(&web)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.Listener",
    id = "arn:aws:elasticloadbalancing:{region}:{account}:listener/app/{hex:8}/{hex:16}/{hex:16}",
    outputs = ListenerOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html",
    cloudformation = "AWS::ElasticLoadBalancingV2::Listener",
    unique = [["load_balancer_arn", "port"]],
    completes = ["default_actions"],
    check = check,
    check_together = check_together,
    yields(ListenerArn = arn)
)]
pub struct Listener {
    /// The load balancer.
    #[input(replaces)]
    load_balancer_arn: Input<LoadBalancerArn>,
    /// The protocol that clients speak: `HTTP` and `HTTPS` of an application load balancer.
    protocol: Input<Protocol>,
    /// The port, which no other listener of the load balancer has.
    #[input(range = 1..=65535)]
    port: Input<u16>,
    /// What is done with a request that no rule is for: one action.
    #[input(each = default_action)]
    default_actions: Vec<Action>,
    /// The certificate that clients see unless they ask for another one's host, for `HTTPS` and `TLS`. Others are added
    /// by [`ListenerCertificate`](super::ListenerCertificate).
    #[input(cloudformation = "Certificates")]
    certificate_arn: Option<Input<CertificateArn>>,
    /// Which protocols and ciphers are offered, for `HTTPS` and `TLS`: the name of one of AWS's policies.
    ssl_policy: Option<Input<String>>,
    /// Which protocols are offered inside, for `TLS`.
    alpn_policy: Option<Input<AlpnPolicy>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Listener`].
#[derive(Outputs, Debug)]
pub struct ListenerOutputs {
    /// The listener's ARN.
    #[output("{id}")]
    pub arn: Output<ListenerArn>,
    /// The port.
    #[output(volatile)]
    pub port: Output<u16>,
}

/// What a listener speaks that has a certificate, unless it says otherwise: TLS 1.2 and 1.3.
const SSL_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

impl Listener {
    /// A listener of an application load balancer, without encryption.
    #[track_caller]
    pub fn http(load_balancer_arn: impl Into<Input<LoadBalancerArn>>, port: impl Into<Input<u16>>) -> Self {
        Self::new(load_balancer_arn, Protocol::Http, port)
    }

    /// A listener of an application load balancer that speaks TLS 1.2 and 1.3.
    #[track_caller]
    pub fn https(
        load_balancer_arn: impl Into<Input<LoadBalancerArn>>,
        port: impl Into<Input<u16>>,
        certificate_arn: impl Into<Input<CertificateArn>>,
    ) -> Self {
        Self::new(load_balancer_arn, Protocol::Https, port)
            .certificate_arn(certificate_arn)
            .ssl_policy(SSL_POLICY)
    }

    /// A listener of a network load balancer, which passes on what comes.
    #[track_caller]
    pub fn tcp(load_balancer_arn: impl Into<Input<LoadBalancerArn>>, port: impl Into<Input<u16>>) -> Self {
        Self::new(load_balancer_arn, Protocol::Tcp, port)
    }

    /// A listener of a network load balancer that speaks TLS 1.2 and 1.3.
    #[track_caller]
    pub fn tls(
        load_balancer_arn: impl Into<Input<LoadBalancerArn>>,
        port: impl Into<Input<u16>>,
        certificate_arn: impl Into<Input<CertificateArn>>,
    ) -> Self {
        Self::new(load_balancer_arn, Protocol::Tls, port)
            .certificate_arn(certificate_arn)
            .ssl_policy(SSL_POLICY)
    }
}

fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    action::check("default_actions", inputs, problems);
    let Some(protocol) = inputs.text("protocol") else { return };
    action::check_protocol("default_actions", protocol, inputs, problems);
    let encrypted = ["HTTPS", "TLS"].contains(&protocol);
    if encrypted && !inputs.is_set("certificate_arn") {
        problems.report(
            "certificate_arn",
            format!("is missing, and the listener's protocol is {protocol}"),
            "write `.certificate_arn(&certificate)`",
        );
    }
    check_region(inputs, problems);
    for (name, fits, what) in [
        ("certificate_arn", encrypted, "`HTTPS` and `TLS`"),
        ("ssl_policy", encrypted, "`HTTPS` and `TLS`"),
        ("alpn_policy", protocol == "TLS", "`TLS`"),
    ] {
        if !fits && inputs.is_set(name) {
            problems.report(
                name,
                format!("is for {what}, and the listener's protocol is {protocol}"),
                "leave it out, or choose another protocol",
            );
        }
    }
}

/// A load balancer takes certificates of its own region. Of ARNs that are not known yet nothing is told.
fn check_region(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let region = |name: &str| inputs.text(name)?.split(':').nth(3);
    if let (Some(certificate), Some(balancer)) = (region("certificate_arn"), region("load_balancer_arn"))
        && !certificate.is_empty()
        && certificate != balancer
    {
        problems.report(
            "certificate_arn",
            format!("the certificate is in {certificate}, and the load balancer in {balancer}"),
            "request a certificate in the load balancer's region: ACM's are of one region each",
        );
    }
}

/// A listener fits its load balancer, and its target groups fit the listener.
fn check_together(listeners: &Together<'_>, found: &mut Diagnostics) {
    for listener in &listeners.resources {
        let mut problems = Problems::new(listener.address, listener.place, found);
        let Some(protocol) = listener.inputs.text("protocol") else { continue };
        let application = ["HTTP", "HTTPS"].contains(&protocol);
        let balancer = listener.inputs.reference("load_balancer_arn").map(|balancer| &balancer.address);
        let of_balancer = balancer.and_then(|address| (listeners.inputs_of)(address)).map(Known);
        if let (Some(balancer), Some(kind)) = (balancer, of_balancer.and_then(|inputs| inputs.text("type")))
            && (kind == "application") != application
        {
            problems.report(
                "protocol",
                format!("{balancer} is of type `{kind}`, which has no listeners of {protocol}"),
                "`HTTP` and `HTTPS` are for application load balancers, the others for network load balancers",
            );
        }
        for (path, action) in listener.inputs.blocks("default_actions", None) {
            let Some(forward) = action.block("forward_config") else { continue };
            for (group_path, group) in forward.blocks("target_groups", None) {
                let Some(group) = group.reference("target_group_arn").map(|group| &group.address) else {
                    continue;
                };
                let of_group = (listeners.inputs_of)(group).map(Known);
                let Some(of_group) = of_group.and_then(|inputs| inputs.text("protocol")) else { continue };
                if ["HTTP", "HTTPS"].contains(&of_group) != application {
                    problems.report(
                        format!("{path}.forward_config.{group_path}.target_group_arn"),
                        format!("{group} has the protocol {of_group}, and the listener {protocol}"),
                        "give both a protocol of the same sort of load balancer",
                    );
                }
            }
        }
    }
}
