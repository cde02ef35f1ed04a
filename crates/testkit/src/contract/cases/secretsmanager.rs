//! AWS Secrets Manager's kinds.

use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::rds::Engine;
use ironwright_aws::secretsmanager::{
    GenerateSecretString, ResourcePolicy, RotationSchedule, Secret, SecretTargetAttachment, TargetType,
};
use ironwright_core::{Declared, Stack};

use crate::contract::{Case, Scene};

pub(super) fn secret() -> Case {
    const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    // A name that is not free for days could not be given twice.
    fn named(name: &str) -> Secret {
        Secret::new(name).force_delete_without_recovery(true)
    }
    fn secret(scene: &Scene) -> Secret {
        let secret = named(scene.name()).description("A login").secret_string("s3cr3t");
        secret.tag("Name", scene.name())
    }
    fn generated(scene: &Scene, how: GenerateSecretString) -> Secret {
        named(scene.name()).generate_secret_string(how)
    }
    Case::new("secretsmanager.Secret", |scene, stack| scene.it(stack, secret(scene)))
        .changes("description", |scene, stack| scene.it(stack, secret(scene).description("A password")))
        .changes("secret_string", |scene, stack| scene.it(stack, secret(scene).secret_string("other")))
        .changes("secret_string", |scene, stack| {
            let how = GenerateSecretString::new().password_length(20u32).exclude_characters("\"@/\\");
            scene.it(stack, generated(scene, how).description("A login").tag("Name", scene.name()));
        })
        .changes("kms_key_id", |scene, stack| {
            scene.it(stack, secret(scene).kms_key_id(KEY));
        })
        .changes("force_delete_without_recovery", |scene, stack| {
            let secret = secret(scene).force_delete_without_recovery(false);
            scene.it(stack, secret.recovery_window_in_days(7u32));
        })
        .changes("tags", |scene, stack| {
            scene.it(stack, secret(scene).tag("Name", "other").tag("team", "web"));
        })
        .replaces("name", |scene, stack| {
            let secret = named(&format!("{}/other", scene.name())).description("A login");
            scene.it(stack, secret.secret_string("s3cr3t").tag("Name", scene.name()));
        })
        .sample(|scene, stack| {
            let how = GenerateSecretString::new()
                .exclude_lowercase(true)
                .exclude_uppercase(true)
                .exclude_numbers(false)
                .exclude_punctuation(true)
                .include_space(true)
                .require_each_included_type(false)
                .secret_string_template(r#"{"username": "admin"}"#)
                .generate_string_key("password");
            scene.it(stack, generated(scene, how));
        })
}

/// Two secrets that others in the stack are about.
fn secrets(scene: &Scene, stack: &mut Stack) -> [Declared<Secret>; 2] {
    ["one", "two"].map(|name| {
        let secret = Secret::new(format!("{}/{name}", scene.name())).secret_string("s3cr3t");
        stack.add(name, secret.force_delete_without_recovery(true))
    })
}

pub(super) fn resource_policy() -> Case {
    fn reading(actions: &[&str]) -> PolicyDocument {
        let root = Principal::aws("arn:aws:iam::123456789012:root");
        let read = Statement::allow().sid("Read").actions(actions.iter().copied()).resource("*");
        PolicyDocument::new().statement(read.principal(root))
    }
    fn of(scene: &Scene, stack: &mut Stack, secret: usize, actions: &[&str]) -> ResourcePolicy {
        ResourcePolicy::new(&secrets(scene, stack)[secret], reading(actions))
    }
    const GET: &str = "secretsmanager:GetSecretValue";
    Case::new("secretsmanager.ResourcePolicy", |scene, stack| {
        let policy = of(scene, stack, 0, &[GET]);
        scene.it(stack, policy);
    })
    .changes("resource_policy", |scene, stack| {
        let policy = of(scene, stack, 0, &[GET, "secretsmanager:DescribeSecret"]);
        scene.it(stack, policy);
    })
    .changes("block_public_policy", |scene, stack| {
        let policy = of(scene, stack, 0, &[GET]).block_public_policy(true);
        scene.it(stack, policy);
    })
    .replaces("secret_id", |scene, stack| {
        let policy = of(scene, stack, 1, &[GET]);
        scene.it(stack, policy);
    })
}

pub(super) fn rotation_schedule() -> Case {
    fn of(scene: &Scene, stack: &mut Stack, secret: usize, function: &str) -> RotationSchedule {
        let function = format!("arn:aws:lambda:us-east-1:123456789012:function:{function}");
        // There is no function that could change anything.
        RotationSchedule::new(&secrets(scene, stack)[secret], function).rotate_immediately_on_update(false)
    }
    Case::new("secretsmanager.RotationSchedule", |scene, stack| {
        let schedule = of(scene, stack, 0, "rotate").automatically_after_days(30u32);
        scene.it(stack, schedule);
    })
    .changes("automatically_after_days", |scene, stack| {
        let schedule = of(scene, stack, 0, "rotate").automatically_after_days(7u32);
        scene.it(stack, schedule);
    })
    .changes("schedule_expression", |scene, stack| {
        let schedule = of(scene, stack, 0, "rotate").schedule_expression("rate(10 days)").duration("3h");
        scene.it(stack, schedule);
    })
    .changes("rotation_lambda_arn", |scene, stack| {
        let schedule = of(scene, stack, 0, "other").automatically_after_days(30u32);
        scene.it(stack, schedule);
    })
    .replaces("secret_id", |scene, stack| {
        let schedule = of(scene, stack, 1, "rotate").automatically_after_days(30u32);
        scene.it(stack, schedule);
    })
    .sample(|scene, stack| {
        let schedule = of(scene, stack, 0, "rotate").automatically_after_days(30u32);
        scene.it(stack, schedule.rotate_immediately_on_update(true));
    })
}

pub(super) fn secret_target_attachment() -> Case {
    fn login(scene: &Scene, stack: &mut Stack, name: &str) -> Declared<Secret> {
        let secret = Secret::new(format!("{}/{name}", scene.name()));
        let secret = secret.secret_string(r#"{"username": "shop", "password": "correct-horse"}"#);
        stack.add(name, secret.force_delete_without_recovery(true))
    }
    fn of(scene: &Scene, stack: &mut Stack, which: usize, host: &str, port: u16) -> SecretTargetAttachment {
        let secrets = ["one", "two"].map(|name| login(scene, stack, name));
        SecretTargetAttachment::new(&secrets[which], "shop", Engine::Postgres, host, port)
    }
    const HOST: &str = "shop.example.com";
    Case::new("secretsmanager.SecretTargetAttachment", |scene, stack| {
        let attachment = of(scene, stack, 0, HOST, 5432);
        scene.it(stack, attachment);
    })
    .changes("host", |scene, stack| {
        let attachment = of(scene, stack, 0, "other.example.com", 5432);
        scene.it(stack, attachment);
    })
    .changes("port", |scene, stack| {
        let attachment = of(scene, stack, 0, HOST, 5433);
        scene.it(stack, attachment);
    })
    .changes("dbname", |scene, stack| {
        let attachment = of(scene, stack, 0, HOST, 5432).dbname("shop");
        scene.it(stack, attachment);
    })
    .changes("engine", |scene, stack| {
        let secrets = ["one", "two"].map(|name| login(scene, stack, name));
        scene.it(stack, SecretTargetAttachment::new(&secrets[0], "shop", Engine::Mysql, HOST, 5432));
    })
    .changes("target_id", |scene, stack| {
        let secrets = ["one", "two"].map(|name| login(scene, stack, name));
        scene.it(stack, SecretTargetAttachment::new(&secrets[0], "other", Engine::Postgres, HOST, 5432));
    })
    .replaces("secret_id", |scene, stack| {
        let attachment = of(scene, stack, 1, HOST, 5432);
        scene.it(stack, attachment);
    })
    .sample(|scene, stack| {
        let attachment = of(scene, stack, 0, HOST, 5432).target_type(TargetType::DbInstance);
        scene.it(stack, attachment);
    })
}
