//! `ec2.AvailabilityZones` on AWS: looked up, and nothing else.

use aws_sdk_ec2::types::AvailabilityZone;
use ironwright_aws::ec2::{AvailabilityZones, AvailabilityZonesOutputs};
use ironwright_core::look_up::{Found, Query};

use super::api::prelude::*;
use crate::handler::LookedUp;

const LIST: Action = EC2.action("DescribeAvailabilityZones");

impl LookedUp for AvailabilityZones {
    const LOOK_UP: Actions = &[LIST];

    async fn look_up(aws: &Calls<'_>, query: &Query) -> Result<Vec<Found>> {
        let state = query.pattern(Self::STATE).unwrap_or("available");
        let filters = vec![filter("state", [state]), filter("zone-type", ["availability-zone"])];
        let list = || aws.ec2().describe_availability_zones().set_filters(Some(filters.clone()));
        let mut zones = aws.call(LIST, || list().send()).await?.availability_zones.unwrap_or_default();
        zones.sort_by(|a, b| a.zone_name().cmp(&b.zone_name()));
        let region = &aws.place().region;
        let observed = Properties::default()
            .with(Self::STATE, state)
            .with(AvailabilityZonesOutputs::REGION, region)
            .with_list(AvailabilityZonesOutputs::NAMES, zones.iter().filter_map(AvailabilityZone::zone_name))
            .with_list(
                AvailabilityZonesOutputs::ZONE_IDS,
                zones.iter().filter_map(AvailabilityZone::zone_id),
            );
        Ok(vec![Found { id: region.as_str().into(), observed: observed.into_map() }])
    }
}
