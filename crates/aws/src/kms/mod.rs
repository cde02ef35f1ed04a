//! AWS Key Management Service: keys that encrypt what other services keep.

use ironwright_core::tags::TagRules;

mod alias;
mod key;

pub use alias::{Alias, AliasName, AliasOutputs};
pub use key::{Key, KeyArn, KeyId, KeyOutputs, KeySpec, KeyUsage};

/// What KMS takes of tags: <https://docs.aws.amazon.com/kms/latest/developerguide/tagging-keys.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
