//! `ec2.AvailabilityZones`: looked up, never declared.

use ironwright_core::behaviour::{Behaviour, World};
use ironwright_core::look_up::{Found, Query};
use ironwright_core::{Input, LookUp, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

/// The availability zones of the region that the account can use now.
///
/// ```
/// use ironwright::aws::ec2::{AvailabilityZones, Subnet, Vpc};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let zones = stack.look_up("zones", AvailabilityZones::available());
/// let vpc = stack.add("main", Vpc::new(cidr("10.0.0.0/16")));
/// for at in 0..2_u8 {
///     let subnet = Subnet::new(&vpc, vpc.cidr_block.subnet(8, at.into())).availability_zone(zones.name(at.into()));
///     stack.add(format!("private-{at}"), subnet);
/// }
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.AvailabilityZones",
    id = "{region}",
    outputs = AvailabilityZonesOutputs,
    page = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html",
    looked_up,
    behaviour = OfRegion
)]
pub struct AvailabilityZones {
    /// How far they can be used, `available`.
    state: Option<Input<String>>,
    options: Options,
}

/// What AWS tells of [`AvailabilityZones`].
#[derive(Outputs, Debug)]
pub struct AvailabilityZonesOutputs {
    /// The region that they are of.
    #[output("{region}")]
    pub region: Output<String>,
    /// Their names in order, `eu-west-2a`. Which zone a name stands for differs from account to account.
    pub names: Output<Vec<String>>,
    /// Their ids in the order of their names, `euw2-az2`, the same in all accounts.
    pub zone_ids: Output<Vec<String>>,
}

impl AvailabilityZones {
    /// All that can be used now. Local zones and wavelength zones are none of them.
    #[track_caller]
    pub fn available() -> LookUp<Self> {
        LookUp::by(Self::STATE, "available")
    }
}

impl AvailabilityZonesOutputs {
    /// The name of one of them, counted from 0; that there are fewer is an error of the plan.
    #[track_caller]
    pub fn name(&self, at: usize) -> Output<String> {
        self.names.try_map(move |names| {
            names.get(at).cloned().ok_or_else(|| {
                format!(
                    "there is no availability zone number {at}, counted from 0: there are {}",
                    names.join(", ")
                )
            })
        })
    }
}

/// In a rehearsal each region has three.
struct OfRegion;

impl Behaviour for OfRegion {
    fn provided(&self, world: &dyn World, _: &Query) -> Vec<Found> {
        let region = world.region();
        let all = |name: &dyn Fn(usize, char) -> String| {
            Value::list(
                ['a', 'b', 'c'].into_iter().enumerate().map(|(at, letter)| Value::text(name(at + 1, letter))),
            )
        };
        // `eu-west-2` is `euw2` in ids.
        let short: String = region.split('-').enumerate().fold(String::new(), |short, (at, part)| {
            short + if at == 0 || part.len() < 2 { part } else { &part[..1] }
        });
        let observed = Map::from([
            (AvailabilityZones::STATE.into(), Value::text("available")),
            (AvailabilityZonesOutputs::REGION.into(), Value::text(region)),
            (AvailabilityZonesOutputs::NAMES.into(), all(&|_, letter| format!("{region}{letter}"))),
            (AvailabilityZonesOutputs::ZONE_IDS.into(), all(&|number, _| format!("{short}-az{number}"))),
        ]);
        vec![Found { id: region.into(), observed }]
    }
}
