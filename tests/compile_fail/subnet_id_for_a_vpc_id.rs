use ironwright::aws::ec2::{SecurityGroup, Subnet, Vpc};
use ironwright::prelude::*;

fn main() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    let subnet = stack.add("a", Subnet::new(&vpc, cidr("10.12.1.0/26")));
    stack.add("handle", SecurityGroup::new(&subnet, "web", "Serves web pages"));
    stack.add("output", SecurityGroup::new(&subnet.id, "web", "Serves web pages"));
}
