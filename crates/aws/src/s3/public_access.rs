//! What of public access a bucket refuses.

use ironwright_core::Input;
use ironwright_macros::Block;

/// What of public access is refused, whatever policies and ACLs say: everything that is not set otherwise.
#[derive(Block, Clone, Debug)]
pub struct PublicAccessBlock {
    /// Whether ACLs that let everybody in are refused.
    #[input(default = true)]
    block_public_acls: Option<Input<bool>>,
    /// Whether such ACLs do not count where they are.
    #[input(default = true)]
    ignore_public_acls: Option<Input<bool>>,
    /// Whether policies that let everybody in are refused.
    #[input(default = true)]
    block_public_policy: Option<Input<bool>>,
    /// Whether under such a policy only AWS's services and the owner's account get in.
    #[input(default = true)]
    restrict_public_buckets: Option<Input<bool>>,
}

impl PublicAccessBlock {
    /// Lets policies and ACLs open the bucket to everybody.
    pub fn off() -> Self {
        Self::new()
            .block_public_acls(false)
            .ignore_public_acls(false)
            .block_public_policy(false)
            .restrict_public_buckets(false)
    }
}
