//! `derive(Exports)`: what a stack gives to programs elsewhere.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, Path};

use crate::types::generic;

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let ident = &input.ident;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new(ident.span(), "what a stack exports is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new(ident.span(), "what a stack exports has fields with names"));
    };
    let (mut descriptions, mut members) = (Vec::new(), Vec::new());
    for (at, field) in fields.named.iter().enumerate() {
        let Some(of) = generic(&field.ty, "Output") else {
            return Err(syn::Error::new(field.ty.span(), "what a stack exports is an `Output<…>`"));
        };
        let member = &field.ident;
        let name = member.as_ref().map(|name| name.to_string().replace("r#", "")).unwrap_or_default();
        // What is wrong with a type is told once, where it stands.
        descriptions.push(quote_spanned! {field.ty.span()=>
            ironwright_core::exports::ExportField { name: #name, ty: <#of as ironwright_core::Data>::TYPE }
        });
        members.push((member, at));
    }
    let names = members.iter().map(|(name, _)| name);
    let makers = members.iter().map(|(name, at)| {
        quote!(#name: ironwright_core::Output::new(member(&<Self as ironwright_core::Exports>::FIELDS[#at])))
    });
    let (vocabulary, contract) = (vocabulary(input)?, ident.to_string());
    Ok(quote! {
        const _: () = {
            use #vocabulary as ironwright_core;

            impl ironwright_core::Exports for #ident {
                const NAME: &'static str = #contract;
                const FIELDS: &'static [ironwright_core::exports::ExportField] = &[#(#descriptions),*];

                fn into_expressions(self) -> ::std::vec::Vec<ironwright_core::expression::Expression> {
                    ::std::vec![#(self.#names.expression().clone()),*]
                }

                fn of(
                    member: &dyn Fn(&'static ironwright_core::exports::ExportField) -> ironwright_core::expression::Expression,
                ) -> Self {
                    Self { #(#makers),* }
                }
            }
        };
    })
}

/// The crate with the vocabulary: the façade's, unless it is said otherwise.
fn vocabulary(input: &DeriveInput) -> syn::Result<Path> {
    let mut vocabulary = syn::parse_quote!(::ironwright::core);
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("exports")) {
        attribute.parse_nested_meta(|meta| {
            vocabulary = meta.value()?.parse()?;
            Ok(())
        })?;
    }
    Ok(vocabulary)
}
