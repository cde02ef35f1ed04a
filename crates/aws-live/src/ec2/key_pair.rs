//! `ec2.KeyPair` on AWS.
//!
//! `ImportKeyPair` has no token, but a name is given once: a second request is refused, and the tag then says whether the
//! key pair that is there was made by the first.

use aws_sdk_ec2::types::KeyPairInfo as Described;
use aws_smithy_types::Blob;
use ironwright_aws::ec2::{KeyPair, KeyPairOutputs};

use super::api::prelude::*;

on_aws!(KeyPair as AsTagged);

impl Tagged for KeyPair {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::key_pair_id;
    const READ: Action = EC2.action("DescribeKeyPairs");
    const CREATE: Action = EC2.action("ImportKeyPair");
    const DELETE: Action = EC2.action("DeleteKeyPair");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let by = select(which, "key-pair-id");
        let send = || aws.ec2().describe_key_pairs().include_public_key(true).filters(by.clone()).send();
        Ok(aws.call(Self::READ, send).await?.key_pairs.unwrap_or_default())
    }

    fn observe(_: &Calls<'_>, key: &Described, _: &Map) -> Properties {
        // What stands behind type and key is the name once more, or a comment.
        let material: Option<Vec<&str>> = key.public_key().map(|it| it.split_whitespace().take(2).collect());
        Properties::default()
            .with(Self::KEY_NAME, key.key_name())
            .with(Self::PUBLIC_KEY_MATERIAL, material.map(|words| words.join(" ")))
            .with(KeyPairOutputs::KEY_FINGERPRINT, key.key_fingerprint())
            .with_tags(key.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let material: String = text(inputs, Self::PUBLIC_KEY_MATERIAL).unwrap_or_default();
        let send = || {
            aws.ec2()
                .import_key_pair()
                .set_key_name(text(inputs, Self::KEY_NAME))
                .public_key_material(Blob::new(material.as_bytes()))
                .tag_specifications(tagged(ResourceType::KeyPair, request))
                .send()
        };
        // The answer leaves out the key itself.
        Made::named(Self::CREATE, aws.call(Self::CREATE, send).await?.key_pair_id())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_key_pair().key_pair_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}
