use ironwright::prelude::*;

struct Colour;

#[derive(Settings)]
struct Wanted {
    /// How many tasks run.
    replicas: u32,
    /// What the front is painted in.
    colour: Colour,
}

fn main() {}
