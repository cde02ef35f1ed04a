//! How fast calls are made: a token bucket for each API action, seeded with the limits that AWS publishes.
//!
//! AWS counts per account, region and action, so a call that is often made slows down no other. When AWS throttles all
//! the same, because somebody else in the account is busy too, the rate is halved; every answer gives some of it back.
//!
//! Where reads are counted together with calls that change something, those go first: a run waits for its changes, and
//! a read may come a little later.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ironwright_engine::cloud::LeastTime;
use tokio::time::{Instant, sleep};

use crate::calls::is_read;

/// How many calls may be made at once, and how many more with each second.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Limit {
    capacity: f64,
    each_second: f64,
}

const fn limit(capacity: u32, each_second: f64) -> Limit {
    Limit { capacity: capacity as f64, each_second }
}

/// Actions that AWS counts together, with their limit.
const PUBLISHED: &[(&[&str], Limit)] = &[
    (&["ec2:AuthorizeSecurityGroupIngress"], limit(50, 5.0)),
    (&["ec2:AuthorizeSecurityGroupEgress"], limit(50, 5.0)),
    (&["ec2:CreateTags"], limit(100, 10.0)),
    (&["ec2:RunInstances"], limit(5, 2.0)),
    (&["ec2:CreateNatGateway"], limit(10, 1.0)),
    (&["ec2:CreateVpcEndpoint"], limit(4, 0.3)),
    (&["ecs:CreateCluster", "ecs:UpdateCluster", "ecs:DeleteCluster"], limit(20, 1.0)),
    (&["ecs:RegisterTaskDefinition", "ecs:DeregisterTaskDefinition"], limit(20, 1.0)),
    (&["ecs:PutClusterCapacityProviders"], limit(10, 1.0)),
    (&["ecs:CreateService", "ecs:UpdateService", "ecs:DeleteService"], limit(50, 5.0)),
    (&["ecs:DescribeServices"], limit(100, 20.0)),
    (&["ecs:DescribeClusters", "ecs:DescribeTaskDefinition", "ecs:ListTaskDefinitions"], limit(50, 20.0)),
    (&["ecs:TagResource", "ecs:UntagResource", "ecs:ListTagsForResource"], limit(20, 10.0)),
    (&["logs:CreateLogGroup"], limit(10, 10.0)),
    (&["logs:DescribeLogGroups"], limit(10, 10.0)),
];

/// Where AWS publishes one limit for all other actions of a service.
fn usual(action: &str) -> Limit {
    match action.split_once(':') {
        Some(("ec2", name)) if name.starts_with("Describe") || name.starts_with("Get") => limit(100, 20.0),
        Some(("ec2", _)) => limit(50, 5.0),
        _ => limit(20, 10.0),
    }
}

/// The slowest that throttling makes us.
const SLOWEST: f64 = 0.1;

/// The pace of all calls of one account and region.
pub(crate) struct Pace {
    buckets: Mutex<HashMap<&'static str, Bucket>>,
    /// Another endpoint than AWS's has limits that nobody has published.
    published: bool,
}

/// What is left of a limit.
pub(crate) struct Bucket {
    limit: Limit,
    each_second: f64,
    left: f64,
    at: Instant,
}

impl Pace {
    /// A pace that keeps to AWS's published limits, or begins without any.
    pub(crate) fn new(published: bool) -> Self {
        Self { buckets: Mutex::default(), published }
    }

    /// Waits until a call may be made.
    pub(crate) async fn take(&self, action: &'static str) {
        if gives_way(action) {
            while let Err(wait) = self.with(action, Bucket::take_what_is_left) {
                sleep(wait).await;
            }
            return;
        }
        let wait = self.with(action, Bucket::take);
        if !wait.is_zero() {
            sleep(wait).await;
        }
    }

