//! Every kind on AWS and every service: what follows from the one list of kinds in `crates/aws`.
//!
//! A kind of that list without a handler does not compile here, nor does a service without its file.

use aws_config::SdkConfig;
use ironwright_core::Kind;

use crate::call::service::Service;
use crate::clients::Connection;
use crate::handler::{Handler, OnAws};

macro_rules! registry {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        /// The handlers, by service.
        static HANDLERS: &[&[&dyn Handler]] = &[
            $($(#[cfg(feature = $feature)])? &[$(<ironwright_aws::$service::$kind as OnAws>::HANDLER,)*],)*
        ];

        /// The services of all kinds.
        static SERVICES: &[&Service] = &[$($(#[cfg(feature = $feature)])? &crate::$service::SERVICE),*];

        /// What each service is called with, and what its kinds read together.
        pub(crate) struct Connections {
            $($(#[cfg(feature = $feature)])? pub(crate) $service: crate::$service::Connected,)*
        }

        impl Connection for Connections {
            fn new(config: &SdkConfig) -> Self {
                Self { $($(#[cfg(feature = $feature)])? $service: Connection::new(config),)* }
            }

            fn begin_refresh(&self, ahead: &[(&'static Kind, usize)]) {
                $($(#[cfg(feature = $feature)])? self.$service.begin_refresh(ahead);)*
            }

            fn forget(&self) {
                $($(#[cfg(feature = $feature)])? self.$service.forget();)*
            }
        }
    };
}

ironwright_aws::for_every_kind!(registry);

/// All handlers.
pub(crate) fn handlers() -> impl Iterator<Item = &'static dyn Handler> {
    HANDLERS.iter().flat_map(|service| service.iter().copied())
}

/// The handler of a kind; `None` for one that cannot be had on AWS.
pub(crate) fn handler(kind: &Kind) -> Option<&'static dyn Handler> {
    handlers().find(|handler| handler.kind().name == kind.name)
}

/// The service that IAM calls this.
pub(crate) fn service(prefix: &str) -> Option<&'static Service> {
    SERVICES.iter().copied().find(|service| service.prefix == prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handler::Verb;

    #[test]
    fn every_verb_of_a_kind_declares_what_it_calls() {
        for handler in handlers() {
            let name = handler.kind().name;
            for verb in [Verb::Find, Verb::Read, Verb::Create, Verb::Delete] {
                assert!(!handler.actions(verb).is_empty(), "{name} declares nothing to {verb:?}");
            }
        }
    }

    #[test]
    fn a_service_is_found_by_the_beginning_of_its_actions() {
        for handler in handlers() {
            for action in handler.actions(Verb::Read) {
                let found = service(action.service.prefix).map(|service| service.prefix);
                assert_eq!(found, Some(action.service.prefix));
            }
        }
    }
}
