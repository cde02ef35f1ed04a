use ironwright::prelude::*;

fn main() {
    let _ = text!("arn:aws:logs:{}:{}:log-group:*", "eu-west-2");
}
