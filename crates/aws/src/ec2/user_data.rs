//! What an instance runs when it starts, as typed documents that escape what they are given.
//!
//! - `shell_script.rs`: a script, whose words are quoted.
//! - `cloud_config.rs`: packages, files, mounts and commands for cloud-init.
//! - `multipart.rs`: several of them in one.
//!
//! Each stands wherever a kind has `user_data`. AWS wants it in Base64; that is no business of a declaration.

mod cloud_config;
mod multipart;
mod shell_script;

use ironwright_core::Value;
use ironwright_core::check::{Inputs, Problems};

pub use cloud_config::CloudConfig;
pub use multipart::UserData;
pub use shell_script::ShellScript;

/// How many bytes of user data AWS takes, before Base64.
const MOST_BYTES: usize = 16 * 1024;

/// Checks the user data that a property holds against AWS's size.
pub(crate) fn check_user_data(property: &str, inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let bytes = match inputs.value(property) {
        Some(Value::Secret(inner)) => inner.as_text().map(str::len),
        value => value.and_then(Value::as_text).map(str::len),
    };
    if let Some(bytes) = bytes.filter(|bytes| *bytes > MOST_BYTES) {
        problems.report(
            property,
            format!("has {bytes} bytes, AWS takes {MOST_BYTES}"),
            "put what is large into the image or a bucket, and fetch it from a short script",
        );
    }
}

/// What a text is made of must be text by then.
fn text_of(value: &Value) -> Result<String, String> {
    match value {
        Value::Text(text) => Ok(text.to_string()),
        Value::Int(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Bool(on) => Ok(on.to_string()),
        other => Err(format!("user data cannot hold {other}")),
    }
}
