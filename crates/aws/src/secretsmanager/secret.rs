//! `secretsmanager.Secret`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

use super::generated::{self, GenerateSecretString};
use crate::kms::KeyArn;

ironwright_core::references! {
    /// The ARN of a secret, which ends with six characters that AWS makes up.
    SecretArn = "secretsmanager.Secret" . "arn";
}

/// What stands in an [initial value](Secret::initial_secret_string) for what people are to fill in: where it is still there
/// when the value is [read for another resource](SecretOutputs::value_of), nothing is made with it.
pub const TO_BE_FILLED_IN: &str = "(to be filled in)";

/// A secret value that AWS keeps: a password, a key, or an object in JSON with several of them.
///
/// The value is given by the program, made up by AWS, or filled in by people; the program never reads it. What needs it
/// names it: [`json_key`](SecretOutputs::json_key) for a container, [`value_of`](SecretOutputs::value_of) for the password
/// of a database.
///
/// A deleted secret can be had back for `recovery_window_in_days`, and keeps its name for so long.
///
/// ```
/// use ironwright::aws::secretsmanager::{GenerateSecretString, Secret};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let login = GenerateSecretString::new()
///     .secret_string_template(r#"{"username": "postgresql"}"#)
///     .generate_string_key("password");
/// let login = stack.add("login", Secret::new("shop/database").generate_secret_string(login));
/// stack.output("password", login.json_key("password"));
/// // What people fill in stays as they have filled it in.
/// let begin = r#"{"LANG": "en_GB.UTF-8", "STRIPE_KEY": "(to be filled in)"}"#;
/// stack.add("settings", Secret::new("shop/settings").initial_secret_string(begin));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "secretsmanager.Secret",
    id = "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex:6}",
    outputs = SecretOutputs,
    page = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/intro.html",
    cloudformation = "AWS::SecretsManager::Secret",
    unique = [["name"]],
    check = check,
    normal_form = normalise,
    yields(SecretArn = arn)
)]
pub struct Secret {
    /// The name, one of its kind in account and region: up to 512 letters, digits and `/_+=.@-`.
    #[input(
        replaces,
        length = 1..=512,
        pattern("[A-Za-z0-9/_+=.@-]+", "a name of letters, digits and `/_+=.@-`")
    )]
    name: Input<String>,
    /// What the secret is for, in up to 2048 characters.
    #[input(length = 0..=2048)]
    description: Option<Input<String>>,
    /// The key that encrypts the value: `aws/secretsmanager` where none is named, which no other account can use.
    #[input(length = 0..=2048)]
    kms_key_id: Option<Input<KeyArn>>,
    /// The value: up to 65536 characters. AWS is told it when the secret is made and when the program's value changes; what
    /// people write over it meanwhile stays.
    #[input(secret, write_only, length = 1..=65536)]
    secret_string: Option<Input<String>>,
    /// A value that AWS makes up when the secret is made, and anew when this changes.
    #[input(write_only)]
    generate_secret_string: Option<GenerateSecretString>,
    /// For how many days a deleted secret can be had back, 7 to 30: 30 where AWS is not told. AWS is told when it comes to
    /// that, not before.
    #[input(range = 7..=30, write_only)]
    recovery_window_in_days: Option<Input<u32>>,
    /// Whether a deleted secret is gone at once, so that its name is free again. AWS is told when it comes to that.
    #[input(default = false, write_only)]
    force_delete_without_recovery: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Secret`]: never its value.
#[derive(Outputs, Debug)]
pub struct SecretOutputs {
    /// The secret's ARN.
    #[output("{id}")]
    pub arn: Output<SecretArn>,
    /// The secret's name.
    pub name: Output<String>,
}

impl Secret {
    /// The value that the secret begins with and people then change: what the program says of it later changes nothing, and
    /// nothing that they have filled in is ever set back.
    #[track_caller]
    pub fn initial_secret_string(self, value: impl Into<Input<String>>) -> Self {
        let mut secret = self.secret_string(value);
        secret.options.ignore_changes.push("secret_string".to_owned());
        secret
    }
}

/// The key that AWS takes where none is named is the same as none.
fn normalise(inputs: &mut Map) {
    if inputs.get("kms_key_id").and_then(Value::as_text) == Some("alias/aws/secretsmanager") {
        inputs.remove("kms_key_id");
    }
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if inputs.is_set("secret_string") && inputs.is_set("generate_secret_string") {
        problems.report(
            "generate_secret_string",
            "the value is given, and made up by AWS too",
            "leave out `secret_string`, or this",
        );
    }
    if let Some(generated) = inputs.block("generate_secret_string") {
        generated::check("generate_secret_string", &generated, problems);
    }
    if inputs.is_set("recovery_window_in_days") && inputs.bool("force_delete_without_recovery") == Some(true)
    {
        problems.report(
            "recovery_window_in_days",
            "what is gone at once has no days in which it can be had back",
            "leave out `force_delete_without_recovery`, or this",
        );
    }
}
