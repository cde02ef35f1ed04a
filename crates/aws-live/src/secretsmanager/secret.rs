//! `secretsmanager.Secret` on AWS.
//!
//! `CreateSecret` takes a token, and a name is given once: a second request is refused, and the tag then says whether the
//! secret that is there was made by the first. A value that AWS makes up is asked for with a call of its own before, so a
//! request that is sent again would have another one: it is refused like any second one.
//!
//! A value is never read here. A secret that waits for its deletion counts as gone, though its name is not free.

use aws_sdk_secretsmanager::operation::describe_secret::DescribeSecretOutput as Described;
use futures_util::future::try_join_all;
use ironwright_aws::secretsmanager::{GenerateSecretString, Secret, SecretOutputs};

use super::api::{ById, SECRETS_MANAGER, to_tags};
use crate::handler::prelude::*;
use crate::handler::{ids, owned};

const UPDATE: Action = SECRETS_MANAGER.action("UpdateSecret");
const PUT: Action = SECRETS_MANAGER.action("PutSecretValue");
const MAKE_UP: Action = SECRETS_MANAGER.action("GetRandomPassword");

on_aws!(Secret as AsTagged);

impl Tagged for Secret {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::arn;
    const READ: Action = SECRETS_MANAGER.action("DescribeSecret");
    const CREATE: Action = SECRETS_MANAGER.action("CreateSecret");
    const ALSO_CREATE: Actions = &[MAKE_UP];
    const UPDATE: Actions = &[UPDATE, PUT, MAKE_UP];
    const DELETE: Action = SECRETS_MANAGER.action("DeleteSecret");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = match which {
            Which::Read(resources) => ids(resources),
            Which::MadeBy(request) => text(&request.inputs, Self::NAME).into_iter().collect(),
        };
        let describe = async |name: &String| {
            let send = || aws.secretsmanager().describe_secret().secret_id(name).send();
            let answer = unless_missing(aws.call(Self::READ, send).await)?;
            Ok(answer.filter(|secret| secret.deleted_date().is_none()))
        };
        let all: Result<Vec<Option<Described>>> = try_join_all(names.iter().map(describe)).await;
        Ok(all?.into_iter().flatten().collect())
    }

    fn observe(_: &Calls<'_>, secret: &Described, _: &Map) -> Properties {
        Properties::default()
            .with(SecretOutputs::ARN, secret.arn())
            .with(Self::NAME, secret.name())
            .with(Self::DESCRIPTION, secret.description().filter(|text| !text.is_empty()))
            .with(Self::KMS_KEY_ID, secret.kms_key_id())
            .with_tags(secret.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let value = value_of(aws, inputs).await?;
        let send = || {
            aws.secretsmanager()
                .create_secret()
                .client_request_token(&request.token)
                .set_name(text(inputs, Self::NAME))
                .set_description(text(inputs, Self::DESCRIPTION))
                .set_kms_key_id(text(inputs, Self::KMS_KEY_ID))
                .set_secret_string(value.clone())
                .set_tags(Some(to_tags(&owned(request))))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await.map_err(hinted)?;
        Made::named(Self::CREATE, answer.arn())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let description = change.of(Self::DESCRIPTION).map(|it| it.as_text().unwrap_or_default().to_owned());
        // Nothing here is the key that AWS manages for the account.
        let usual = "alias/aws/secretsmanager";
        let key = change.of(Self::KMS_KEY_ID).map(|it| it.as_text().unwrap_or(usual).to_owned());
        if description.is_some() || key.is_some() {
            let update = || aws.secretsmanager().update_secret().secret_id(change.id);
            let set = || update().set_description(description.clone()).set_kms_key_id(key.clone());
            aws.call(UPDATE, || set().send()).await?;
        }
        let given = change.of(Self::SECRET_STRING).or(change.of(Self::GENERATE_SECRET_STRING));
        if given.is_some_and(|given| *given != Value::Null) {
            let value = value_of(aws, change.wanted).await?;
            let put = || aws.secretsmanager().put_secret_value().secret_id(change.id);
            aws.call(PUT, || put().set_secret_string(value.clone()).send()).await?;
        }
        Ok(())
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let inputs = &request.inputs;
        let at_once = flag(inputs, Self::FORCE_DELETE_WITHOUT_RECOVERY).filter(|at_once| *at_once);
        let days = number(inputs, Self::RECOVERY_WINDOW_IN_DAYS).map(i64::from).filter(|_| at_once.is_none());
        let delete = || aws.secretsmanager().delete_secret().secret_id(&*request.id);
        let set = || delete().set_recovery_window_in_days(days).set_force_delete_without_recovery(at_once);
        aws.call(Self::DELETE, || set().send()).await.map(drop)
    }
}

/// What becomes the secret: what was given, or what AWS makes up now.
async fn value_of(aws: &Calls<'_>, inputs: &Map) -> Result<Option<String>> {
    type Block = GenerateSecretString;
    let Some(how) = block(inputs, Secret::GENERATE_SECRET_STRING) else {
        return Ok(text(inputs, Secret::SECRET_STRING));
    };
    let send = || {
        aws.secretsmanager()
            .get_random_password()
            .set_password_length(number(how, Block::PASSWORD_LENGTH).map(i64::from))
            .set_exclude_characters(text(how, Block::EXCLUDE_CHARACTERS))
            .set_exclude_lowercase(flag(how, Block::EXCLUDE_LOWERCASE))
            .set_exclude_uppercase(flag(how, Block::EXCLUDE_UPPERCASE))
            .set_exclude_numbers(flag(how, Block::EXCLUDE_NUMBERS))
            .set_exclude_punctuation(flag(how, Block::EXCLUDE_PUNCTUATION))
            .set_include_space(flag(how, Block::INCLUDE_SPACE))
            .set_require_each_included_type(flag(how, Block::REQUIRE_EACH_INCLUDED_TYPE))
            .send()
    };
    let password = aws.call(MAKE_UP, send).await?.random_password.unwrap_or_default();
    let template: Option<String> = text(how, Block::SECRET_STRING_TEMPLATE);
    let key: Option<String> = text(how, Block::GENERATE_STRING_KEY);
    let (Some(template), Some(key)) = (template, key) else { return Ok(Some(password)) };
    let mut object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&template).map_err(|error| {
            let message = format!("`secret_string_template` is not an object in JSON: {error}");
            CloudError::new(MAKE_UP.to_string(), "InvalidTemplate", message, ErrorClass::Refused)
        })?;
    object.insert(key, password.into());
    Ok(Some(serde_json::Value::Object(object).to_string()))
}

/// A deleted secret keeps its name until it is gone for good.
fn hinted(error: CloudError) -> CloudError {
    if error.message.contains("scheduled for deletion") {
        return error.hint(
            "have it back with `aws secretsmanager restore-secret --secret-id NAME` and take it over with `.import(ARN)`; or \
             choose another name. `.force_delete_without_recovery(true)` frees a name at once",
        );
    }
    error
}
