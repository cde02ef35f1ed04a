//! Death at every moment, in the few ways that a debug build has time for: `cargo xtask crash` tries all.

use ironwright::testkit::crash::{Choice, USUAL, stories};

#[test]
fn some_of_all_schedules_end_well() {
    let choice = Choice { every: 89, twice: true, only: None, fail_fast: false };
    let (mut tried, mut broken) = (0, Vec::new());
    for story in stories(USUAL).expect("every story ends well when nothing happens") {
        for death in 0..story.deaths() {
            let crashed = story.crash(death, &choice);
            tried += crashed.once + crashed.twice;
            broken.extend(crashed.broken);
        }
    }
    assert!(tried > 100, "{tried} schedules");
    assert!(broken.is_empty(), "{} of {tried}; the first: {}", broken.len(), broken[0]);
}
