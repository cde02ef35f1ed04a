//! Where the images are pushed to, and who may push and pull.

use ironwright::aws::ecr::{LifecyclePolicy, LifecycleRule, Repository, RepositoryArn, RepositoryPolicy};
use ironwright::aws::iam::{Group, GroupPolicyAttachment, Policy, PolicyDocument, Principal, Statement};
use ironwright::prelude::*;

/// The accounts whose Jenkins builds the images.
const JENKINS_ACCOUNTS: [&str; 2] = ["473251818902", "974531504241"];

/// What a push consists of.
const PUSH: [&str; 5] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
];

/// Repositories that belong together.
pub struct Registry<const N: usize> {
    /// A name for each.
    pub names: [&'static str; N],
    /// The name of the group whose users may push.
    pub pushers: &'static str,
    /// Whether the images may be deleted with their repositories.
    pub ephemeral: bool,
}

/// The repositories, in the order in which they were named: a caller who names two takes two.
pub struct Repositories<const N: usize>(pub [Declared<Repository>; N]);

impl<const N: usize> Registry<N> {
    /// Declares the repositories, what goes with each, and the group.
    pub fn declare(self, stack: &mut Stack) -> Repositories<N> {
        let repositories = Repositories(self.names.map(|name| {
            let repository = stack.add(name, Repository::new(name).force_delete(self.ephemeral));
            let expire = LifecycleRule::expire_untagged_after(14)
                .description("Expire untagged images older than 14 days");
            stack.add(name, LifecyclePolicy::new(&repository, expire));
            stack.add(name, RepositoryPolicy::new(&repository, push_from_jenkins()));
            repository
        }));
        let name = self.pushers;
        let group = stack.add("pushers", Group::new(name));
        let policy = stack.add("push", Policy::new(name, repositories.may_be_pushed()));
        stack.add("pushers", GroupPolicyAttachment::new(&group, &policy));
        repositories
    }
}

impl<const N: usize> Repositories<N> {
    /// What a role needs that starts tasks of these images.
    pub fn may_be_pulled(&self) -> PolicyDocument {
        let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
        PolicyDocument::new().statement(log_in()).statement(
            Statement::allow().sid("AllowLayerAndImageAccess").actions(pull).resources(self.arns()),
        )
    }

    fn may_be_pushed(&self) -> PolicyDocument {
        let describe = |what: &str| {
            Statement::allow().sid(format!("AllowDescribe{what}")).action(format!("ecr:Describe{what}"))
        };
        PolicyDocument::new()
            .statement(log_in())
            .statement(describe("Registry").resource("*"))
            .statement(describe("Repositories").resources(self.arns()))
            .statement(Statement::allow().sid("AllowImagePush").actions(PUSH).resources(self.arns()))
    }

    fn arns(&self) -> impl Iterator<Item = &Output<RepositoryArn>> {
        self.0.iter().map(|repository| &repository.arn)
    }
}

fn log_in() -> Statement {
    Statement::allow().sid("AllowGetAuthorizationToken").action("ecr:GetAuthorizationToken").resource("*")
}

fn push_from_jenkins() -> PolicyDocument {
    PolicyDocument::new().statement(
        Statement::allow()
            .sid("AllowPushFromJenkinsAccounts")
            .principals(JENKINS_ACCOUNTS.map(Principal::account))
            .actions(PUSH)
            .action("ecr:BatchGetImage"),
    )
}
