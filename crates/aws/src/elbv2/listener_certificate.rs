//! `elbv2.ListenerCertificate`

use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::ListenerArn;
use crate::acm::CertificateArn;

/// A further certificate of a listener, which clients see that ask for its host.
///
/// ```
/// use ironwright::aws::elbv2::ListenerCertificate;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let listener = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
/// let certificate = "arn:aws:acm:eu-west-2:123456789012:certificate/1f2e3d4c-5b6a-4789-8a9b-0c1d2e3f4a5b";
/// stack.add("shop", ListenerCertificate::new(listener, certificate));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "elbv2.ListenerCertificate",
    id = "{listener_arn}|{certificate_arn}",
    outputs = ListenerCertificateOutputs,
    page = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    cloudformation = "AWS::ElasticLoadBalancingV2::ListenerCertificate",
    unique = [["listener_arn", "certificate_arn"]],
)]
pub struct ListenerCertificate {
    /// The listener, whose protocol is `HTTPS` or `TLS`.
    #[input(replaces)]
    listener_arn: Input<ListenerArn>,
    /// The certificate.
    #[input(replaces, cloudformation = "Certificates")]
    certificate_arn: Input<CertificateArn>,
    options: Options,
}

/// What AWS gives back of a [`ListenerCertificate`].
#[derive(Outputs, Debug)]
pub struct ListenerCertificateOutputs {
    /// The certificate.
    pub certificate_arn: Output<CertificateArn>,
}
