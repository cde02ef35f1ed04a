//! What nearly every program uses.

pub use crate::Result;
pub use ironwright_core::{
    Cidr, Declare as _, Declared, Input, Output, Secret, Settings as _, Stack, all, cidr, text,
};
pub use ironwright_macros::Settings;
