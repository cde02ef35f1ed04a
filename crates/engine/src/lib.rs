//! The engine: everything that awaits. It refreshes, plans, applies and recovers, and knows no cloud by name.
//!

pub mod cloud;

pub use cloud::Cloud;
