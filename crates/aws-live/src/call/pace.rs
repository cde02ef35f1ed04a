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

use super::service::{Action, Limit, Service, at_once, is_read};

/// The slowest that throttling makes us.
const SLOWEST: f64 = 0.1;

/// By how much each call that went well makes a slowed pace faster.
const RECOVERY: f64 = 1.05;

/// Refusals within this time are about one burst of calls: to slow down for each would stop us.
const TOGETHER: Duration = Duration::from_secs(1);

/// What AWS counts calls by: the service, and the first of the actions that it counts together.
type Counted = (&'static str, &'static str);

/// The pace of all calls of one account and region.
pub(crate) struct Pace {
    buckets: Mutex<HashMap<Counted, Bucket>>,
    /// Another endpoint than AWS's has limits that nobody has published.
    published: bool,
}

/// What is left of a limit.
pub(crate) struct Bucket {
    limit: Limit,
    each_second: f64,
    left: f64,
    at: Instant,
    /// When the pace was slowed last.
    slowed: Option<Instant>,
}

impl Pace {
    /// A pace that keeps to AWS's published limits, or begins without any.
    pub(crate) fn new(published: bool) -> Self {
        Self { buckets: Mutex::default(), published }
    }

    /// Waits until a call may be made.
    pub(crate) async fn take(&self, action: Action) {
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
    pub(crate) fn least_time(&self, calls: impl Iterator<Item = Action>) -> Option<LeastTime> {
        let mut counts: BTreeMap<Counted, (BTreeMap<String, u32>, Limit)> = BTreeMap::new();
        for action in calls {
            let (counted, limit) = self.limit_of(action);
            let (actions, _) = counts.entry(counted).or_insert_with(|| (BTreeMap::new(), limit));
            *actions.entry(action.to_string()).or_default() += 1;
        }
        let times = counts.into_values().filter_map(|(actions, limit)| {
            let calls: u32 = actions.values().sum();
            let late = f64::from(calls) - limit.capacity;
            let time = Duration::try_from_secs_f64(late / limit.each_second).ok()?;
            let names = actions.into_keys().collect::<Vec<_>>().join(" and ");
            let Limit { capacity, each_second } = limit;
            let because = format!("{names}: {calls} calls, {capacity} at once, then {each_second} a second");
            Some(LeastTime { time, because })
        });
        times.filter(|least| !least.time.is_zero()).max_by_key(|least| least.time)
    }

    /// AWS has taken a call: a slowed pace recovers.
    pub(crate) fn went_well(&self, action: Action) {
        self.with(action, |bucket| {
            bucket.each_second = (bucket.each_second * RECOVERY).min(bucket.limit.each_second);
        });
    }

    /// AWS had too many of a call: the pace is halved, and what was saved up is gone.
    pub(crate) fn was_throttled(&self, action: Action) {
        self.with(action, Bucket::slow_down);
    }

    fn with<T>(&self, action: Action, act: impl FnOnce(&mut Bucket) -> T) -> T {
        let (counted, limit) = self.limit_of(action);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        act(buckets.entry(counted).or_insert_with(|| Bucket::full(limit)))
    }

    /// The limit of an action, and what it is counted by.
    fn limit_of(&self, action: Action) -> (Counted, Limit) {
        let Action { service, name } = action;
        let together = counted_with(service, name);
        let limit = if self.published { published(service, name) } else { at_once(1000).then(1000.0) };
        ((service.prefix, together.map_or(name, |(names, _)| names[0])), limit)
    }
}

/// What AWS counts together with a call, and the limit for it.
fn counted_with(service: &Service, name: &str) -> Option<&'static (&'static [&'static str], Limit)> {
    service.limits.iter().find(|(names, _)| names.contains(&name))
}

fn published(service: &Service, name: &str) -> Limit {
    match counted_with(service, name) {
        Some((_, limit)) => *limit,
        None if is_read(name) => service.reads,
        None => service.writes,
    }
}

/// Whether an action is a read that AWS counts together with calls that change something.
fn gives_way(action: Action) -> bool {
    let together = counted_with(action.service, action.name);
    action.is_read() && together.is_some_and(|(names, _)| names.iter().any(|other| !is_read(other)))
}

impl Bucket {
    /// The full bucket that AWS publishes for a call of a service.
    pub(crate) fn published(service: &Service, name: &str) -> Self {
        Self::full(published(service, name))
    }

    /// Takes one if there is one.
    pub(crate) fn admits(&mut self) -> bool {
        self.fill();
        let admits = self.left >= 1.0;
        self.left -= f64::from(u8::from(admits));
        admits
    }

