//! What nearly every program uses.

pub use crate::Result;
pub use ironwright_cli::LoadSettings;
pub use ironwright_core::{
    AnyResource, Cidr, Declare, Declared, Input, Output, Secret, Settings, Stack, all, choices, cidr, text,
};
pub use ironwright_macros::Settings;
