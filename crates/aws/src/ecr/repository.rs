//! `ecr.Repository`

ironwright_core::references! {
    /// The name of a repository, `nginx`.
    RepositoryName = "ecr.Repository" . "repository_name";
    /// The ARN of a repository.
    RepositoryArn = "ecr.Repository" . "arn";
}
