//! The text of a parameter that is kept encrypted, read for a call that needs it and kept nowhere.

use super::api::SSM;
use crate::handler::prelude::*;

/// The call that reads a text.
pub(crate) const GET: Action = SSM.action("GetParameter");

/// The text of a parameter, by its name.
pub(crate) async fn value(aws: &Calls<'_>, name: &str) -> Result<String> {
    let send = || aws.ssm().get_parameter().name(name).with_decryption(true).send();
    let answer = unless_missing(aws.call(GET, send).await)?;
    answer.and_then(|answer| answer.parameter?.value).ok_or_else(|| {
        let message = format!("there is no parameter {name}");
        CloudError::new(GET.to_string(), "NotFilledIn", message, ErrorClass::Refused)
            .hint("put one there, and type the same command again")
    })
}
