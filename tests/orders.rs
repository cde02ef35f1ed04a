//! Pairs of programs that want the same names and places for other resources: some of those that `cargo xtask orders` tries.

use ironwright::testkit::orders::{Broken, order};

#[test]
fn a_world_goes_from_each_program_to_the_next() {
    let broken: Vec<Broken> = (0..120).filter_map(|seed| order(seed).err()).collect();
    let count = broken.len();
    if let Some(first) = broken.into_iter().next() {
        panic!("{count} of 120 pairs broke; the first: {}", first.made_smaller());
    }
}
