//! AWS Identity and Access Management: who may do what.

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
pub(crate) use policy_check::{PolicyOf, check_policy, check_size};
pub use policy_document::{PolicyDocument, Principal, Statement};
pub use role::{Role, RoleArn, RoleName, RoleOutputs};
pub use role_policy::{RolePolicy, RolePolicyOutputs};
