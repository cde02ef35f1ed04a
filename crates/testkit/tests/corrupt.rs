//! A few mutations of every kind; `cargo xtask corrupt` tries as many as one likes.

use std::collections::BTreeSet;

use ironwright_testkit::corrupt::{Corruption, Kind, Outcome};

#[test]
fn every_mutation_is_noticed_and_what_is_whole_comes_back() {
    let notes = tempfile::tempdir().expect("a folder");
    let corruption = Corruption::prepare(notes.path()).expect("stores");
    let tried: Vec<_> = (0..300).map(|seed| (seed, corruption.attempt(seed))).collect();
    let broken: Vec<_> = tried.iter().filter(|(_, tried)| tried.is_err()).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    let seen = |kind: Kind| -> BTreeSet<Outcome> {
        tried
            .iter()
            .flat_map(|(_, tried)| tried)
            .filter(|tried| tried.kind == kind)
            .map(|it| it.outcome)
            .collect()
    };
    for kind in [Kind::Flipped, Kind::Cut, Kind::Spliced, Kind::Old, Kind::Foreign] {
        assert!(seen(kind).contains(&Outcome::Restored), "{kind}: {:?}", seen(kind));
    }
    assert!(seen(Kind::Old).contains(&Outcome::NotAsSeen), "{:?}", seen(Kind::Old));
    assert!(seen(Kind::Newer).contains(&Outcome::NewerVersion), "{:?}", seen(Kind::Newer));
}
