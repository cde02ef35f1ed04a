use ironwright::aws::ec2::Vpc;
use ironwright::prelude::*;

fn main() {
    let mut stack = Stack::new("demo");
    let vpc = stack.add("main", Vpc::new(cidr("10.12.1.0/24")));
    let format = "{}";
    let _ = text!(format, vpc.id);
    let _ = text!("arn:aws:logs:{}:{}:log-group:*", "eu-west-2");
    let _ = text!("arn:aws:logs:{}", "eu-west-2", vpc.id);
    let _ = text!("{region} and {0}", "a", region = "b", region = "c");
    let _ = text!("{region}", region = "b", "a");
    let _ = text!("{vpc.id}");
    let _ = text!("{}}", vpc.id);
    let _ = text!("{", vpc.id);
    let _ = text!("{:?}", vpc.id);
    let _ = text!("{:>5$}", vpc.id);
    let _ = text!("{nobody}");
    let _ = text!("{:>30}", vpc.id);
    let _ = text!("{}", vpc);
}
