//! A moment of a cloud, kept: so that a thousand trials can begin with the same world without building it again.

use std::time::Duration;

use tokio::time::Instant;

use crate::late::UnderWay;
use crate::world::World;

/// What exists in a rehearsal and what is under way, at one moment. It may be thawed on another clock than it was frozen
/// on: whatever was to happen some time later happens that much later.
#[derive(Clone)]
pub struct Frozen {
    world: World,
    late: UnderWay,
    at: Instant,
}

impl Frozen {
    pub(crate) fn new(world: &World, late: &UnderWay) -> Self {
        Self { world: world.clone(), late: late.clone(), at: Instant::now() }
    }

    pub(crate) fn thaw(&self) -> (World, UnderWay) {
        let (mut world, mut late, now) = (self.world.clone(), self.late.clone(), Instant::now());
        let to = |then: Instant| {
            // What was over is over.
            let left = then.checked_duration_since(self.at).unwrap_or(Duration::ZERO);
            now.checked_add(left).unwrap_or(now)
        };
        world.move_clock(to);
        late.move_clock(to);
        (world, late)
    }
}

impl std::fmt::Debug for Frozen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Frozen({} objects)", self.world.len())
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::stack::Location;
    use ironwright_engine::Cloud as _;
    use tokio::time::sleep;

    use super::*;
    use crate::{Fault, Rehearsal, Verb};

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_lands_in_every_thawed_cloud_after_the_time_that_was_left() {
        let location = Location { account: "123456789012".into(), region: "eu-west-2".into() };
        let cloud = Rehearsal::in_memory(location, ironwright_aws::registry());
        let kind = ironwright_aws::registry().get("ec2.Vpc").expect("a kind");
        cloud.fail(Fault::new(Verb::Create, "*").landing_after(Duration::from_secs(10)));
        let request = ironwright_engine::cloud::CreateRequest {
            stack: "test".into(),
            address: "ec2.Vpc.main".parse().expect("an address"),
            kind,
            inputs: [("cidr_block".into(), "10.0.0.0/16".into())].into_iter().collect(),
            token: "t".into(),
        };
        cloud.create(&request).await.expect_err("nobody answers");
        sleep(Duration::from_secs(4)).await;
        let frozen = cloud.freeze();
        sleep(Duration::from_mins(1)).await;
        for _ in 0..2 {
            let thawed = Rehearsal::thaw(&frozen);
            sleep(Duration::from_secs(5)).await;
            assert!(thawed.objects().is_empty(), "one second is left");
            sleep(Duration::from_secs(1)).await;
            assert!(!thawed.objects().is_empty());
        }
    }
}
