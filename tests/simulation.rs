//! Random lives of stacks: programs changed at random under random faults, drift and deaths.
//!
//! `IRONWRIGHT_SIMULATION=1000..21000 cargo test --release --test simulation -- --nocapture` lives more of them.

use std::ops::Range;
use std::thread;
use std::time::Instant;

use ironwright::testkit::simulate::simulate;

/// The seeds to live: some, unless the environment names others.
fn seeds() -> Range<u64> {
    let named = std::env::var("IRONWRIGHT_SIMULATION").ok();
    named.map_or(0..120, |range| {
        let (from, to) = range.split_once("..").expect("a range, `0..20000`");
        from.parse().expect("a number")..to.parse().expect("a number")
    })
}

#[test]
fn every_life_of_a_stack_ends_well() {
    let (seeds, began) = (seeds(), Instant::now());
    let threads = thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let broken: Vec<String> = thread::scope(|scope| {
        let lives: Vec<_> = (0..threads)
            .map(|thread| {
                let seeds = seeds.clone();
                let mine = seeds.filter(move |seed| seed % threads == thread);
                scope.spawn(move || {
                    mine.filter_map(|seed| simulate(seed).err()).map(|e| e.to_string()).collect()
                })
            })
            .collect();
        lives
            .into_iter()
            .flat_map(|lives| lives.join().unwrap_or_else(|_| vec!["a life panicked".into()]))
            .collect()
    });
    let (count, took) = (seeds.end - seeds.start, began.elapsed());
    println!("{count} seeds in {took:.1?}");
    assert!(broken.is_empty(), "{} of {count} seeds broke; the first:\n{}", broken.len(), broken[0]);
}

#[test]
fn the_same_seed_is_the_same_life() {
    for seed in [1, 17, 4711] {
        assert_eq!(simulate(seed).expect("a life"), simulate(seed).expect("a life"), "seed {seed}");
    }
}
