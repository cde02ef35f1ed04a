//! Roles, groups, and their policies.

mod common;

use common::problems;
use ironwright_aws::ecr::Repository;
use ironwright_aws::iam::{
    Condition, Group, GroupPolicyAttachment, Policy, PolicyDocument, Principal, Role, RolePolicy, Statement,
};
use ironwright_core::{Document, Input, Stack, Value, text};

const NO_PROBLEM: [&str; 0] = [];

fn tasks() -> Statement {
    Statement::allow().action("sts:AssumeRole").principal(Principal::service("ecs-tasks.amazonaws.com"))
}

fn trust() -> PolicyDocument {
    PolicyDocument::new().statement(tasks())
}

fn read() -> Statement {
    Statement::allow().sid("Read").action("s3:GetObject").resource("*")
}

/// What is wrong with one statement of a managed policy.
fn problems_of(statement: Statement) -> Vec<String> {
    problems(|stack| {
        stack.add("it", Policy::new("it", PolicyDocument::new().statement(statement)));
    })
}

/// What is wrong with one statement of a trust policy.
fn problems_of_trust(statement: Statement) -> Vec<String> {
    problems(|stack| {
        stack.add("it", Role::new("it", PolicyDocument::new().statement(statement)));
    })
}

#[test]
fn roles_groups_and_policies_without_a_mistake_are_taken() {
    assert_eq!(
        problems(|stack| {
            let images = stack.add("nginx", Repository::new("nginx"));
            let role = Role::new("ecs-execution", trust())
                .description("Starts the tasks")
                .path("/teams/web/")
                .max_session_duration(43200)
                .tag("Name", "x");
            let role = stack.add("execution", role);
            let pull = Statement::allow()
                .sid("Pull")
                .actions(["ecr:BatchGetImage", "ecr:Get*"])
                .resource(&images.arn)
                .resource(text!("{}/*", images.arn))
                .resource("arn:aws:ecr:*:123456789012:repository/*");
            let pull = PolicyDocument::new().statement(pull);
            stack.add("pull", RolePolicy::new(&role, "pull", pull.clone()));
            let pass = Statement::deny().not_actions(["iam:PassRole"]).not_resources([&role.arn]);
            stack.add("pass", RolePolicy::new(&role, "pass", PolicyDocument::new().statement(pass)));
            let policy = stack.add("pull", Policy::new("pull", pull));
            let group = stack.add("pullers", Group::new("pullers").path("/web/"));
            stack.add("pull", GroupPolicyAttachment::new(&group, &policy));
        }),
        NO_PROBLEM
    );
}

#[test]
fn names_that_aws_does_not_take_are_refused() {
    for (length, taken) in [(64, true), (65, false)] {
        let found = problems(|stack| {
            stack.add("it", Role::new("r".repeat(length).as_str(), trust()));
        });
        assert_eq!(found.is_empty(), taken, "{length}: {found:?}");
    }
    for (length, taken) in [(128, true), (129, false)] {
        let found = problems(|stack| {
            let name = "p".repeat(length);
            let role = stack.add("it", Role::new("it", trust()));
            stack.add("it", RolePolicy::new(&role, &name, PolicyDocument::new().statement(read())));
            stack.add("it", Policy::new(&name, PolicyDocument::new().statement(read())));
            stack.add("it", Group::new(name.as_str()));
        });
        assert_eq!(found.len(), if taken { 0 } else { 3 }, "{length}: {found:?}");
    }
    let found = problems(|stack| {
        stack.add("it", Role::new("ecs execution", trust()));
        stack.add("it", Policy::new("a/b", PolicyDocument::new().statement(read())));
        stack.add("it", Group::new("größe").path("web"));
    });
    let messages: Vec<&str> = found.iter().filter_map(|text| text.lines().next()).collect();
    assert_eq!(
        messages,
        [
            "error: iam.Role.it: role_name: \"ecs execution\" is not a name of letters, digits and `_+=,.@-`",
            "error: iam.Policy.it: policy_name: \"a/b\" is not a name of letters, digits and `_+=,.@-`",
            "error: iam.Group.it: group_name: \"größe\" is not a name of letters, digits and `_+=,.@-`",
            "error: iam.Group.it: path: \"web\" is not a path that begins and ends with `/`",
        ]
    );
    assert!(found[0].ends_with("\n  hint: The name: 1 to 64 letters, digits and `_+=,.@-`"), "{found:?}");
}

