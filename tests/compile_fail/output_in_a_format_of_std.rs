use ironwright::aws::logs::LogGroup;
use ironwright::aws::ec2::Vpc;
use ironwright::prelude::*;

fn main() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    stack.add("web", LogGroup::new(format!("/vpc/{}", vpc.id)));
}
