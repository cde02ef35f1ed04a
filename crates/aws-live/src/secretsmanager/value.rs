//! The value of a secret, read for a call that needs it and kept nowhere.

use ironwright_aws::secretsmanager::TO_BE_FILLED_IN;

use super::api::SECRETS_MANAGER;
use crate::handler::prelude::*;

/// The call that reads a value.
pub(crate) const GET: Action = SECRETS_MANAGER.action("GetSecretValue");

/// The value at a place: `ARN:SecretString`, or `ARN:SecretString:KEY` for a member of an object in JSON.
pub(crate) async fn value(aws: &Calls<'_>, place: &str) -> Result<String> {
    let (secret, key) = place.rsplit_once(":SecretString").unwrap_or((place, ""));
    let key = key.strip_prefix(':').filter(|key| !key.is_empty());
    let send = || aws.secretsmanager().get_secret_value().secret_id(secret).send();
    let answer = aws.call(GET, send).await;
    let value = match unless_missing(answer)? {
        Some(answer) => answer.secret_string,
        None => None,
    };
    let Some(value) = value else { return Err(unfilled(secret, "the secret has no value")) };
    let Some(key) = key else { return filled(secret, key, value) };
    let object: serde_json::Value =
        serde_json::from_str(&value).map_err(|_| unfilled(secret, "the secret is not an object in JSON"))?;
    match object.get(key) {
        Some(serde_json::Value::String(text)) => filled(secret, Some(key), text.clone()),
        Some(serde_json::Value::Null) | None => Err(unfilled(secret, &format!("the secret has no `{key}`"))),
        Some(other) => Ok(other.to_string()),
    }
}

fn filled(secret: &str, key: Option<&str>, value: String) -> Result<String> {
    if value.trim().is_empty() || value == TO_BE_FILLED_IN {
        let what = key.map_or_else(|| "the secret".to_owned(), |key| format!("`{key}` of the secret"));
        return Err(unfilled(secret, &format!("nobody has filled in {what}")));
    }
    Ok(value)
}

fn unfilled(secret: &str, why: &str) -> CloudError {
    let message = format!("{why}: {secret}");
    CloudError::new(GET.to_string(), "NotFilledIn", message, ErrorClass::Refused).hint(format!(
        "fill it in, in AWS's console or by `aws secretsmanager put-secret-value --secret-id {secret} --secret-string \
         file://value.json`, and type the same command again"
    ))
}
