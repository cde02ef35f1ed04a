//! Keys in AWS KMS as what seals secrets, in programs that were built with AWS.

use std::sync::Arc;

use ironwright_engine::seal::KeyProvider;

use crate::arguments::Global;
use crate::failure::Result;

/// What wraps keys with a key in KMS; without one, what opens those that KMS has wrapped, where that can be had.
///
/// # Errors
/// When a key is named, and the program was built without AWS.
#[cfg(feature = "aws")]
#[expect(clippy::unnecessary_wraps, reason = "without AWS there is none")]
pub(crate) fn provider(key: Option<&str>, global: &Global) -> Result<Option<Arc<dyn KeyProvider>>> {
    let options = ironwright_aws_live::Options {
        profile: global.access.profile.clone(),
        usual_region: global.access.region.clone(),
        ..ironwright_aws_live::Options::default()
    };
    Ok(Some(Arc::new(ironwright_aws_live::Kms::new(key.map(ToOwned::to_owned), options))))
}

/// There is none.
#[cfg(not(feature = "aws"))]
pub(crate) fn provider(key: Option<&str>, _: &Global) -> Result<Option<Arc<dyn KeyProvider>>> {
    match key {
        None => Ok(None),
        Some(_) => Err(crate::failure::Failure::wrong(
            "this program was built without AWS: it cannot use a key in KMS",
            "build it with the feature `aws`, or seal with a passphrase",
        )),
    }
}
