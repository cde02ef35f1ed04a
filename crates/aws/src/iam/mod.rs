//! AWS Identity and Access Management: who may do what.

use ironwright_core::tags::TagRules;

mod condition;
mod group;
mod group_policy_attachment;
mod policy;
mod policy_check;
mod policy_document;
mod policy_json;
mod role;
mod role_policy;

pub use condition::Condition;
pub use group::{Group, GroupArn, GroupName, GroupOutputs};
pub use group_policy_attachment::{GroupPolicyAttachment, GroupPolicyAttachmentOutputs};
pub use policy::{Policy, PolicyArn, PolicyOutputs};
pub(crate) use policy_check::{PolicyOf, at_least, check_policy, check_size};
pub use policy_document::{PolicyDocument, Principal, Statement};
pub use role::{Role, RoleArn, RoleName, RoleOutputs};
pub use role_policy::{RolePolicy, RolePolicyOutputs};

/// What IAM takes of tags: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: true,
};

/// How roles, groups and policies are named.
const NAME: &str = r"[\w+=,.@-]+";
/// The same in words.
const NAME_IN_WORDS: &str = "a name of letters, digits and `_+=,.@-`";
