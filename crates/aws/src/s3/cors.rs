//! Which pages of other origins a browser lets at a bucket's objects.

use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_core::{Input, Inputs, Value};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// A method of HTTP.
    CorsMethod {
        /// `GET`.
        Get = "GET",
        /// `PUT`.
        Put = "PUT",
        /// `HEAD`.
        Head = "HEAD",
        /// `POST`.
        Post = "POST",
        /// `DELETE`.
        Delete = "DELETE",
    }
}

/// Which pages of other origins a browser lets at a bucket's objects.
#[derive(Block, Clone, Debug)]
pub struct CorsRule {
    /// The methods that they may use.
    #[input(unordered)]
    allowed_methods: Inputs<CorsMethod>,
    /// Their origins, `https://www.example.com`, with one `*` at most in each.
    #[input(unordered)]
    allowed_origins: Inputs<String>,
    /// The headers that they may send, with one `*` at most in each.
    #[input(unordered)]
    allowed_headers: Option<Inputs<String>>,
    /// The headers that they may read.
    #[input(unordered)]
    expose_headers: Option<Inputs<String>>,
    /// Seconds for which a browser keeps the answer.
    #[input(range = 0..=2_147_483_647, cloudformation = "MaxAge")]
    max_age_seconds: Option<Input<u32>>,
    /// A name of the rule, up to 255 characters.
    #[input(length = 1..=255)]
    id: Option<Input<String>>,
}

/// A pattern has one star.
pub(super) fn check(inputs: &Known<'_>, problems: &mut Problems<'_>) {
    let mut seen = Vec::new();
    for (path, rule) in inputs.blocks("cors_rules", None) {
        if seen.contains(&rule.0) {
            problems.report(&*path, "is there twice", "say each rule once");
        }
        seen.push(rule.0);
        for name in ["allowed_origins", "allowed_headers"] {
            for pattern in rule.items(name).iter().filter_map(Value::as_text) {
                if pattern.matches('*').count() > 1 {
                    problems.report(
                        format!("{path}.{name}"),
                        format!("{pattern:?} has more than one `*`"),
                        "write one pattern for each",
                    );
                }
            }
        }
    }
}
