//! AWS Systems Manager's kinds, and the values that others are made with.

mod parameter;

mod api;
mod value;

pub(crate) use api::{Connected, SSM as SERVICE};
pub(crate) use value::{GET as GET_VALUE, value};
