//! Who may read an instance's metadata, and how.

use ironwright_core::Input;
use ironwright_macros::Block;

ironwright_core::choices! {
    /// Whether requests for metadata need a token of a session.
    HttpTokens {
        /// Those without are answered too: version 1.
        Optional = "optional",
        /// Those without are refused: version 2 alone.
        Required = "required",
    }

    /// Whether the metadata can be read at all.
    HttpEndpoint {
        /// It can.
        Enabled = "enabled",
        /// It cannot.
        Disabled = "disabled",
    }
}

/// How an instance's metadata, credentials of its role among it, are read.
///
/// ```
/// use ironwright::aws::ec2::MetadataOptions;
///
/// // Containers in a network of their own are one hop further away.
/// let options = MetadataOptions::version_2().http_put_response_hop_limit(2);
/// # let _ = options;
/// ```
#[derive(Block, Clone, Debug)]
pub struct MetadataOptions {
    /// Whether requests need a token. The image or the account decides when it is not set.
    http_tokens: Option<Input<HttpTokens>>,
    /// How many hops an answer that holds a token may take.
    #[input(range = 1..=64)]
    http_put_response_hop_limit: Option<Input<u32>>,
    /// Whether the metadata can be read.
    http_endpoint: Option<Input<HttpEndpoint>>,
}

impl MetadataOptions {
    /// Metadata for those alone who have asked for a token first.
    #[track_caller]
    pub fn version_2() -> Self {
        Self::new().http_tokens(HttpTokens::Required)
    }
}
