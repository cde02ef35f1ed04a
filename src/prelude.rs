//! What nearly every program uses.

pub use crate::Result;
pub use ironwright_core::{Cidr, Declare, Declared, Input, Output, Secret, Settings, Stack, all, cidr, text};
pub use ironwright_macros::Settings;
