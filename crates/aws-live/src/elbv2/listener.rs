//! `elbv2.Listener` on AWS.
//!
//! `CreateListener` has no token, but a load balancer has one listener a port. Where there is one that is just as asked for,
//! AWS gives it back as if it had made it: so the port is looked at first, and a listener that is there is ours only when
//! its tag says so.

use aws_sdk_elasticloadbalancingv2::types::{Certificate, Listener as Listed, Tag as ElbTag};
use ironwright_aws::elbv2::Listener;

use super::actions::{from_actions, to_actions};
use super::api::{ByArn, ELBV2, TAGS, to_tags, with_tags};
use super::listeners::{self, DESCRIBE, at_port};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const MODIFY: Action = ELBV2.action("ModifyListener");

/// A listener with its tags.
type Described = (Listed, Vec<ElbTag>);

on_aws!(Listener as AsTagged);

impl Tagged for Listener {
    type Described = Described;
    type Tags = ByArn;

    const ID: fn(&Described) -> Option<&str> = |(listener, _)| listener.listener_arn();
    const READ: Action = DESCRIBE;
    const ALSO_READ: Actions = &[TAGS];
    const CREATE: Action = ELBV2.action("CreateListener");
    const ALSO_CREATE: Actions = &[Self::READ];
    const UPDATE: Actions = &[MODIFY];
    const DELETE: Action = ELBV2.action("DeleteListener");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => listeners::described(aws, ids(resources)).await?,
            Which::MadeBy(request) => at_port(aws, &request.inputs).await?,
        };
        with_tags(aws, which, listed, Listed::listener_arn).await
    }

    fn observe(_: &Calls<'_>, (listener, tags): &Described, _: &Map) -> Properties {
        let certificate = listener.certificates().first().and_then(Certificate::certificate_arn);
        Properties::default()
            .with(Self::LOAD_BALANCER_ARN, listener.load_balancer_arn())
            .with(Self::PROTOCOL, listener.protocol())
            .with(Self::PORT, listener.port())
            .with_list(Self::DEFAULT_ACTIONS, from_actions(listener.default_actions()))
            .with(Self::CERTIFICATE_ARN, certificate)
            .with(Self::SSL_POLICY, listener.ssl_policy().filter(|policy| !policy.is_empty()))
            .with(Self::ALPN_POLICY, listener.alpn_policy().first().cloned())
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        if !at_port(aws, inputs).await?.is_empty() {
            let port = number(inputs, Self::PORT).unwrap_or_default();
            return Err(exists_already(Self::CREATE, &format!("a listener on port {port}")));
        }
        let send = || {
            aws.elbv2()
                .create_listener()
                .set_load_balancer_arn(text(inputs, Self::LOAD_BALANCER_ARN))
                .set_protocol(text(inputs, Self::PROTOCOL))
                .set_port(number(inputs, Self::PORT))
                .set_default_actions(Some(to_actions(inputs, Self::DEFAULT_ACTIONS)))
                .set_certificates(to_certificates(inputs))
                .set_ssl_policy(text(inputs, Self::SSL_POLICY))
                .set_alpn_policy(text(inputs, Self::ALPN_POLICY).map(|policy| vec![policy]))
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        Made::named(Self::CREATE, answer.listeners().first().and_then(Listed::listener_arn))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let (wanted, differs) = (change.wanted, |name| change.of(name).is_some());
        if !IN_THE_CALL.iter().any(|name| differs(name)) {
            return Ok(());
        }
        let send = || {
            aws.elbv2()
                .modify_listener()
                .listener_arn(change.id)
                .set_protocol(text(wanted, Self::PROTOCOL))
                .set_port(number(wanted, Self::PORT))
                .set_default_actions(
                    differs(Self::DEFAULT_ACTIONS).then(|| to_actions(wanted, Self::DEFAULT_ACTIONS)),
                )
                .set_certificates(to_certificates(wanted))
                .set_ssl_policy(text(wanted, Self::SSL_POLICY))
                .set_alpn_policy(text(wanted, Self::ALPN_POLICY).map(|policy| vec![policy]))
                .send()
        };
        aws.call(MODIFY, send).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.elbv2().delete_listener().listener_arn(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

/// What one `ModifyListener` can set.
const IN_THE_CALL: &[&str] = &[
    Listener::PROTOCOL,
    Listener::PORT,
    Listener::DEFAULT_ACTIONS,
    Listener::CERTIFICATE_ARN,
    Listener::SSL_POLICY,
    Listener::ALPN_POLICY,
];

fn to_certificates(inputs: &Map) -> Option<Vec<Certificate>> {
    let arn: String = text(inputs, Listener::CERTIFICATE_ARN)?;
    Some(vec![Certificate::builder().certificate_arn(arn).build()])
}
