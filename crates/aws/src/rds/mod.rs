//! Amazon Relational Database Service: databases that AWS runs.

use ironwright_core::tags::TagRules;

mod db_instance;
mod db_parameter_group;
mod db_subnet_group;
mod engine;
mod instance_class;
mod password;
mod storage;

pub use db_instance::{DbInstance, DbInstanceArn, DbInstanceIdentifier, DbInstanceOutputs, StorageType};
pub use db_parameter_group::{DbParameterGroup, DbParameterGroupName, DbParameterGroupOutputs};
pub use db_subnet_group::{DbSubnetGroup, DbSubnetGroupName, DbSubnetGroupOutputs};
pub use engine::Engine;

/// What RDS takes of tags: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Tagging.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: true,
    most: 50,
    longest_name: 128,
    longest_value: 256,
    symbols: Some("_.:/=+-@"),
    ignores_case: false,
};

/// How groups are named; RDS writes capital letters small.
const GROUP_NAME: &str = "[a-z]([a-z0-9]|-[a-z0-9])*";
/// The same in words.
const GROUP_NAME_IN_WORDS: &str =
    "a name of small letters, digits and single hyphens that begins with a letter";
