//! Amazon RDS' kinds.

mod db_instance;
mod db_parameter_group;
mod db_subnet_group;

mod api;
mod modification;

pub(crate) use api::{Connected, RDS as SERVICE};
