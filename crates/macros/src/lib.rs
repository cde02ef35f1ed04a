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
/// `distinct_by`, `completes`, `delete_first`, `adopted`, `local`, `settles`, `check`, `check_together`, `behaviour`, `private_new`, `yields(Id = output)`.
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

/// Makes a struct the settings of a program: `#[setting(default = …)]`, and the limits that inputs take.
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