#[test]
fn a_session_lasts_between_one_and_twelve_hours() {
    for (seconds, taken) in [(3599, false), (3600, true), (43200, true), (43201, false)] {
        let found = problems(|stack| {
            stack.add("it", Role::new("it", trust()).max_session_duration(seconds));
        });
        assert_eq!(found.is_empty(), taken, "{seconds}: {found:?}");
    }
}

#[test]
fn a_policy_that_is_no_arn_cannot_be_attached() {
    let found = problems(|stack| {
        stack.add("it", GroupPolicyAttachment::new("auditors", "ReadOnlyAccess-of-AWS"));
    });
    assert_eq!(found.len(), 1);
    assert!(
        found[0].contains("policy_arn: \"ReadOnlyAccess-of-AWS\" is not the ARN of a managed policy"),
        "{found:?}"
    );
}

#[test]
fn a_sid_is_letters_and_digits() {
    assert_eq!(problems_of(read().sid("Read2")), NO_PROBLEM);
    assert_eq!(
        problems_of(read().sid("Read it")),
        [
            "error: iam.Policy.it: policy.Statement[\"Read it\"].Sid: \"Read it\" is not letters and digits only\n  \
          hint: AWS takes A-Z, a-z and 0-9"
        ]
    );
}

#[test]
fn a_sid_stands_once_in_a_document() {
    assert_eq!(
        problems(|stack| {
            stack.add("it", Policy::new("it", PolicyDocument::new().statement(read()).statement(read())));
        }),
        ["error: iam.Policy.it: policy.Statement[\"Read\"]: two statements have this Sid\n  \
             hint: give each a Sid of its \
          own"]
    );
}

#[test]
fn appending_a_sid_that_is_there_names_the_line_of_the_append() {
    let mut stack = Stack::new("test");
    let (base, more) = (PolicyDocument::new().statement(read()), PolicyDocument::new().statement(read()));
    let (line, both) = (line!(), base.append(more));
    stack.add("it", Policy::new("it", both));
    let found = stack.graph().expect_err("a Sid is there twice").0;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.map(|place| (place.file, place.line)), Some((file!(), line)));
    assert_eq!(found[0].property.as_deref(), Some("policy"));
    assert!(found[0].message.starts_with("both documents have a statement `Read`"), "{found:?}");
}

#[test]
fn overriding_a_sid_is_no_mistake() {
    assert_eq!(
        problems(|stack| {
            let base = PolicyDocument::new().statement(read());
            stack.add("it", Policy::new("it", base.clone().override_with(base)));
        }),
        NO_PROBLEM
    );
}

#[test]
fn actions_are_a_service_and_a_name_or_all() {
    for action in ["*", "*:*", "s3:*", "s3:Get*", "s3:Get?bject", "execute-api:Invoke", "S3:getobject"] {
        assert_eq!(problems_of(read().action(action)), NO_PROBLEM, "{action}");
    }
    for action in ["GetObject", "s3:", ":GetObject", "s3:Get Object", "s3*:GetObject", "", "s3:Get:Object"] {
        assert_eq!(
            problems_of(read().action(action)),
            [format!(
                "error: iam.Policy.it: policy.Statement[\"Read\"].Action: {action:?} is no action\n  \
                 hint: write the service \
                 and the action, `ecr:BatchGetImage` or `ecr:*`, or `*` for all"
            )]
        );
    }
}

#[test]
fn a_statement_of_a_role_has_actions_and_resources_and_no_principal() {
    let messages = |statement: Statement| -> Vec<String> {
        let found = problems_of(statement);
        found.iter().filter_map(|text| text.lines().next()).map(str::to_owned).collect()
    };
    let at = "error: iam.Policy.it: policy.Statement[0]";
    assert_eq!(
        messages(Statement::allow()),
        [format!("{at}: has no action"), format!("{at}: has no resource")]
    );
    assert_eq!(
        messages(
            Statement::allow()
                .action("s3:*")
                .not_actions(["s3:GetObject"])
                .resource("*")
                .not_resources(["*"])
        ),
        [
            format!("{at}: has both actions and actions that are not meant"),
            format!("{at}: has both resources and resources that are not meant"),
        ]
    );
    assert_eq!(
        messages(Statement::allow().action("s3:*").resource("poc").principal(Principal::anyone())),
        [
            format!("{at}.Principal: a policy of a role, group or user names no principal"),
            format!("{at}.Resource: \"poc\" is no ARN"),
        ]
    );
}

