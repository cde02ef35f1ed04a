//! `ec2.RouteTable`

ironwright_core::references! {
    /// The id of a route table, `rtb-a41bccfcd830199e4`.
    RouteTableId = "ec2.RouteTable" . "id";
    /// The ARN of a route table.
    RouteTableArn = "ec2.RouteTable" . "arn";
}
