//! `ec2.KeyPair`

use ironwright_core::{Input, InputMap, Map, Options, Output, Value};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a key pair, `ecskeypair`.
    KeyName = "ec2.KeyPair" . "key_name";
    /// The id of a key pair, `key-0ac7a2f1d3bb3f1a4`.
    KeyPairId = "ec2.KeyPair" . "id";
    /// The ARN of a key pair.
    KeyPairArn = "ec2.KeyPair" . "arn";
}

/// The public half of a key that people log in to instances with; the private half never leaves its owner.
///
/// AWS can make both halves too, and then shows the private one once: a program that is run again could not have it, so
/// that this is not offered. Instances that run keep the key they were started with.
///
/// ```
/// use ironwright::aws::ec2::KeyPair;
/// use ironwright::prelude::*;
///
/// let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtxnbDHXbuCJHqPGhQBxnsZ6iNNwJUoXHAGNvZ3rtw2 me@example.com";
/// let mut stack = Stack::new("demo");
/// let key = stack.add("ecs", KeyPair::new("ecskeypair", key));
/// stack.output("key", &key.key_name);
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ec2.KeyPair",
    id = "key-{hex:17}",
    outputs = KeyPairOutputs,
    page = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html",
    cloudformation = "AWS::EC2::KeyPair",
    unique = [["key_name"]],
    normal_form = without_comment,
    yields(KeyName = key_name, KeyPairId = id, KeyPairArn = arn)
)]
pub struct KeyPair {
    /// The name, one of its kind in the region: up to 255 characters of ASCII, without spaces around them.
    #[input(replaces, length = 1..=255, pattern("[!-~]([ -~]*[!-~])?", "made of characters of ASCII, without spaces around them"))]
    key_name: Input<KeyName>,
    /// The public key as OpenSSH writes it, `ssh-ed25519 AAAA… me@example.com`: RSA or Ed25519. The comment does not count.
    #[input(
        replaces,
        pattern(
            r"(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]{32,}={0,2}([ \t][^\n]*)?\n?",
            "a public key as OpenSSH writes it, `ssh-rsa AAAA…` or `ssh-ed25519 AAAA…`"
        )
    )]
    public_key_material: Input<String>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
    options: Options,
}

/// What AWS gives back of a [`KeyPair`].
#[derive(Outputs, Debug)]
pub struct KeyPairOutputs {
    /// The key pair's id.
    #[output("{id}")]
    pub id: Output<KeyPairId>,
    /// The key pair's ARN.
    #[output("arn:aws:ec2:{region}:{account}:key-pair/{id}")]
    pub arn: Output<KeyPairArn>,
    /// The key pair's name.
    pub key_name: Output<KeyName>,
    /// The fingerprint, as AWS computes it: of an RSA key by MD5, of an Ed25519 key by SHA-256.
    #[output("{hex:32}")]
    pub key_fingerprint: Output<String>,
}

/// AWS writes the key pair's name in the place of the comment: neither says anything of the key.
fn without_comment(inputs: &mut Map) {
    let material = "public_key_material";
    let key = inputs.get(material).and_then(Value::as_text).and_then(|text| {
        let mut words = text.split_whitespace();
        Some(format!("{} {}", words.next()?, words.next()?))
    });
    if let Some(key) = key {
        inputs.insert(material.into(), key.into());
    }
}