    /// How long calls last at least, and for which limit; `None` when they can all be made at once.
    pub(crate) fn least_time(&self, calls: impl Iterator<Item = &'static str>) -> Option<LeastTime> {
        let mut counts: BTreeMap<&'static str, (BTreeMap<&'static str, u32>, Limit)> = BTreeMap::new();
        for action in calls {
            let (name, limit) = self.limit_of(action);
            let (actions, _) = counts.entry(name).or_insert_with(|| (BTreeMap::new(), limit));
            *actions.entry(action).or_default() += 1;
        }
        let times = counts.into_values().filter_map(|(actions, limit)| {
            let calls: u32 = actions.values().sum();
            let late = f64::from(calls) - limit.capacity;
            let time = Duration::try_from_secs_f64(late / limit.each_second).ok()?;
            let names = actions.keys().copied().collect::<Vec<_>>().join(" and ");
            let Limit { capacity, each_second } = limit;
            let because = format!("{names}: {calls} calls, {capacity} at once, then {each_second} a second");
            Some(LeastTime { time, because })
        });
        times.filter(|least| !least.time.is_zero()).max_by_key(|least| least.time)
    }

    /// AWS has taken a call: a slowed pace recovers.
    pub(crate) fn went_well(&self, action: &'static str) {
        self.with(action, |bucket| {
            let published = bucket.limit.each_second;
            bucket.each_second = (bucket.each_second + published / 20.0).min(published);
        });
    }

    /// AWS had too many of a call: the pace is halved, and what was saved up is gone.
    pub(crate) fn was_throttled(&self, action: &'static str) {
        self.with(action, |bucket| {
            bucket.each_second = (bucket.each_second / 2.0).max(SLOWEST);
            bucket.left = bucket.left.min(0.0);
        });
    }

    fn with<T>(&self, action: &'static str, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let (name, limit) = self.limit_of(action);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        act(buckets.entry(name).or_insert_with(|| Bucket::full(limit)))
    }

    /// The limit of an action, under the name of the first of those that are counted together.
    fn limit_of(&self, action: &'static str) -> (&'static str, Limit) {
        let together = PUBLISHED.iter().find(|(actions, _)| actions.contains(&action));
        let name = together.map_or(action, |(actions, _)| actions[0]);
        let limit = match together {
            _ if !self.published => limit(1000, 1000.0),
            Some((_, limit)) => *limit,
            None => usual(action),
        };
        (name, limit)
    }
}

/// Whether an action is a read that AWS counts together with calls that change something.
fn gives_way(action: &str) -> bool {
    let together = PUBLISHED.iter().find(|(actions, _)| actions.contains(&action));
    is_read(action) && together.is_some_and(|(actions, _)| actions.iter().any(|other| !is_read(other)))
}

impl Bucket {
    /// The full bucket that AWS publishes for an action.
    pub(crate) fn published(action: &str) -> Self {
        let together = PUBLISHED.iter().find(|(actions, _)| actions.contains(&action));
        Self::full(together.map_or_else(|| usual(action), |(_, limit)| *limit))
    }

    /// Takes one if there is one.
    pub(crate) fn admits(&mut self) -> bool {
        self.fill();
        let admits = self.left >= 1.0;
        self.left -= f64::from(u8::from(admits));
        admits
    }

    fn full(limit: Limit) -> Self {
        Self { limit, each_second: limit.each_second, left: limit.capacity, at: Instant::now() }
    }

    /// Takes one, on credit if need be: who comes later waits longer.
    fn take(&mut self) -> Duration {
        self.fill();
        self.left -= 1.0;
        Duration::try_from_secs_f64(-self.left / self.each_second).unwrap_or_default()
    }

    /// Takes one if it is there; else says when to come again. What was taken on credit is paid back before.
    fn take_what_is_left(&mut self) -> Result<(), Duration> {
        self.fill();
        // Sums of fractions fall short of a whole by a hair.
        if self.left >= 1.0 - 1e-6 {
            self.left -= 1.0;
            return Ok(());
        }
        let wait = Duration::try_from_secs_f64((1.0 - self.left) / self.each_second).unwrap_or_default();
        Err(wait.max(Duration::from_millis(1)))
    }

