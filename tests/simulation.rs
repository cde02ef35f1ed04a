//! Random lives of stacks: programs changed at random under random faults, drift and deaths.

use ironwright::testkit::simulate::simulate;

#[test]
fn every_life_of_a_stack_ends_well() {
    let broken: Vec<String> =
        (0..300).filter_map(|seed| simulate(seed).err()).map(|e| e.to_string()).collect();
    assert!(broken.is_empty(), "{} of 300 seeds broke; the first:\n{}", broken.len(), broken[0]);
}

#[test]
fn the_same_seed_is_the_same_life() {
    for seed in [1, 17, 4711] {
        assert_eq!(simulate(seed).expect("a life"), simulate(seed).expect("a life"), "seed {seed}");
    }
}
