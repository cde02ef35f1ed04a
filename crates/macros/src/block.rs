//! `derive(Block)`: a nested block of a resource.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::DeriveInput;

use crate::field::{FieldSpec, fields_of};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let fields = fields_of(input, "input", |_| true)?.collect::<syn::Result<Vec<_>>>()?;
    let mut private_new = false;
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("block")) {
        attribute.parse_nested_meta(|meta| {
            private_new |= meta.path.is_ident("private_new");
            if private_new { Ok(()) } else { Err(meta.error("there is no such attribute for a block")) }
        })?;
    }
    let ident = &input.ident;
    let (descriptions, members) = (descriptions(&fields), members(&fields));
    let builder = builder(input, &fields, None, private_new);
    let by_new = !private_new;
    Ok(quote! {
        #builder

        impl ironwright_core::Block for #ident {
            const FIELDS: &'static [ironwright_core::kind::Field] = &[#(#descriptions),*];
            const BY_NEW: bool = #by_new;

            fn to_expression(&self) -> ironwright_core::expression::Expression {
                ironwright_core::resource::block_expression([#(#members),*])
            }
        }
    })
}

/// The static descriptions of the fields.
pub(crate) fn descriptions(fields: &[FieldSpec]) -> Vec<TokenStream> {
    fields
        .iter()
        .map(|field| {
            let ty = &field.ty;
            field.description(&quote!(<#ty as ironwright_core::resource::Property>::TYPE))
        })
        .collect()
}

/// The fields as `(name, Option<Expression>)`.
pub(crate) fn members(fields: &[FieldSpec]) -> Vec<TokenStream> {
    fields
        .iter()
        .map(|field| {
            let (ident, name) = (&field.ident, field.name());
            quote!((#name, ironwright_core::resource::Property::to_expression(&self.#ident)))
        })
        .collect()
}

/// Constructor and setters.
pub(crate) fn builder(
    input: &DeriveInput,
    fields: &[FieldSpec],
    options: Option<&Ident>,
    private_new: bool,
) -> TokenStream {
    let ident = &input.ident;
    let visibility = if private_new { quote!() } else { quote!(pub) };
    let arguments = fields.iter().filter_map(FieldSpec::argument);
    let options = options.map(|options| quote!(#options: ironwright_core::Options::default()));
    let initial = fields.iter().map(FieldSpec::initial).chain(options);
    let setters = fields.iter().map(FieldSpec::setters);
    let names = fields.iter().map(|field| name_of(&field.ident));
    let doc = "Declares it with what it must have; everything else is set by chaining.";
    // Without arguments clippy would ask for `Default`, which says nothing here.
    quote! {
        #[allow(clippy::new_without_default)]
        impl #ident {
            #(#names)*

            #[doc = #doc]
            #[track_caller]
            #visibility fn new(#(#arguments),*) -> Self {
                Self { #(#initial),* }
            }

            #(#setters)*
        }
    }
}

/// `VPC_ID`, the name of the property `vpc_id`: whoever mistypes it hears of it from the compiler.
pub(crate) fn name_of(field: &Ident) -> TokenStream {
    let name = field.to_string().trim_start_matches("r#").to_owned();
    let ident = format_ident!("{}", name.to_uppercase());
    let doc = format!("The name of the property `{name}`, as plans, paths and tests have it.");
    quote! {
        #[doc = #doc]
        #[allow(dead_code)]
        pub const #ident: &'static str = #name;
    }
}
