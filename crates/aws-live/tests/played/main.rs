//! Parts of AWS that no server for tests plays: what takes its time, what somebody else has done, how AWS refuses.

mod player;

mod acls;
mod certificate;
mod db_instance;
mod groups;
mod holding;
mod load_balancer;
mod managed_policies;
mod nat_gateway;
mod rotation;
mod routing;
mod service;
mod values;
