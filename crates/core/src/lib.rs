//! The vocabulary and pure decisions of Ironwright: addresses, values, inputs and outputs, stacks and their graph.
//!
//! Nothing here awaits, touches a disk or a network, or knows a cloud. Typed outside, erased once, data between: a
//! program's typed declarations become [`Graph`] nodes whose inputs are [`expression::Expression`]s; from there on
//! everything is data, described by static [`kind::Kind`]s.

// The derives name this crate by its name, here too.
extern crate self as ironwright_core;

pub mod address;
pub mod behaviour;
pub mod builtin;
pub mod check;
mod choices;
pub mod cidr;
mod circles;
pub mod diagnostic;
pub mod diff;
pub mod digest;
pub mod drawing;
pub mod environment;
pub mod expression;
pub mod graph;
pub mod input;
pub mod journal;
pub mod kind;
pub mod map;
pub mod path;
pub mod plan;
mod printed;
pub mod redactor;
pub mod resource;
pub mod settings;
pub mod stack;
pub mod state;
pub mod tags;
pub mod template;
pub mod unanswered;
pub mod unique;
pub mod unmodelled;
pub mod value;

pub use address::Address;
pub use cidr::{Cidr, cidr};
pub use diagnostic::{Diagnostic, Diagnostics, Place};
pub use environment::{Environment, Instance};
pub use graph::Graph;
pub use input::{Data, Input, InputMap, Inputs, Output, Parse, Plain, Secret, all};
pub use kind::{Kind, Registry};
pub use map::Map;
pub use resource::{Block, Declare, Declared, Document, Options, Outputs, Resource, Yields};
pub use settings::Settings;
pub use stack::{AnyResource, Location, Stack};
pub use state::State;
pub use value::Value;
