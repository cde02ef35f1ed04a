use ironwright::aws::logs::LogGroup;
use ironwright::prelude::*;

fn main() {
    let mut stack = Stack::new("demo");
    stack.add("api", LogGroup::new("api").retention_in_days("a month"));
}