    fn full(limit: Limit) -> Self {
        let (each_second, left) = (limit.each_second, limit.capacity);
        Self { limit, each_second, left, at: Instant::now(), slowed: None }
    }

    /// Halves the pace, once for all calls that were under way together.
    fn slow_down(&mut self) {
        if self.slowed.is_some_and(|slowed| slowed.elapsed() < TOGETHER) {
            return;
        }
        self.slowed = Some(Instant::now());
        self.each_second = (self.each_second / 2.0).max(SLOWEST);
        self.left = self.left.min(0.0);
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
    use crate::ec2::SERVICE as EC2;
    use crate::ecs::SERVICE as ECS;

    async fn seconds_for(pace: &Pace, action: Action, calls: u32) -> f64 {
        let began = Instant::now();
        for _ in 0..calls {
            pace.take(action).await;
        }
        began.elapsed().as_secs_f64().round()
    }

    #[tokio::test(start_paused = true)]
    async fn calls_beyond_the_capacity_wait_for_their_turn() {
        let pace = Pace::new(true);
        assert!((seconds_for(&pace, EC2.action("CreateSubnet"), 50).await - 0.0).abs() < 0.5);
        assert!((seconds_for(&pace, EC2.action("CreateSubnet"), 50).await - 10.0).abs() < 0.5);
        assert!((seconds_for(&pace, EC2.action("DescribeSubnets"), 100).await - 0.0).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn actions_that_are_counted_together_wait_together() {
        let pace = Pace::new(true);
        seconds_for(&pace, ECS.action("CreateService"), 50).await;
        assert!((seconds_for(&pace, ECS.action("UpdateService"), 5).await - 1.0).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_something_goes_before_reads_that_are_counted_with_it() {
        let pace = std::sync::Arc::new(Pace::new(true));
        seconds_for(&pace, ECS.action("TagResource"), 20).await;
        let began = Instant::now();
        let mut ended = Vec::new();
        // The reads come first, and are served last.
        for action in [ECS.action("ListTagsForResource"), ECS.action("TagResource")] {
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
            if action.is_read() {
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
        let many = |action: Action, calls: usize| std::iter::repeat_n(action, calls);
        let least = pace
            .least_time(many(EC2.action("CreateNatGateway"), 60).chain(many(EC2.action("CreateSubnet"), 60)));
        let because = "ec2:CreateNatGateway: 60 calls, 10 at once, then 1 a second".to_owned();
        assert_eq!(least, Some(LeastTime { time: Duration::from_secs(50), because }));
        let together = pace
            .least_time(many(ECS.action("CreateService"), 50).chain(many(ECS.action("DeleteService"), 10)));
        let because =
            "ecs:CreateService and ecs:DeleteService: 60 calls, 50 at once, then 5 a second".to_owned();
        assert_eq!(together, Some(LeastTime { time: Duration::from_secs(2), because }));
        assert_eq!(pace.least_time(many(EC2.action("CreateNatGateway"), 10)), None);
        assert_eq!(Pace::new(false).least_time(many(EC2.action("CreateNatGateway"), 60)), None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_least_time_is_what_the_calls_then_take() {
        let pace = Pace::new(true);
        let calls = std::iter::repeat_n(EC2.action("CreateNatGateway"), 60);
        let least = pace.least_time(calls).expect("a limit").time.as_secs_f64();
        assert!((seconds_for(&pace, EC2.action("CreateNatGateway"), 60).await - least).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn throttling_halves_the_pace_and_answers_give_it_back() {
        let pace = Pace::new(true);
        pace.was_throttled(EC2.action("CreateSubnet"));
        assert!((seconds_for(&pace, EC2.action("CreateSubnet"), 25).await - 10.0).abs() < 0.5);
        (0..20).for_each(|_| pace.went_well(EC2.action("CreateSubnet")));
        assert!((seconds_for(&pace, EC2.action("CreateSubnet"), 50).await - 10.0).abs() < 0.5);
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_that_is_refused_slows_down_once() {
        let pace = Pace::new(true);
        for _ in 0..40 {
            pace.was_throttled(EC2.action("CreateTags"));
        }
        let each_second = || pace.with(EC2.action("CreateTags"), |bucket| bucket.each_second);
        assert!((each_second() - 5.0).abs() < 1e-9, "{}", each_second());
        sleep(TOGETHER).await;
        pace.was_throttled(EC2.action("CreateTags"));
        assert!((each_second() - 2.5).abs() < 1e-9, "{}", each_second());
    }
}
