//! Credentials by the SDK's own chain, and the sentences for when there are none.
//!
//! The chain: environment, shared files with profiles, SSO, web identity, container, instance metadata. A role to
//! assume goes on top of what it finds.

use std::error::Error;
use std::time::Duration;

use aws_config::sts::AssumeRoleProvider;
use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use ironwright_engine::cloud::{CloudError, ErrorClass};

use crate::call::error::{self, chain};
use crate::clients::Options;
use crate::wire;

/// The configuration that all clients are made from.
///
/// # Errors
/// When no region is known: a program must not act in one by chance.
pub(crate) async fn load(options: &Options) -> Result<SdkConfig, CloudError> {
    let mut options = options.clone();
    if options.wire.is_some() && options.endpoint.is_none() {
        let message = "faults on the wire are for a server of one's own, and no endpoint is given";
        return Err(CloudError::new("connect", "FaultsOnAws", message, ErrorClass::Refused));
    }
    let mut base = loader(&options).load().await;
    if base.region().is_none() && options.usual_region.is_some() {
        options.region.clone_from(&options.usual_region);
        base = loader(&options).load().await;
    }
    if base.region().is_none() {
        let error = CloudError::new(
            "sts:GetCallerIdentity",
            "NoRegion",
            "no AWS region is chosen",
            ErrorClass::Refused,
        );
        return Err(
            error.hint("choose one with `--region`, AWS_REGION, or `region` of the profile in ~/.aws/config")
        );
    }
    let Some(role) = &options.assume_role else { return Ok(base) };
    let session = options.session_name.clone().unwrap_or_else(|| "ironwright".to_owned());
    let provider = AssumeRoleProvider::builder(role).session_name(session).configure(&base).build().await;
    Ok(loader(&options).credentials_provider(provider).load().await)
}

fn loader(options: &Options) -> ConfigLoader {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(10))
        .operation_attempt_timeout(Duration::from_mins(1));
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        // A create whose answer was lost must not be sent again blindly; `calls` decides what may be.
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts.build());
    if let Ok(name) = aws_config::AppName::new(concat!("ironwright-", env!("CARGO_PKG_VERSION"))) {
        loader = loader.app_name(name);
    }
    if let Some(profile) = &options.profile {
        loader = loader.profile_name(profile);
    }
    if let Some(endpoint) = &options.endpoint {
        loader = loader.endpoint_url(endpoint);
    }
    if let Some(wire) = &options.wire {
        loader = loader.http_client(wire::client(wire.clone()));
    }
    if let Some((key, secret)) = &options.keys {
        loader = loader.credentials_provider(Credentials::new(key, secret, None, None, "given"));
    }
    if let Some(region) = &options.region {
        loader = loader.region(Region::new(region.clone()));
    }
    loader
}

/// The error, if it is that there were no credentials to make a call with.
pub(crate) fn lacking(call: &str, error: &(dyn Error + 'static)) -> Option<CloudError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(lacking) = error.downcast_ref::<CredentialsError>() {
            return Some(sentence(call, lacking));
        }
        cause = error.source();
    }
    None
}

/// The error of the first call, with what was chosen that may have led to it.
pub(crate) fn in_context(mut error: CloudError, options: &Options, config: &SdkConfig) -> CloudError {
    let variable = || std::env::var("AWS_PROFILE").ok().filter(|name| !name.is_empty());
    let has_endpoint = config.endpoint_url().is_some();
    if error.code == NO_CREDENTIALS
        && let Some(profile) = options.profile.clone().or_else(variable)
    {
        error.message = format!("no AWS credentials were found with the profile `{profile}`");
        error.hint(format!(
            "see that ~/.aws/config or ~/.aws/credentials has `{profile}`, and what it says; sign in with \
             `aws sso login --profile {profile}` if it is one of single sign-on"
        ))
    } else if error.code == error::NO_CONNECTION
        && error.message.contains(error::UNKNOWN_HOST)
        && !has_endpoint
        && let Some(region) = config.region()
    {
        error.hint(format!("see that this machine has a network, and that `{region}` is a region of AWS"))
    } else {
        error
    }
}

