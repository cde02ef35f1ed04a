//! `iam.Role`

ironwright_core::references! {
    /// The name of a role, `ecs-execution`.
    RoleName = "iam.Role" . "role_name";
    /// The ARN of a role.
    RoleArn = "iam.Role" . "arn";
}
