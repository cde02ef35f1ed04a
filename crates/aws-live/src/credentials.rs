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

use crate::clients::Options;
use crate::error::{self, chain};
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

fn sentence(call: &str, lacking: &CredentialsError) -> CloudError {
    if let Some((code, message)) = refused_role(lacking) {
        let told = error::said("sts:AssumeRole", code, message, 403);
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
    match lacking {
        CredentialsError::CredentialsNotLoaded(_) => error("NoCredentials", "no AWS credentials were found".to_owned())
            .hint("sign in with `aws sso login` or `aws configure`, name a profile with `--profile` or AWS_PROFILE, or set AWS_ACCESS_KEY_ID"),
        CredentialsError::ProviderTimedOut(_) => {
            error("CredentialsTimedOut", "the place where AWS credentials come from does not answer".to_owned())
                .hint("see that this machine has a network; type the same command again")
        }
        lacking => error("BadCredentials", format!("AWS credentials cannot be had: {}", chain(lacking)))
            .hint("see the profile in ~/.aws/config and the role that is to be assumed; sign in again if they have expired"),
    }
}