    /// Adds what has come in since it was last looked at.
    fn fill(&mut self) {
        let now = Instant::now();
        let more = now.duration_since(self.at).as_secs_f64() * self.each_second;
        (self.left, self.at) = ((self.left + more).min(self.limit.capacity), now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn seconds_for(pace: &Pace, action: &'static str, calls: u32) -> f64 {
        let began = Instant::now();
        for _ in 0..calls {
            pace.take(action).await;
        }
        began.elapsed().as_secs_f64().round()
    }

    #[tokio::test(start_paused = true)]
    async fn calls_beyond_the_capacity_wait_for_their_turn() {
        let pace = Pace::new(true);
        assert!((seconds_for(&pace, "ec2:CreateSubnet", 50).await - 0.0).abs() < 0.5);
        assert!((seconds_for(&pace, "ec2:CreateSubnet", 50).await - 10.0).abs() < 0.5);
        assert!((seconds_for(&pace, "ec2:DescribeSubnets", 100).await - 0.0).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn actions_that_are_counted_together_wait_together() {
        let pace = Pace::new(true);
        seconds_for(&pace, "ecs:CreateService", 50).await;
        assert!((seconds_for(&pace, "ecs:UpdateService", 5).await - 1.0).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_something_goes_before_reads_that_are_counted_with_it() {
        let pace = std::sync::Arc::new(Pace::new(true));
        seconds_for(&pace, "ecs:TagResource", 20).await;
        let began = Instant::now();
        let mut ended = Vec::new();
        // The reads come first, and are served last.
        for action in ["ecs:ListTagsForResource", "ecs:TagResource"] {
            for _ in 0..10 {
                let pace = std::sync::Arc::clone(&pace);
                ended.push((
                    action,
                    tokio::spawn(async move {
                        pace.take(action).await;
                        began.elapsed().as_secs_f64()
                    }),
                ));
            }
            tokio::task::yield_now().await;
        }
        let (mut last_change, mut first_read, mut last_read) = (0.0_f64, f64::MAX, 0.0_f64);
        for (action, task) in ended {
            let after = task.await.expect("it ends");
            if is_read(action) {
                (first_read, last_read) = (first_read.min(after), last_read.max(after));
            } else {
                last_change = last_change.max(after);
            }
        }
        assert!((last_change - 1.0).abs() < 0.05, "{last_change}");
        assert!(first_read > last_change && (last_read - 2.0).abs() < 0.1, "{first_read} {last_read}");
    }

    #[test]
    fn the_least_time_follows_from_the_limit_that_holds_up_most() {
        let pace = Pace::new(true);
        let many = |action: &'static str, calls: usize| std::iter::repeat_n(action, calls);
        let least = pace.least_time(many("ec2:CreateNatGateway", 60).chain(many("ec2:CreateSubnet", 60)));
        let because = "ec2:CreateNatGateway: 60 calls, 10 at once, then 1 a second".to_owned();
        assert_eq!(least, Some(LeastTime { time: Duration::from_secs(50), because }));
        let together = pace.least_time(many("ecs:CreateService", 50).chain(many("ecs:DeleteService", 10)));
        let because =
            "ecs:CreateService and ecs:DeleteService: 60 calls, 50 at once, then 5 a second".to_owned();
        assert_eq!(together, Some(LeastTime { time: Duration::from_secs(2), because }));
        assert_eq!(pace.least_time(many("ec2:CreateNatGateway", 10)), None);
        assert_eq!(Pace::new(false).least_time(many("ec2:CreateNatGateway", 60)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_least_time_is_what_the_calls_then_take() {
        let pace = Pace::new(true);
        let calls = std::iter::repeat_n("ec2:CreateNatGateway", 60);
        let least = pace.least_time(calls).expect("a limit").time.as_secs_f64();
        assert!((seconds_for(&pace, "ec2:CreateNatGateway", 60).await - least).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_halves_the_pace_and_answers_give_it_back() {
        let pace = Pace::new(true);
        pace.was_throttled("ec2:CreateSubnet");
        assert!((seconds_for(&pace, "ec2:CreateSubnet", 25).await - 10.0).abs() < 0.5);
        (0..20).for_each(|_| pace.went_well("ec2:CreateSubnet"));
        assert!((seconds_for(&pace, "ec2:CreateSubnet", 50).await - 10.0).abs() < 0.5);
    }
}
