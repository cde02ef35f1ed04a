//! Amazon EC2's kinds.

mod default_route_table;
mod eip;
mod internet_gateway;
mod nat_gateway;
mod network_acl;
mod network_acl_association;
mod network_acl_rule;
mod route;
mod route_table;
mod route_table_association;
mod security_group;
mod security_group_rule;
mod subnet;
mod vpc;

mod acls;
mod api;
mod blockers;
mod entries;
mod groups;
mod nat_stage;
mod tables;
mod traffic;
mod vpcs;

pub(crate) use api::{Connected, EC2 as SERVICE};
