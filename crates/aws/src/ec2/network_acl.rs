//! `ec2.NetworkAcl`

ironwright_core::references! {
    /// The id of a network ACL, `acl-a9a963f93064e4daa`.
    NetworkAclId = "ec2.NetworkAcl" . "id";
    /// The ARN of a network ACL.
    NetworkAclArn = "ec2.NetworkAcl" . "arn";
}
