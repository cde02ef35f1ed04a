//! `sts.CallerIdentity`: looked up, never declared.

use ironwright_core::behaviour::{Behaviour, World};
use ironwright_core::look_up::{Found, Query};
use ironwright_core::{LookUp, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

/// The account and region in which a run acts.
///
/// ```
/// use ironwright::aws::sts::CallerIdentity;
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let here = stack.look_up("here", CallerIdentity::current());
/// stack.output("registry", text!("{}.dkr.ecr.{}.amazonaws.com", here.account, here.region));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "sts.CallerIdentity",
    id = "{account}",
    outputs = CallerIdentityOutputs,
    page = "https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html",
    looked_up,
    behaviour = OfWorld
)]
pub struct CallerIdentity {
    options: Options,
}

/// What AWS tells of the [`CallerIdentity`].
#[derive(Outputs, Debug)]
pub struct CallerIdentityOutputs {
    /// The account's number.
    #[output("{account}")]
    pub account: Output<String>,
    /// The region's name.
    #[output("{region}")]
    pub region: Output<String>,
    /// The first part of ARNs there, `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: Output<String>,
}

impl CallerIdentity {
    /// Looks for whom the credentials at hand are of.
    pub fn current() -> LookUp<Self> {
        LookUp::the_only_one()
    }
}

/// A rehearsal knows where it is.
struct OfWorld;

impl Behaviour for OfWorld {
    fn provided(&self, world: &dyn World, _: &Query) -> Vec<Found> {
        let partition = match world.region() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        };
        let observed = Map::from([
            (CallerIdentityOutputs::ACCOUNT.into(), Value::text(world.account())),
            (CallerIdentityOutputs::REGION.into(), Value::text(world.region())),
            (CallerIdentityOutputs::PARTITION.into(), Value::text(partition)),
        ]);
        vec![Found { id: world.account().into(), observed }]
    }
}
