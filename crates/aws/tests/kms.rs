//! Keys and the names that stand for them.

mod common;

use common::problems;
use ironwright_aws::iam::{PolicyDocument, Principal, Statement};
use ironwright_aws::kms::{Alias, Key, KeySpec, KeyUsage};
use ironwright_core::Stack;
use ironwright_core::plan::Action;
use ironwright_testkit::testing::rehearse;

type Done = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn keys_that_aws_takes_are_taken() {
    let found = problems(|stack| {
        let root = Principal::aws("arn:aws:iam::123456789012:root");
        let all = Statement::allow().sid("Enable IAM policies").principal(root).action("kms:*").resource("*");
        let key = Key::new().key_policy(PolicyDocument::new().statement(all)).enable_key_rotation(true);
        let key = stack.add("data", key.rotation_period_in_days(180u32));
        stack.add("data", Alias::new("alias/shop/data_1", &key));
        let pair = Key::new().key_spec(KeySpec::EccNistP256).key_usage(KeyUsage::SignVerify);
        stack.add("signs", pair);
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_aws_would_refuse_of_a_key_is_told_together() {
    let found = problems(|stack| {
        let nobody = Statement::allow().action("kms:*").resource("*");
        stack.add("policy", Key::new().key_policy(PolicyDocument::new().statement(nobody)));
        let pair = Key::new().key_spec(KeySpec::Rsa2048).key_usage(KeyUsage::GenerateVerifyMac);
        stack.add("pair", pair.enable_key_rotation(true));
        stack.add("period", Key::new().rotation_period_in_days(30u32).pending_window_in_days(1u32));
    });
    assert_eq!(
        found,
        [
            "error: kms.Key.policy: key_policy.Statement[0]: has no principal\n  hint: say who: \
             `.principal(Principal::service(\"ecs-tasks.amazonaws.com\"))`",
            "error: kms.Key.pair: enable_key_rotation: AWS does not rotate a key of RSA_2048\n  hint: leave it out: only \
             symmetric keys that encrypt rotate by themselves",
            "error: kms.Key.pair: key_usage: a key of RSA_2048 is not for GENERATE_VERIFY_MAC\n  hint: such a key is for \
             ENCRYPT_DECRYPT or SIGN_VERIFY",
            "error: kms.Key.period: rotation_period_in_days: 30 is not between 90 and 2560\n  hint: After how many days the \
             key material is made anew, 90 to 2560: 365 where AWS is not told",
            "error: kms.Key.period: pending_window_in_days: 1 is not between 7 and 30\n  hint: For how many days a deleted \
             key can still be had back, 7 to 30. AWS is told when it comes to that, not before",
            "error: kms.Key.period: rotation_period_in_days: needs `enable_key_rotation`, which is off\n  hint: set \
             `.enable_key_rotation(true)`, or leave the period out",
        ]
    );
}

#[test]
fn an_alias_begins_as_aliases_do_and_is_none_of_awss_own() {
    let found = problems(|stack| {
        let key = stack.add("data", Key::new());
        stack.add("bare", Alias::new("data", &key));
        stack.add("aws", Alias::new("alias/aws/rds", &key));
    });
    assert_eq!(
        found,
        [
            "error: kms.Alias.bare: alias_name: \"data\" is not `alias/` and a name of letters, digits and `/_-`\n  hint: The \
             name, one of its kind in account and region: `alias/` and up to 250 letters, digits and `/_-`",
            "error: kms.Alias.aws: alias_name: `alias/aws/…` names keys that AWS manages\n  hint: choose another name",
        ]
    );
}

#[expect(clippy::unnecessary_wraps, reason = "it has the shape of every program")]
fn keys(stack: &mut Stack, (spec, of): &(KeySpec, usize)) -> Done {
    let keys = ["one", "two"].map(|name| stack.add(name, Key::new().key_spec(*spec).description(name)));
    stack.add("data", Alias::new("alias/data", &keys[*of]));
    Ok(())
}

#[test]
fn an_alias_moves_to_another_key_and_another_sort_of_key_is_another_one() {
    let mut world = rehearse("keys", keys, &(KeySpec::SymmetricDefault, 0));
    let report = world.up(keys, &(KeySpec::SymmetricDefault, 1)).expect("a run");
    let step = |report: &ironwright_testkit::testing::Report, address: &str| {
        report.plan.step(address).map(|step| step.action)
    };
    assert_eq!(step(&report, "kms.Alias.data"), Some(Action::Update), "{report}");
    let report = world.up(keys, &(KeySpec::Rsa2048, 1)).expect("a run");
    assert!(matches!(step(&report, "kms.Key.one"), Some(Action::Replace(_))), "{report}");
    assert!(report.outcome.is_complete(), "{report}");
}
