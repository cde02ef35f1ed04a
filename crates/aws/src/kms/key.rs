//! `kms.Key`

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::{Document, Input, InputMap, Options, Output};
use ironwright_macros::{Outputs, Resource};

use crate::iam::{PolicyOf, at_least, check_policy};

ironwright_core::references! {
    /// The id of a key, `1234abcd-12ab-34cd-56ef-1234567890ab`.
    KeyId = "kms.Key" . "id";
    /// The ARN of a key.
    KeyArn = "kms.Key" . "arn";
}

ironwright_core::choices! {
    /// What a key is for.
    KeyUsage {
        /// To encrypt and decrypt: what other services need.
        EncryptDecrypt = "ENCRYPT_DECRYPT",
        /// To sign and verify.
        SignVerify = "SIGN_VERIFY",
        /// To make and verify codes that authenticate a message.
        GenerateVerifyMac = "GENERATE_VERIFY_MAC",
        /// To agree with somebody on a shared secret.
        KeyAgreement = "KEY_AGREEMENT",
    }
    /// What a key consists of.
    KeySpec {
        /// One symmetric key of 256 bits: the only one that other services take.
        SymmetricDefault = "SYMMETRIC_DEFAULT",
        /// An RSA pair of 2048 bits.
        Rsa2048 = "RSA_2048",
        /// An RSA pair of 3072 bits.
        Rsa3072 = "RSA_3072",
        /// An RSA pair of 4096 bits.
        Rsa4096 = "RSA_4096",
        /// A pair on the curve P-256.
        EccNistP256 = "ECC_NIST_P256",
        /// A pair on the curve P-384.
        EccNistP384 = "ECC_NIST_P384",
        /// A pair on the curve P-521.
        EccNistP521 = "ECC_NIST_P521",
        /// A pair on the curve secp256k1.
        EccSecgP256k1 = "ECC_SECG_P256K1",
        /// An HMAC key of 224 bits.
        Hmac224 = "HMAC_224",
        /// An HMAC key of 256 bits.
        Hmac256 = "HMAC_256",
        /// An HMAC key of 384 bits.
        Hmac384 = "HMAC_384",
        /// An HMAC key of 512 bits.
        Hmac512 = "HMAC_512",
    }
}

/// A key that AWS keeps and never shows.
///
/// A key is never deleted at once: it is disabled, waits for `pending_window_in_days`, and can be had back for so long.
/// What it has encrypted is lost with it.
///
/// ```
/// use ironwright::aws::kms::{Alias, Key};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let key = stack.add("data", Key::new().description("Encrypts the data").enable_key_rotation(true));
/// stack.add("data", Alias::new("alias/data", &key));
/// stack.output("key", &key.arn);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "kms.Key",
    id = "{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}",
    outputs = KeyOutputs,
    page = "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html",
    cloudformation = "AWS::KMS::Key",
    check = check,
    yields(KeyId = id, KeyArn = arn)
)]
pub struct Key {
    /// What the key is for, in words: up to 8192 characters.
    #[input(length = 0..=8192)]
    description: Option<Input<String>>,
    /// Who may use and who may manage the key, in up to 32768 characters. Without one, IAM policies of the account decide.
    #[input(weak, unordered)]
    key_policy: Option<Input<Document>>,
    /// Whether a key policy is taken that leaves the caller without the right to change it again. AWS is told with the
    /// policy.
    #[input(default = false, write_only)]
    bypass_policy_lockout_safety_check: Option<Input<bool>>,
    /// What the key is for.
    #[input(default = "ENCRYPT_DECRYPT", replaces)]
    key_usage: Option<Input<KeyUsage>>,
    /// What the key consists of.
    #[input(default = "SYMMETRIC_DEFAULT", replaces)]
    key_spec: Option<Input<KeySpec>>,
    /// Whether the key can be used.
    #[input(default = true)]
    enabled: Option<Input<bool>>,
    /// Whether AWS makes new key material from time to time. What was encrypted before stays readable.
    #[input(default = false)]
    enable_key_rotation: Option<Input<bool>>,
    /// After how many days the key material is made anew, 90 to 2560: 365 where AWS is not told.
    #[input(range = 90..=2560)]
    rotation_period_in_days: Option<Input<u32>>,
    /// Whether the key can have replicas in other regions.
    #[input(default = false, replaces)]
    multi_region: Option<Input<bool>>,
    /// For how many days a deleted key can still be had back, 7 to 30. AWS is told when it comes to that, not before.
    #[input(default = 30, range = 7..=30, write_only)]
    pending_window_in_days: Option<Input<u32>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`Key`].
#[derive(Outputs, Debug)]
pub struct KeyOutputs {
    /// The key's id.
    #[output("{id}")]
    pub id: Output<KeyId>,
    /// The key's ARN.
    #[output("arn:aws:kms:{region}:{account}:key/{id}")]
    pub arn: Output<KeyArn>,
}

/// AWS's limit for the text of a key's policy.
const MOST_CHARACTERS: usize = 32_768;

fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    check_policy(PolicyOf::Resource, "key_policy", inputs, problems);
    if let Some(document) = inputs.value("key_policy") {
        let taken = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{ff}');
        if let Some(wrong) = crate::json::compact(document).chars().find(|c| !taken(*c)) {
            problems.report(
                "key_policy",
                format!("has {wrong:?}, which KMS does not take in a policy"),
                "write names and values with letters of Latin script",
            );
        }
        let length = crate::json::compact(document).chars().count();
        if length > MOST_CHARACTERS {
            let length = at_least(length, document.has_unknown());
            problems.report(
                "key_policy",
                format!("has {length} characters, KMS takes {MOST_CHARACTERS}"),
                "allow the account's root, and say the rest in IAM policies",
            );
        }
    }
    let rotates = inputs.bool("enable_key_rotation") == Some(true);
    let spec = inputs.text("key_spec").unwrap_or("SYMMETRIC_DEFAULT");
    if rotates && spec != "SYMMETRIC_DEFAULT" {
        problems.report(
            "enable_key_rotation",
            format!("AWS does not rotate a key of {spec}"),
            "leave it out: only symmetric keys that encrypt rotate by themselves",
        );
    }
    if inputs.is_set("rotation_period_in_days") && inputs.bool("enable_key_rotation") == Some(false) {
        problems.report(
            "rotation_period_in_days",
            "needs `enable_key_rotation`, which is off",
            "set `.enable_key_rotation(true)`, or leave the period out",
        );
    }
    check_usage(spec, inputs, problems);
}

fn check_usage(spec: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let Some(usage) = inputs.text("key_usage") else { return };
    let usages: &[&str] = match spec {
        "SYMMETRIC_DEFAULT" => &["ENCRYPT_DECRYPT"],
        "ECC_SECG_P256K1" => &["SIGN_VERIFY"],
        rsa if rsa.starts_with("RSA_") => &["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
        ecc if ecc.starts_with("ECC_") => &["SIGN_VERIFY", "KEY_AGREEMENT"],
        hmac if hmac.starts_with("HMAC_") => &["GENERATE_VERIFY_MAC"],
        _ => return,
    };
    if !usages.contains(&usage) {
        problems.report(
            "key_usage",
            format!("a key of {spec} is not for {usage}"),
            format!("such a key is for {}", usages.join(" or ")),
        );
    }
}
