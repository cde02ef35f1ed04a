//! What planning decides, as the text that people read and the acts that a run carries out.

mod changes;
mod generated;
mod kinds;
mod options;
mod outside;
mod provenance;
mod replacing;
mod selecting;
mod showing;
mod taking_over;
mod viewed;
mod world;

use kinds::{Binding, Container, Net, Once, Range, Role, Seat, Service, Subnet, Task};
use world::{World, operations};

use ironwright_core::expression::Expression;
use ironwright_core::{Declare as _, Declared, Document, Input, Secret, Stack, Value, cidr};

fn net(stack: &mut Stack) -> Declared<Net> {
    stack.add("main", Net::new(cidr("10.0.0.0/16")))
}

/// A network of a size, and a subnet in it.
fn net_and_subnet(size: &'static str) -> impl Fn(&mut Stack) {
    move |stack| {
        let net = stack.add("main", Net::new(cidr(size)));
        stack.add("a", Subnet::new(&net, cidr("10.0.1.0/24")));
    }
}

fn service(edit: impl Fn(Service) -> Service) -> impl Fn(&mut Stack) {
    move |stack| {
        stack.add("web", edit(Service::new("web")));
    }
}

fn document(text: &str) -> Input<Document> {
    let json = serde_json::from_str(text).expect("JSON");
    Input::new(Expression::Value(Value::from_plain_json(&json)))
}
