//! Parts of AWS that no server for tests plays: what takes its time, what somebody else has done, how AWS refuses.

mod player;

mod acls;
mod certificate;
mod groups;
mod holding;
mod load_balancer;
mod nat_gateway;
mod routing;
mod service;
