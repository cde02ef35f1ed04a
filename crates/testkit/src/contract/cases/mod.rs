//! How each kind is put to the test: one file a service, and in it one function a
//! kind, which bears the name that the kind has in `crates/aws/src/registry.rs`.

mod ec2;
mod ecr;
mod ecs;
mod iam;
mod logs;
mod routing;

use super::Case;

macro_rules! cases {
    ($($service:ident $(if $feature:literal)? { $($kind:ident: $name:ident,)* })*) => {
        /// All cases: one for each kind that can be declared.
        pub fn all() -> Vec<Case> {
            vec![$($($service::$name(),)*)*]
        }
    };
}

ironwright_aws::for_every_kind!(cases);

/// The case of a kind.
///
/// # Panics
/// When there is none.
pub fn of(kind: &str) -> Case {
    let case = all().into_iter().find(|case| case.kind == kind);
    case.unwrap_or_else(|| panic!("{kind} has no case: add one to `crates/testkit/src/contract/cases`"))
}