#[test]
fn a_trust_policy_has_principals_and_actions_of_sts_and_no_resource() {
    assert_eq!(problems_of_trust(tasks().action("sts:TagSession")), NO_PROBLEM);
    let found = problems_of_trust(Statement::allow().action("s3:GetObject").resource("*"));
    let messages: Vec<&str> = found.iter().filter_map(|text| text.lines().next()).collect();
    let at = "error: iam.Role.it: assume_role_policy.Statement[0]";
    assert_eq!(
        messages,
        [
            format!("{at}.Action: \"s3:GetObject\" has no meaning in a trust policy"),
            format!("{at}: has no principal"),
            format!("{at}.Resource: takes no resource"),
        ]
    );
}

#[test]
fn a_document_has_a_statement() {
    assert_eq!(
        problems(|stack| {
            stack.add("it", Role::new("it", PolicyDocument::new()));
        }),
        ["error: iam.Role.it: assume_role_policy: has no statement\n  hint: add one: \
          `.statement(Statement::allow()…)`"]
    );
}

/// A statement of exactly so many characters.
fn of_size(size: usize, base: impl Fn(String) -> Statement) -> PolicyDocument {
    let document = |filling: usize| PolicyDocument::new().statement(base("x".repeat(filling)));
    let text = document(0).to_json().expect("known");
    document(size - text.chars().filter(|c| !c.is_whitespace()).count())
}

fn identity_of_size(size: usize) -> PolicyDocument {
    of_size(size, |filling| {
        Statement::allow().action("s3:GetObject").resource(format!("arn:aws:s3:::{filling}"))
    })
}

#[test]
fn a_managed_policy_has_up_to_6144_characters() {
    let with = |size| problems(|stack| drop(stack.add("it", Policy::new("it", identity_of_size(size)))));
    assert_eq!(with(6144), NO_PROBLEM);
    assert_eq!(
        with(6145),
        ["error: iam.Policy.it: policy: has 6145 characters, AWS takes 6144\n  \
             hint: white space does not count: say it \
          shorter with `*` and `?`"]
    );
}

#[test]
fn a_trust_policy_has_up_to_2048_characters() {
    let with = |size| {
        let document = of_size(size, |filling| tasks().condition(Condition::string_equals("aws:x", filling)));
        problems(|stack| drop(stack.add("it", Role::new("it", document))))
    };
    assert_eq!(with(2048), NO_PROBLEM);
    assert_eq!(with(2049).len(), 1);
    assert!(with(2049)[0].contains("assume_role_policy: has 2049 characters, AWS takes 2048"));
}

#[test]
fn white_space_in_a_policy_is_not_counted() {
    let described = |filling: String| {
        let condition = Condition::string_equals("aws:x", filling + &" ".repeat(100));
        tasks().condition(condition)
    };
    assert_eq!(
        problems(|stack| drop(stack.add("it", Role::new("it", of_size(2048, described))))),
        NO_PROBLEM
    );
}

#[test]
fn the_policies_of_one_role_share_10240_characters() {
    let with = |second: usize, same_role: bool| {
        problems(|stack| {
            let role = stack.add("a", Role::new("a", trust()));
            let other = stack.add("b", Role::new("b", trust()));
            stack.add("first", RolePolicy::new(&role, "first", identity_of_size(5000)));
            let role = if same_role { &role } else { &other };
            stack.add("second", RolePolicy::new(role, "second", identity_of_size(second)));
        })
    };
    assert_eq!(with(5240, true), NO_PROBLEM);
    assert_eq!(with(10_240, false), NO_PROBLEM);
    let hint = "white space does not count: say it shorter with `*` and `?`";
    assert_eq!(
        with(5241, true),
        [format!(
            "error: iam.RolePolicy.second: policy: the 2 policies of this role have 10241 characters, AWS takes \
             10240\n  hint: {hint}"
        )]
    );
    assert_eq!(
        with(10_241, false),
        [format!(
            "error: iam.RolePolicy.second: policy: has 10241 characters, AWS takes 10240\n  hint: {hint}"
        )]
    );
}

