use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Block, Outputs, Resource};

/// A thing.
#[derive(Block)]
struct Thing {
    /// What it is called.
    #[input(immutable)]
    name: Input<String>,
}

/// A part.
#[derive(Block)]
struct Part {
    /// How many.
    #[input(range = 1..)]
    count: Input<u32>,
}

/// A box.
#[derive(Resource)]
#[resource(kind = "any.Box", id = "box-{hex:8}", outputs = BoxOutputs)]
struct Box {
    /// What it is called.
    name: Input<String>,
    options: Options,
}

/// What a box gives back.
#[derive(Outputs)]
struct BoxOutputs {
    /// Its id.
    id: String,
}

/// What another gives back.
#[derive(Outputs)]
struct OtherOutputs {
    /// Its id.
    #[output(sometimes)]
    id: Output<String>,
}

fn main() {}
