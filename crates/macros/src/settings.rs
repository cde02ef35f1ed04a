//! `derive(Settings)`: the typed values that a program is run with.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Path};

use crate::field::fields_of;
use crate::types::generic;

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let ident = &input.ident;
    let (mut descriptions, mut members) = (Vec::new(), Vec::new());
    let (mut readers, mut writers) = (Vec::new(), Vec::new());
    for field in fields_of(input, "setting", |_| true)? {
        let field = field?.into_setting()?;
        let optional = generic(&field.ty, "Option");
        let of = optional.clone().unwrap_or_else(|| field.ty.clone());
        descriptions.push(field.description(&quote!(<#of as ironwright_core::Data>::TYPE)));
        let (member, name) = (field.ident.clone(), field.name());
        let is_optional = optional.is_some();
        let read = if is_optional { quote!(optional_member) } else { quote!(member) };
        // What is wrong with a type is told once, where it stands.
        let at = field.ty.span();
        readers.push(quote_spanned!(at=> ironwright_core::settings::#read::<#of>(values, #name, &mut wrong)));
        writers.push(if is_optional {
            quote_spanned! {at=>
                if let Some(value) = &self.#member {
                    values.insert(#name.into(), <#of as ironwright_core::Data>::encode(value));
                }
            }
        } else {
            quote_spanned!(at=> values.insert(#name.into(), <#of as ironwright_core::Data>::encode(&self.#member));)
        });
        members.push(member);
    }
    let vocabulary = vocabulary(input)?;
    Ok(quote! {
        const _: () = {
            use #vocabulary as ironwright_core;

            impl ironwright_core::Settings for #ident {
                const FIELDS: &'static [ironwright_core::kind::Field] = &[#(#descriptions),*];

                fn from_values(
                    values: &ironwright_core::Map,
                ) -> ::std::result::Result<Self, ::std::vec::Vec<ironwright_core::settings::Unreadable>> {
                    let mut wrong = ::std::vec::Vec::new();
                    match (#(#readers,)*) {
                        (#(Some(#members),)*) => Ok(Self { #(#members),* }),
                        _ => Err(wrong),
                    }
                }

                fn to_values(&self) -> ironwright_core::Map {
                    let mut values = ironwright_core::Map::new();
                    #(#writers)*
                    values
                }
            }

            // So that the struct may be a setting of another.
            impl ironwright_core::Data for #ident {
                const TYPE: ironwright_core::kind::Type =
                    ironwright_core::kind::Type::Block(<Self as ironwright_core::Settings>::FIELDS);

                fn encode(&self) -> ironwright_core::Value {
                    ironwright_core::Value::map(ironwright_core::Settings::to_values(self))
                }

                fn decode(value: &ironwright_core::Value) -> ::std::result::Result<Self, ::std::string::String> {
                    ironwright_core::settings::decode(value)
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
