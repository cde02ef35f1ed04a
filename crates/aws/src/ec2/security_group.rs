//! `ec2.SecurityGroup`

ironwright_core::references! {
    /// The id of a security group, `sg-7746d657a4a48651f`.
    SecurityGroupId = "ec2.SecurityGroup" . "id";
    /// The ARN of a security group.
    SecurityGroupArn = "ec2.SecurityGroup" . "arn";
}
