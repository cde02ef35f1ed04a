//! `derive(Settings)`: the typed values that a program is run with.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Path};

use crate::field::{fields_of, generic};

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let ident = &input.ident;
    let (mut descriptions, mut readers) = (Vec::new(), Vec::new());
    for field in fields_of(input, "setting")? {
        let field = field?.into_setting();
        let optional = generic(&field.ty, "Option");
        let of = optional.clone().unwrap_or_else(|| field.ty.clone());
        descriptions.push(field.description(&quote!(<#of as ironwright_core::Data>::TYPE)));
        let (member, name) = (&field.ident, field.name());
        let decode =
            quote!(<#of as ironwright_core::Data>::decode(value).map_err(|message| (#name, message)));
        readers.push(if optional.is_some() {
            quote!(#member: values.get(#name).map(|value| #decode).transpose()?)
        } else {
            quote!(#member: {
                let value = values.get(#name).ok_or((#name, "has no value".to_owned()))?;
                #decode?
            })
        });
    }
    let vocabulary = vocabulary(input)?;
    Ok(quote! {
        const _: () = {
            use #vocabulary as ironwright_core;

            impl ironwright_core::Settings for #ident {
                const FIELDS: &'static [ironwright_core::kind::Field] = &[#(#descriptions),*];

                fn from_values(values: &ironwright_core::Map) -> Result<Self, (&'static str, String)> {
                    Ok(Self { #(#readers),* })
                }
            }
        };
    })
}

/// Where the vocabulary is found: programs have it through the façade, crates below that say
/// `#[setting(vocabulary = ::ironwright_core)]`.
fn vocabulary(input: &DeriveInput) -> syn::Result<Path> {
    let mut vocabulary = syn::parse_quote!(::ironwright::core);
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("setting")) {
        attribute.parse_nested_meta(|meta| {
            vocabulary = meta.value()?.parse()?;
            Ok(())
        })?;
    }
    Ok(vocabulary)
}