/// Why AWS did not let a role be assumed, if that is what went wrong: its code and its words.
fn refused_role<'a>(lacking: &'a CredentialsError) -> Option<(&'a str, &'a str)> {
    let mut cause: Option<&'a (dyn Error + 'static)> = Some(lacking);
    while let Some(error) = cause {
        if let Some(refused) = error.downcast_ref::<AssumeRoleError>() {
            return refused.meta().code().zip(refused.meta().message());
        }
        cause = error.source();
    }
    None
}

/// Nobody has said who acts.
const NO_CREDENTIALS: &str = "NoCredentials";

/// How the SDK calls the last place where it looks, the machine's own role.
const MACHINE: &str = "IMDS";

fn sentence(call: &str, lacking: &CredentialsError) -> CloudError {
    if let Some((code, message)) = refused_role(lacking) {
        let told = error::said_by_any("sts:AssumeRole", code, message, 403);
        if told.class != ErrorClass::Denied || !error::is_denied(code) {
            return told;
        }
        let message = format!("the role may not be assumed: {message}");
        return CloudError::new("sts:AssumeRole", code, message, ErrorClass::Denied).hint(
            "have the role's trust policy name the identity that is used, and have that identity allowed sts:AssumeRole on \
             the role; or name another role with `--assume-role`, `role_arn` of the profile, or `assume_role` in ironwright.toml",
        );
    }
    let error = |code, message: String| CloudError::new(call, code, message, ErrorClass::Denied);
    let cause = chain(lacking);
    match lacking {
        // The machine is asked only when nothing was found anywhere else, and what is not AWS may answer anything.
        CredentialsError::CredentialsNotLoaded(_) => no_credentials(call),
        _ if cause.contains(MACHINE) => {
            let error = no_credentials(call);
            let hint = error.hint.clone().unwrap_or_default();
            error.hint(format!("{hint}. Where this machine has a role of its own, it cannot be had: {cause}"))
        }
        CredentialsError::ProviderTimedOut(_) => {
            error("CredentialsTimedOut", "the place where AWS credentials come from does not answer".to_owned())
                .hint("see that this machine has a network; type the same command again")
        }
        _ => error("BadCredentials", format!("AWS credentials cannot be had: {cause}"))
            .hint("see the profile in ~/.aws/config and the role that is to be assumed; sign in again if they have expired"),
    }
}

fn no_credentials(call: &str) -> CloudError {
    CloudError::new(call, NO_CREDENTIALS, "no AWS credentials were found", ErrorClass::Denied).hint(
        "sign in with `aws sso login` or `aws configure`, name a profile with `--profile` or AWS_PROFILE, or set \
         AWS_ACCESS_KEY_ID",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_role_is_told_as_having_no_credentials() {
        let lacking = CredentialsError::provider_error("failed to load IMDS session token");
        let error = sentence("sts:GetCallerIdentity", &lacking);
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("NoCredentials", "no AWS credentials were found")
        );
        let hint = error.hint.unwrap_or_default();
        assert!(hint.starts_with("sign in with") && hint.contains("session token"), "{hint}");
        let other = sentence("sts:GetCallerIdentity", &CredentialsError::provider_error("the token is bad"));
        assert_eq!(other.code, "BadCredentials");
    }

    #[test]
    fn a_profile_that_gave_no_credentials_and_a_region_that_is_none_are_named() {
        let region = Region::new("eu-wset-2");
        let config = SdkConfig::builder().region(region).build();
        let options = Options { profile: Some("wrok".to_owned()), ..Options::default() };
        let error = in_context(no_credentials("sts:GetCallerIdentity"), &options, &config);
        assert_eq!(error.message, "no AWS credentials were found with the profile `wrok`");
        let message = "AWS cannot be reached: dns error: Name or service not known";
        let error =
            CloudError::new("sts:GetCallerIdentity", error::NO_CONNECTION, message, ErrorClass::Transient);
        let hint = in_context(error, &options, &config).hint.unwrap_or_default();
        assert!(hint.contains("`eu-wset-2` is a region"), "{hint}");
    }
}
