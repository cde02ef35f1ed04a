//! Secrets: given, made up by AWS, filled in by people, and read by nobody else.

mod common;

use common::problems;
use ironwright_aws::ecs::{Container, Cpu, Memory, TaskDef};
use ironwright_aws::iam::{PolicyDocument, Statement};
use ironwright_aws::rds::{DbInstance, Engine};
use ironwright_aws::secretsmanager::{
    GenerateSecretString, ResourcePolicy, RotationSchedule, Secret, SecretTargetAttachment, TO_BE_FILLED_IN,
};
use ironwright_core::{Declared, Secret as Hidden, Stack};
use ironwright_testkit::testing::{World, rehearse};

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

const SECRET: &str = "secretsmanager.Secret.login";

/// What is wrong with a secret that AWS makes up.
fn of_generated(how: GenerateSecretString) -> Vec<String> {
    problems(|stack| {
        stack.add("login", Secret::new("shop/login").generate_secret_string(how));
    })
}

#[test]
fn secrets_that_aws_takes_are_taken() {
    let found = problems(|stack| {
        stack.add("none", Secret::new("shop/none"));
        stack.add("given", Secret::new("shop/given_+=.@-").secret_string(Hidden::new("s3cr3t".to_owned())));
        let how = GenerateSecretString::new().exclude_punctuation(true);
        stack.add(
            "made-up",
            Secret::new("shop/made-up").generate_secret_string(how).recovery_window_in_days(7u32),
        );
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_aws_would_refuse_of_a_secret_is_told_together() {
    let found = problems(|stack| {
        let secret = Secret::new("two words")
            .secret_string("s3cr3t")
            .generate_secret_string(GenerateSecretString::new())
            .recovery_window_in_days(7u32)
            .force_delete_without_recovery(true);
        stack.add("login", secret);
        stack.add("login-2", Secret::new("shop/login").recovery_window_in_days(3u32));
    });
    assert_eq!(
        found,
        [
            format!(
                "error: {SECRET}: name: \"two words\" is not a name of letters, digits and `/_+=.@-`\n  hint: The name, one of \
                 its kind in account and region: up to 512 letters, digits and `/_+=.@-`"
            ),
            format!(
                "error: {SECRET}: generate_secret_string: the value is given, and made up by AWS too\n  hint: leave out \
                 `secret_string`, or this"
            ),
            format!(
                "error: {SECRET}: recovery_window_in_days: what is gone at once has no days in which it can be had back\n  \
                 hint: leave out `force_delete_without_recovery`, or this"
            ),
            format!(
                "error: {SECRET}-2: recovery_window_in_days: 3 is not between 7 and 30\n  hint: For how many days a deleted \
                 secret can be had back, 7 to 30: 30 where AWS is not told. AWS is told when it comes to"
            ),
        ]
    );
}

#[test]
fn a_password_that_cannot_be_made_up_is_refused() {
    let none = GenerateSecretString::new()
        .exclude_lowercase(true)
        .exclude_uppercase(true)
        .exclude_numbers(true)
        .exclude_punctuation(true);
    let path = format!("error: {SECRET}: generate_secret_string");
    assert_eq!(
        of_generated(none),
        [format!(
            "{path}: excludes all characters there are\n  hint: leave out one of `exclude_lowercase`, `exclude_uppercase`, \
             `exclude_numbers` and `exclude_punctuation`"
        )]
    );
    assert_eq!(
        of_generated(GenerateSecretString::new().password_length(3u32)),
        [format!(
            "{path}.password_length: 3 characters cannot be of 4 sorts\n  hint: make it longer, or set \
             `.require_each_included_type(false)`"
        )]
    );
    assert_eq!(
        of_generated(GenerateSecretString::new().secret_string_template("username: admin")),
        [
            format!(
                "{path}.generate_string_key: is needed where `secret_string_template` is set\n  hint: the template is an \
                 object in JSON, and the key is the name that the password has in it"
            ),
            format!(
                "{path}.secret_string_template: is not an object in JSON\n  hint: write one, `{{\"username\": \"admin\"}}`"
            ),
        ]
    );
}

#[test]
fn a_value_that_only_aws_is_to_know_cannot_stand_where_it_would_be_shown() {
    let found = problems(|stack| {
        let login = stack.add("login", Secret::new("shop/login"));
        let app = Container::new("app", "app:1").variable("PASSWORD", login.value_of("password"));
        stack.add("app", TaskDef::fargate("app", Cpu::units(256), Memory::mib(512)).container(app));
    });
    // The ARN is not known yet; what is made of it is refused as soon as it is.
    assert_eq!(found, [""; 0]);
    let literal = problems(|stack| {
        let value = "postgres://shop:{{resolve:secretsmanager:arn:SecretString:password}}@db";
        let app = Container::new("app", "app:1").variable("URL", value);
        stack.add("app", TaskDef::fargate("app", Cpu::units(256), Memory::mib(512)).container(app));
    });
    assert_eq!(
        literal,
        [
            "error: ecs.TaskDef.app: containers[\"app\"].environment: a value that only the cloud is to know cannot stand here: it \
             would be told to whoever reads this\n  hint: it can stand where a kind takes a secret and never gives it back, as \
             a password"
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn shop(stack: &mut Stack, version: &&str) -> Done {
    let how = GenerateSecretString::new()
        .exclude_punctuation(true)
        .secret_string_template(r#"{"username": "shop"}"#)
        .generate_string_key("password");
    let login: Declared<Secret> = stack.add("login", Secret::new("shop/login").generate_secret_string(how));
    let database = DbInstance::new("shop", Engine::Postgres, "db.t4g.small")
        .engine_version(*version)
        .allocated_storage(20u32)
        .master_username("shop")
        .master_user_password(login.value_of("password"));
    let database = stack.add("database", database);
    stack.add("login", SecretTargetAttachment::of(&login, &database).dbname("shop"));
    Ok(())
}

#[test]
fn a_secret_is_told_how_to_reach_its_database_once_that_is_there() {
    let world = rehearse("reach", shop, &"16");
    let attachment = world.get::<SecretTargetAttachment>("login");
    assert_eq!(attachment.get::<i64>("port"), Some(5432));
    assert_eq!(attachment.get::<String>("engine").as_deref(), Some("postgres"));
    assert!(attachment.get::<String>("host").is_some_and(|host| host.ends_with(".rds.amazonaws.com")));
}

#[test]
fn policies_and_schedules_of_secrets_are_whole() {
    let found = problems(|stack| {
        let login = stack.add("login", Secret::new("shop/login"));
        let nobody = Statement::allow().action("secretsmanager:GetSecretValue").resource("*");
        stack.add("login", ResourcePolicy::new(&login, PolicyDocument::new().statement(nobody)));
        let function = "arn:aws:lambda:us-east-1:123456789012:function:rotate";
        stack.add("never", RotationSchedule::new(&login, function));
        let other = stack.add("other", Secret::new("shop/other"));
        let both = RotationSchedule::new(&other, function).automatically_after_days(30u32);
        stack.add("both", both.schedule_expression("rate(10 days)"));
    });
    assert_eq!(
        found,
        [
            "error: secretsmanager.ResourcePolicy.login: resource_policy.Statement[0]: has no principal\n  hint: say who: \
             `.principal(Principal::service(\"ecs-tasks.amazonaws.com\"))`",
            "error: secretsmanager.RotationSchedule.never: automatically_after_days: nothing says when the value changes\n  \
             hint: set `.automatically_after_days(30u32)`, or `.schedule_expression(\"rate(30 days)\")`",
            "error: secretsmanager.RotationSchedule.both: schedule_expression: the days are said already\n  hint: leave out \
             `automatically_after_days`, or this",
        ]
    );
}

#[test]
fn a_database_takes_its_password_from_a_secret_and_no_plan_or_state_has_it() {
    let mut world = rehearse("shop", shop, &"16");
    let state = format!("{:?}", world.state());
    assert!(!state.contains("resolve:"), "{state}");
    assert!(world.up(shop, &"16").expect("a run").is_unchanged());
    let plan = world.preview(shop, &"17").expect("a plan").to_string();
    assert!(!plan.contains("password"), "{plan}");
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn filled(stack: &mut Stack, (value, description): &(String, &str)) -> Done {
    let secret = Secret::new("shop/settings").initial_secret_string(value.as_str()).description(*description);
    stack.add("settings", secret);
    Ok(())
}

#[test]
fn what_people_have_filled_in_stays_whatever_the_program_says_of_the_beginning() {
    let begin = |extra: &str| format!(r#"{{"STRIPE_KEY": "{TO_BE_FILLED_IN}"{extra}}}"#);
    let mut world = rehearse("filled", filled, &(begin(""), "Settings"));
    let report = world.up(filled, &(begin(r#", "LANG": "C""#), "Settings")).expect("a run");
    assert!(report.is_unchanged(), "{report}");
    let report = world.up(filled, &(begin(""), "The shop's settings")).expect("a run");
    assert!(report.outcome.is_complete(), "{report}");
    let changes: Vec<String> = report
        .plan
        .step("secretsmanager.Secret.settings")
        .map(|step| step.changes.iter().map(|change| change.path.to_string()).collect())
        .unwrap_or_default();
    assert_eq!(changes, ["description"], "nothing else is written over");
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn named(stack: &mut Stack, name: &&str) -> Done {
    stack.add("login", Secret::new(*name).secret_string(Hidden::new("s3cr3t".to_owned())));
    Ok(())
}

#[test]
fn another_name_is_another_secret_and_its_value_is_never_shown() {
    let mut world = World::new("named");
    let plan = world.preview(named, &"shop/login").expect("a plan").to_string();
    assert!(plan.contains("shop/login") && !plan.contains("s3cr3t"), "{plan}");
    assert!(world.up(named, &"shop/login").expect("a run").outcome.is_complete());
    let plan = world.preview(named, &"shop/other").expect("a plan");
    let step = plan.step("secretsmanager.Secret.login").expect("a step");
    assert!(matches!(step.action, ironwright_core::plan::Action::Replace(_)), "{plan}");
}