#[test]
fn a_document_too_large_before_all_is_known_is_refused_already() {
    let found = problems(|stack| {
        let images = stack.add("nginx", Repository::new("nginx"));
        let large = identity_of_size(6144).statement(read().resource(&images.arn));
        stack.add("it", Policy::new("it", large));
    });
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("policy: has at least 62"), "{found:?}");
}

#[test]
fn resources_of_several_types_stand_in_one_list_and_become_dependencies() {
    let mut stack = Stack::new("test");
    let images = stack.add("nginx", Repository::new("nginx"));
    let role = stack.add("tasks", Role::new("tasks", trust()));
    let statement =
        Statement::allow().action("ecr:*").resource(&role.arn).resource(&images.arn).resource("arn:aws:x");
    stack.add("it", Policy::new("it", PolicyDocument::new().statement(statement)));
    let graph = stack.graph().expect("nothing is wrong");
    let it = graph.nodes().iter().position(|node| node.kind.name == "iam.Policy").expect("it is there");
    assert_eq!(graph.dependencies(it), [0, 1]);
    let inputs = graph
        .evaluate(it, &|output| Value::from(format!("arn:aws:{}", output.address)))
        .expect("nothing is wrong");
    let resources =
        inputs["policy"].get("Statement").and_then(Value::as_list).expect("a list")[0].get("Resource");
    assert_eq!(
        resources.map(ToString::to_string).as_deref(),
        Some(r#"["arn:aws:ecr.Repository.nginx", "arn:aws:iam.Role.tasks", "arn:aws:x"]"#)
    );
}

#[test]
fn what_is_known_of_a_document_is_seen_before_all_is() {
    let mut stack = Stack::new("test");
    let role = stack.add("tasks", Role::new("tasks", trust()));
    let pass = Statement::allow().sid("Pass").action("iam:PassRole").resource(&role.arn);
    let policy = stack.add("it", Policy::new("it", PolicyDocument::new().statement(pass)));
    let graph = stack.graph().expect("nothing is wrong");
    let at = graph.position(policy.address()).expect("it is there");
    let inputs = graph.evaluate(at, &|output| Value::of_later(output)).expect("nothing is wrong");
    assert_eq!(
        inputs["policy"].to_string(),
        "{ Statement: [{ Action: [\"iam:PassRole\"], Effect: \"Allow\", \
         Resource: [(known after apply)], Sid: \"Pass\" \
         }], Version: \"2012-10-17\" }"
    );
}

#[test]
fn a_document_with_outputs_has_no_text_yet() {
    let mut stack = Stack::new("test");
    let images = stack.add("nginx", Repository::new("nginx"));
    let document = PolicyDocument::new().statement(Statement::allow().action("ecr:*").resource(&images.arn));
    assert_eq!(document.to_json(), None);
}

#[test]
fn principals_and_conditions_are_in_normal_form() {
    let statement = Statement::allow()
        .sid("AllowPush")
        .action("ecr:PutImage")
        .principals(["974531504241", "473251818902"].map(Principal::account))
        .principal(Principal::service("ecs-tasks.amazonaws.com"))
        .condition(Condition::string_like("aws:PrincipalTag/team", "web*").or("api*").for_any_value())
        .condition(Condition::arn_like("aws:SourceArn", "arn:aws:ecs:eu-west-2:123456789012:*"));
    let document = Input::<Document>::from(PolicyDocument::new().statement(statement)).known();
    assert_eq!(
        document.map(|Document(value)| value.to_public_json().to_string()).as_deref(),
        Some(concat!(
            r#"{"Statement":[{"Action":["ecr:PutImage"],"Condition":{"#,
            r#""ArnLike":{"aws:SourceArn":"arn:aws:ecs:eu-west-2:123456789012:*"},"#,
            r#""ForAnyValue:StringLike":{"aws:PrincipalTag/team":["api*","web*"]}},"#,
            r#""Effect":"Allow","Principal":{"AWS":["473251818902","974531504241"],"#,
            r#""Service":["ecs-tasks.amazonaws.com"]},"Sid":"AllowPush"}],"Version":"2012-10-17"}"#
        ))
    );
}

#[test]
fn a_secret_in_a_policy_is_not_told() {
    let secret = ironwright_core::Secret::new("hunter2".to_owned());
    let found = problems_of(Statement::allow().sid("A").action("s3:").resource(secret).resource("poc"));
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(!found[0].contains("hunter2"), "{found:?}");
}
