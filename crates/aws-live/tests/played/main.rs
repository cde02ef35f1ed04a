//! Parts of AWS that no server for tests plays: what takes its time, what somebody else has done, how AWS refuses.

mod player;

mod acls;
mod groups;
mod holding;
mod nat_gateway;
mod routing;
mod service;
