//! AWS Secrets Manager: passwords and the like, which programs read when they need them.

use ironwright_core::tags::TagRules;

mod generated;
mod resource_policy;
mod rotation_schedule;
mod secret;
mod secret_target_attachment;
mod value;

pub use generated::GenerateSecretString;
pub use resource_policy::{ResourcePolicy, ResourcePolicyOutputs};
pub use rotation_schedule::{RotationSchedule, RotationScheduleOutputs};
pub use secret::{Secret, SecretArn, SecretOutputs, TO_BE_FILLED_IN};
pub use secret_target_attachment::{SecretTargetAttachment, SecretTargetAttachmentOutputs, TargetType};

/// What Secrets Manager takes of tags: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/managing-secrets_tagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};
