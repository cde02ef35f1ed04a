//! Amazon EFS' kinds.

mod access_point;
mod file_system;
mod mount_target;

mod api;

pub(crate) use api::{Connected, EFS as SERVICE};
