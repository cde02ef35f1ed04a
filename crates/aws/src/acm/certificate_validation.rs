//! `acm.CertificateValidation`

use std::time::Duration;

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::CertificateArn;

/// The wait until a certificate is issued: until AWS has seen the records that show whose its domains are.
///
/// Nothing is made for it, and nothing is deleted with it. Whatever takes a certificate may take this in its place, and
/// then comes after the wait. Let it come after the records with `depends_on`.
///
/// ```
/// use ironwright::aws::acm::{Certificate, CertificateValidation};
/// use ironwright::aws::elbv2::{Action, Listener};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let certificate = stack.add("web", Certificate::new("example.com"));
/// let issued = stack.add("web", CertificateValidation::new(&certificate));
/// let load_balancer = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/web/50dc6c495c0c9188";
/// let group = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/web/73e2d6bc24d8a067";
/// stack.add("https", Listener::https(load_balancer, 443u16, &issued).default_action(Action::forward(group)));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "acm.CertificateValidation",
    id = "{certificate_arn}",
    outputs = CertificateValidationOutputs,
    page = "https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html",
    unique = [["certificate_arn"]],
    adopted,
    ready_when = "issued",
    behaviour = TakesItsTime,
    yields(CertificateArn = certificate_arn)
)]
pub struct CertificateValidation {
    /// The certificate.
    #[input(
        replaces,
        length = 20..=2048,
        pattern(r"arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:[0-9]+:[\w+=,.@-]+(/[\w+=,.@-]+)*", "the ARN of a certificate")
    )]
    certificate_arn: Input<CertificateArn>,
    options: Options,
}

/// What AWS gives back of a [`CertificateValidation`].
#[derive(Outputs, Debug)]
pub struct CertificateValidationOutputs {
    /// The certificate, issued.
    pub certificate_arn: Output<CertificateArn>,
}

/// AWS looks for the records every few minutes.
struct TakesItsTime;

impl Behaviour for TakesItsTime {
    fn choose_id(&self, world: &mut dyn World, inputs: &Map) -> Result<Option<String>, Refusal> {
        let arn = inputs.get("certificate_arn").and_then(Value::as_text).unwrap_or_default();
        let region = arn.split(':').nth(3).unwrap_or_default();
        if region == world.region() && world.properties("acm.Certificate", arn).is_none() {
            let message = format!("Could not find certificate {arn}.");
            return Err(Refusal::new("ResourceNotFoundException", message));
        }
        Ok(Some(arn.to_owned()))
    }

    fn settling_time(&self, _: &Map) -> Duration {
        Duration::from_mins(3)
    }
}
