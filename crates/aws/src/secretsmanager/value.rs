//! What is written where a secret's value belongs, so that nobody but AWS ever has to know it.

use ironwright_core::dynamic::reference;
use ironwright_core::{Output, text};

use super::SecretOutputs;

/// How a dynamic reference names Secrets Manager: `{{resolve:secretsmanager:ARN:SecretString:KEY}}`, as in CloudFormation.
const SERVICE: &str = "secretsmanager";

impl SecretOutputs {
    /// What containers' `secrets` and others take that read one member of a secret in JSON by themselves: the ARN with the
    /// member's name behind it.
    ///
    /// ```
    /// use ironwright::aws::ecs::Container;
    /// use ironwright::aws::secretsmanager::Secret;
    /// use ironwright::prelude::*;
    ///
    /// let mut stack = Stack::new("demo");
    /// let login = stack.add("login", Secret::new("shop/database"));
    /// let app = Container::new("app", "app:1").secret("DB_PASSWORD", login.json_key("password"));
    /// # let _ = app;
    /// ```
    #[track_caller]
    pub fn json_key(&self, name: &str) -> Output<String> {
        text!("{}:{name}::", self.arn)
    }

    /// The value, for an input of another resource that takes a secret and never gives it back, as a password. It is read
    /// when AWS is called, and never kept: plan, journal and state have only where to read it. When the value changes, what
    /// was made with it stays as it is.
    ///
    /// ```
    /// use ironwright::aws::rds::{DbInstance, Engine};
    /// use ironwright::aws::secretsmanager::{GenerateSecretString, Secret};
    /// use ironwright::prelude::*;
    ///
    /// let mut stack = Stack::new("demo");
    /// let password = GenerateSecretString::new().exclude_punctuation(true);
    /// let password = stack.add("password", Secret::new("shop/password").generate_secret_string(password));
    /// let database = DbInstance::new("shop", Engine::Postgres, "db.t4g.small")
    ///     .allocated_storage(20u32)
    ///     .master_username("shop")
    ///     .master_user_password(password.value());
    /// stack.add("database", database);
    /// assert!(stack.graph().is_ok());
    /// ```
    #[track_caller]
    pub fn value(&self) -> Output<String> {
        reference(SERVICE, &text!("{}:SecretString", self.arn))
    }

    /// One member of a value in JSON, as [`value`](Self::value).
    #[track_caller]
    pub fn value_of(&self, name: &str) -> Output<String> {
        reference(SERVICE, &text!("{}:SecretString:{name}", self.arn))
    }
}
