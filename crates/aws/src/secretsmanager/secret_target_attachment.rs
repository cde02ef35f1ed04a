//! `secretsmanager.SecretTargetAttachment`

use ironwright_core::{Declared, Input, Options, Output};
use ironwright_macros::{Outputs, Resource};

use super::{Secret, SecretArn};
use crate::rds::{DbInstance, DbInstanceIdentifier, Engine};

ironwright_core::choices! {
    /// What a secret logs in to.
    TargetType {
        /// A database instance of RDS.
        DbInstance = "AWS::RDS::DBInstance",
    }
}

/// What a secret with user and password logs in to: host, port and the like, as further members of its object in JSON, so
/// that whoever has the secret can connect.
///
/// ```
/// use ironwright::aws::rds::{DbInstance, Engine};
/// use ironwright::aws::secretsmanager::{GenerateSecretString, Secret, SecretTargetAttachment};
/// use ironwright::prelude::*;
///
/// let mut stack = Stack::new("demo");
/// let login = GenerateSecretString::new()
///     .exclude_punctuation(true)
///     .secret_string_template(r#"{"username": "shop"}"#)
///     .generate_string_key("password");
/// let login = stack.add("login", Secret::new("shop/database").generate_secret_string(login));
/// let database = DbInstance::new("shop", Engine::Postgres, "db.t4g.small")
///     .allocated_storage(20u32)
///     .master_username("shop")
///     .master_user_password(login.value_of("password"));
/// let database = stack.add("database", database);
/// stack.add("login", SecretTargetAttachment::of(&login, &database).dbname("shop"));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "secretsmanager.SecretTargetAttachment",
    id = "{secret_id}",
    outputs = SecretTargetAttachmentOutputs,
    page = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secrettargetattachment.html",
    cloudformation = "AWS::SecretsManager::SecretTargetAttachment",
    unique = [["secret_id"]]
)]
pub struct SecretTargetAttachment {
    /// The secret, whose value is an object in JSON. It takes the attachment with it when it is deleted.
    #[input(replaces, weak, length = 1..=2048)]
    secret_id: Input<SecretArn>,
    /// The database, which becomes `dbInstanceIdentifier`.
    target_id: Input<DbInstanceIdentifier>,
    /// What the target is.
    #[input(default = "AWS::RDS::DBInstance", write_only)]
    target_type: Option<Input<TargetType>>,
    /// The database's engine, which becomes `engine`.
    engine: Input<Engine>,
    /// Where the database listens, which becomes `host`.
    host: Input<String>,
    /// The port on which it listens, which becomes `port`.
    #[input(range = 1..=65535)]
    port: Input<u16>,
    /// The database in the instance, which becomes `dbname`.
    dbname: Option<Input<String>>,
    options: Options,
}

/// What AWS gives back of a [`SecretTargetAttachment`].
#[derive(Outputs, Debug)]
pub struct SecretTargetAttachmentOutputs {
    /// The secret.
    pub secret_id: Output<SecretArn>,
}

impl SecretTargetAttachment {
    /// Lets a secret say how to reach a database.
    #[track_caller]
    pub fn of(secret: &Declared<Secret>, database: &Declared<DbInstance>) -> Self {
        Self::new(secret, database, &database.engine, &database.endpoint_address, &database.endpoint_port)
    }
}
