//! Derives that turn a documented struct into a kind, its outputs, a nested block, or settings; and what reads the
//! format of a `text!`.
//!
//! One attribute parser for fields (`field.rs`), one file for each derive.

mod block;
mod default;
mod field;
mod outputs;
mod resource;
mod settings;
mod text;
mod types;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct a kind that programs declare: constructor, setters, and the static description of the kind.
///
/// On the struct, `#[resource(…)]`: `kind`, `id`, `outputs`, `page`, and where they apply `cloudformation`, `unique`,
/// `distinct_by`, `completes`, `keeps`, `delete_first`, `adopted`, `local`, `ready_when`, `check`, `check_together`, `behaviour`, `private_new`, `yields(Id = output)`.
/// On its fields, `#[input(…)]`: see the field attributes in `CONTRIBUTING.md`.
#[proc_macro_derive(Resource, attributes(resource, input))]
pub fn derive_resource(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput), resource::derive)
}

/// Makes a struct of `Output<…>` fields what the cloud gives back of a kind.
///
/// `#[output("template")]` says how a rehearsal makes the output up; without it the output gives an input back.
/// `#[output(volatile)]` marks one that an update in place may change.
#[proc_macro_derive(Outputs, attributes(output))]
pub fn derive_outputs(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput), outputs::derive)
}

/// Makes a struct a nested block of a resource: constructor, setters, and the description of its properties.
#[proc_macro_derive(Block, attributes(block, input))]
pub fn derive_block(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput), block::derive)
}

/// Makes a struct the settings of a program, or a struct within them. Each field says in its documentation what it means.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use ironwright::prelude::*;
///
/// ironwright::choices! {
///     /// How much it has to bear.
///     Tier {
///         /// A trial.
///         Small = "small",
///         /// What customers see.
///         Large = "large",
///     }
/// }
///
/// #[derive(Settings)]
/// struct Shop {
///     /// Numbers: `u8`, `u16`, `u32`, `i32`, `i64` and `f64`, within a range.
///     #[setting(default = 2, range = 0..=20)]
///     replicas: u32,
///     /// Some numbers only.
///     #[setting(default = 7, one_of = [1, 7, 30])]
///     days: i64,
///     /// Text: as many characters, as a regular expression says.
///     #[setting(default = "nginx:1.27", length = 1..=255, pattern("[^ ]+:[^ ]+", "an image with a tag"))]
///     image: String,
///     /// A list, of so many items; other limits hold for each of them. `default` alone is an empty one.
///     #[setting(default = ["a", "b"], length = 1..=3)]
///     zones: Vec<String>,
///     /// Values by name.
///     #[setting(default = { team = "web", "cost-centre" = "42" })]
///     tags: BTreeMap<String, String>,
///     /// One of some words.
///     #[setting(default = "small")]
///     tier: Tier,
///     /// Without a default it must be given.
///     network: Cidr,
///     /// It may be left out.
///     alarms: Option<String>,
///     /// No output, no error and no log shows it.
///     password: Secret<String>,
///     /// A struct, given by its members: `--set database.size=40`.
///     database: Database,
///     /// Structs in a list; in a map too.
///     #[setting(default)]
///     queues: Vec<Queue>,
/// }
///
/// /// Where the data is.
/// #[derive(Settings)]
/// struct Database {
///     /// In GiB.
///     #[setting(default = 20, range = 10..=1000)]
///     size: u32,
/// }
///
/// /// A queue that it reads.
/// #[derive(Settings)]
/// struct Queue {
///     /// What it is called.
///     name: String,
/// }
///
/// let shop: Shop = ironwright::testing::settings([
///     ("network", "10.0.0.0/16"),
///     ("password", "hunter2"),
///     ("database.size", "40"),
///     ("queues", r#"[{ "name": "jobs" }]"#),
///     ("tier", "large"),
/// ]);
/// assert_eq!((shop.replicas, shop.days, shop.zones.len(), shop.database.size), (2, 7, 2, 40));
/// assert_eq!((shop.queues[0].name.as_str(), shop.tier), ("jobs", Tier::Large));
/// # let _ = (shop.image, shop.tags, shop.network, shop.alarms, shop.password);
/// ```
#[proc_macro_derive(Settings, attributes(setting))]
pub fn derive_settings(input: TokenStream) -> TokenStream {
    expand(&parse_macro_input!(input as DeriveInput), settings::derive)
}

/// What `ironwright::text!` calls, with the path of the vocabulary and a semicolon before what the user wrote.
#[doc(hidden)]
#[proc_macro]
pub fn text(input: TokenStream) -> TokenStream {
    let text = parse_macro_input!(input as text::Text);
    text.expand().unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expand(
    input: &DeriveInput,
    derive: impl FnOnce(&DeriveInput) -> syn::Result<proc_macro2::TokenStream>,
) -> TokenStream {
    derive(input).unwrap_or_else(syn::Error::into_compile_error).into()
}
