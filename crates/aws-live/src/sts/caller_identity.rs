//! `sts.CallerIdentity` on AWS: whose credentials these are was asked before anything else, so that nothing is called.

use ironwright_aws::sts::{CallerIdentity, CallerIdentityOutputs};
use ironwright_core::look_up::{Found, Query};

use crate::handler::LookedUp;
use crate::handler::prelude::*;

impl LookedUp for CallerIdentity {
    const LOOK_UP: Actions = &[];

    async fn look_up(aws: &Calls<'_>, _: &Query) -> Result<Vec<Found>> {
        let place = aws.place();
        let observed = Properties::default()
            .with(CallerIdentityOutputs::ACCOUNT, &place.account)
            .with(CallerIdentityOutputs::REGION, &place.region)
            .with(CallerIdentityOutputs::PARTITION, &place.partition);
        Ok(vec![Found { id: place.account.as_str().into(), observed: observed.into_map() }])
    }
}
