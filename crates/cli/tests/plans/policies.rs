//! Differences of policies and other documents.

use ironwright_aws::ecr::{LifecyclePolicy, LifecycleRule, LifecycleRules, Repository, RepositoryPolicy};
use ironwright_aws::iam::{Condition, Policy, PolicyDocument, Principal, Role, RolePolicy, Statement};
use ironwright_core::Stack;

use super::Case;

pub(super) fn cases() -> Vec<Case> {
    vec![
        Case::new("policy-new", "What new policies allow.", |stack| {
            policy(
                stack,
                [read(&[]), write(), Statement::deny().sid("NoKeys").action("kms:*").resource("*")],
            );
            let github = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com";
            let trust = Statement::allow().action("sts:AssumeRoleWithWebIdentity");
            let trust = trust.principal(Principal::federated(github)).condition(Condition::string_like(
                "token.actions.githubusercontent.com:sub",
                "repo:team/infrastructure:*",
            ));
            stack.add("github", Role::new("github", PolicyDocument::new().statement(trust)));
        }),
        Case::change(
            "policy-action",
            "One statement of three changes.",
            |stack| policy(stack, [read(&[]), write(), list()]),
            |stack| policy(stack, [read(&["s3:GetObjectVersion", "s3:GetObjectTagging"]), write(), list()]),
        ),
        Case::change(
            "policy-statements",
            "A statement comes and one goes, each with its Sid.",
            |stack| policy(stack, [read(&[]), write()]),
            |stack| policy(stack, [read(&[]), list()]),
        ),
        Case::change(
            "policy-without-sids",
            "A statement comes, where none has a Sid.",
            |stack| push(stack, &[("ecr:GetAuthorizationToken", "*")]),
            |stack| push(stack, &[("ecr:GetAuthorizationToken", "*"), ("ecr:PutImage", REPOSITORY)]),
        ),
        Case::change(
            "policy-one-of-many-without-sids",
            "The first of several statements without Sids goes, and another changes.",
            |stack| {
                push(stack, &[("ecr:GetToken", "*"), ("ecr:PutImage", REPOSITORY), ("s3:GetObject", "*")]);
            },
            |stack| {
                push(stack, &[("ecr:PutImage", REPOSITORY), ("s3:GetObject", "arn:aws:s3:::artifacts/*")]);
            },
        ),
        Case::change(
            "policy-trust",
            "Somebody else may assume a role, under another condition.",
            |stack| trust(stack, "111111111111", "old"),
            |stack| trust(stack, "222222222222", "new"),
        ),
        Case::change(
            "policy-of-a-repository",
            "Another account may push.",
            |stack| repository(stack, &["111111111111", "222222222222"], 14),
            |stack| repository(stack, &["111111111111", "222222222222", "333333333333"], 30),
        ),
    ]
}

const REPOSITORY: &str = "arn:aws:ecr:eu-west-2:123456789012:repository/platform/web";

fn read(more: &[&'static str]) -> Statement {
    let read = Statement::allow().sid("Read").actions(["s3:GetObject", "s3:ListBucket"]);
    let arns = ["arn:aws:s3:::artifacts-of-the-team", "arn:aws:s3:::artifacts-of-the-team/*"];
    read.actions(more.iter().copied()).resources(arns)
}

fn write() -> Statement {
    let write = Statement::allow().sid("Write").actions(["s3:PutObject", "s3:DeleteObject"]);
    let write = write.resource("arn:aws:s3:::artifacts-of-the-team/*");
    write.condition(Condition::string_equals("s3:x-amz-server-side-encryption", "aws:kms"))
}

fn list() -> Statement {
    Statement::allow().sid("List").action("s3:ListAllMyBuckets").resource("*")
}

fn policy<const N: usize>(stack: &mut Stack, statements: [Statement; N]) {
    let document = PolicyDocument::new().statements(statements);
    stack.add("artifacts", Policy::new("artifacts", document));
}

fn push(stack: &mut Stack, statements: &[(&'static str, &'static str)]) {
    let statements =
        statements.iter().map(|(action, resource)| Statement::allow().action(*action).resource(*resource));
    stack.add("push", Policy::new("push", PolicyDocument::new().statements(statements)));
}

fn trust(stack: &mut Stack, account: &'static str, id: &'static str) {
    let trust = Statement::allow().action("sts:AssumeRole").principal(Principal::account(account));
    let trust = trust.condition(Condition::string_equals("sts:ExternalId", id));
    let role = stack.add("partner", Role::new("partner", PolicyDocument::new().statement(trust)));
    let read = PolicyDocument::new().statement(read(&[]));
    stack.add("read", RolePolicy::new(&role, "read", read));
}

fn repository(stack: &mut Stack, accounts: &[&'static str], days: u32) {
    let repository = stack.add("web", Repository::new("web"));
    let push = Statement::allow().actions(["ecr:PutImage", "ecr:InitiateLayerUpload"]);
    let push = push.principals(accounts.iter().map(|account| Principal::account(*account)));
    stack.add("web", RepositoryPolicy::new(&repository, PolicyDocument::new().statement(push)));
    let rule = LifecycleRule::expire_untagged_after(days).description("Expire what has no tag");
    stack.add("web", LifecyclePolicy::new(&repository, LifecycleRules::new().rule(rule)));
}
