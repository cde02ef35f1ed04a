//! AWS Cloud Map: names by which services find each other.

use ironwright_core::kind::Type;
use ironwright_core::tags::TagRules;
use ironwright_core::{Data, Parse, Plain, Value};

mod http_namespace;
mod private_dns_namespace;
mod service;

pub use http_namespace::{HttpNamespace, HttpNamespaceOutputs};
pub use private_dns_namespace::{PrivateDnsNamespace, PrivateDnsNamespaceOutputs};
pub use service::{
    DnsRecord, HealthCheckCustomConfig, RecordType, RoutingPolicy, Service, ServiceArn, ServiceId,
    ServiceOutputs,
};

/// What Cloud Map takes of tags: <https://docs.aws.amazon.com/cloud-map/latest/api/API_Tag.html>.
const TAGS: TagRules = TagRules {
    reserved: "aws:",
    reserved_in_values: false,
    most: 200,
    longest_name: 128,
    longest_value: 256,
    symbols: None,
    ignores_case: false,
};

/// The ids and ARNs of namespaces, of whatever sort: where one is wanted, each will do.
macro_rules! of_namespaces {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(String);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl Data for $name {
            const TYPE: Type = Type::Text;

            fn encode(&self) -> Value {
                Value::text(self.0.as_str())
            }

            fn decode(value: &Value) -> Result<Self, String> {
                String::decode(value).map(Self)
            }
        }

        impl Plain for $name {}

        impl Parse for $name {
            fn parse(text: &str) -> Result<Self, String> {
                Ok(Self(text.to_owned()))
            }
        }
    )*};
}

of_namespaces! {
    /// The id of a namespace, `ns-k3m5x7q2w4e6r8t0`.
    NamespaceId;
    /// The ARN of a namespace.
    NamespaceArn;
}
