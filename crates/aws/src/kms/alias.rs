//! `kms.Alias`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::KeyId;

ironwright_core::references! {
    /// The name of an alias, `alias/data`.
    AliasName = "kms.Alias" . "alias_name";
}

/// A name for a key, by which programs find it and which can move to another key.
///
/// ```
/// use ironwright::aws::kms::{Alias, Key};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let key = stack.add("data", Key::new());
/// stack.add("data", Alias::new("alias/data", &key));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "kms.Alias",
    id = "{alias_name}",
    outputs = AliasOutputs,
    page = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
    cloudformation = "AWS::KMS::Alias",
    unique = [["alias_name"]],
    check = check,
    yields(AliasName = alias_name)
)]
pub struct Alias {
    /// The name, one of its kind in account and region: `alias/` and up to 250 letters, digits and `/_-`.
    #[input(replaces, length = 1..=256, pattern("alias/[a-zA-Z0-9/_-]+", "`alias/` and a name of letters, digits and `/_-`"))]
    alias_name: Input<AliasName>,
    /// The key that the name stands for.
    #[input(length = 1..=256)]
    target_key_id: Input<KeyId>,
    options: Options,
}

/// What AWS gives back of an [`Alias`].
#[derive(Outputs, Debug)]
pub struct AliasOutputs {
    /// The alias's name.
    pub alias_name: Output<AliasName>,
    /// The alias's ARN.
    #[output("arn:aws:kms:{region}:{account}:{alias_name}")]
    pub arn: Output<String>,
}

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    if inputs.text("alias_name").is_some_and(|name| name.starts_with("alias/aws/")) {
        problems.report("alias_name", "`alias/aws/…` names keys that AWS manages", "choose another name");
    }
}
