//! What the kinds of EC2 refuse before AWS is asked, and what they let pass.

#[path = "../common/mod.rs"]
mod common;

mod network_acls;
mod networks;
mod routes;
mod security_groups;
