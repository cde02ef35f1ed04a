use ironwright::aws::ec2::{Subnet, Vpc};
use ironwright::prelude::*;

fn main() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    stack.add("a", Subnet::new(&vpc));
}
