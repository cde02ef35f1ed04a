use ironwright::aws::ec2::Vpc;
use ironwright::prelude::*;

struct Colour;

fn main() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    let _ = vpc.id.map(|_| Colour);
}
