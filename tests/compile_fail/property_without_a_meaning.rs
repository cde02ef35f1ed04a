use ironwright_core::Input;
use ironwright_macros::Block;

/// A thing.
#[derive(Block)]
struct Thing {
    name: Input<String>,
}

fn main() {}
