//! `derive(Outputs)`: what the cloud gives back of a kind.

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Data, DeriveInput, Fields, LitStr};

use crate::block::name_of;
use crate::field::doc_of;
use crate::types::generic;

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let ident = &input.ident;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new(ident.span(), "only a struct can be derived"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new(ident.span(), "fields need names"));
    };
    let (mut descriptions, mut makers, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for field in &fields.named {
        let Some(of) = generic(&field.ty, "Output") else {
            return Err(syn::Error::new(field.ty.span(), "an output is an `Output<…>`"));
        };
        let (mut template, mut volatile) = (quote!(None), false);
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident("output")) {
            if let Ok(text) = attribute.parse_args::<LitStr>() {
                template = quote!(Some(#text));
                continue;
            }
            attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("volatile") {
                    volatile = true;
                    Ok(())
                } else {
                    Err(meta.error("write `#[output(\"template\")]` or `#[output(volatile)]`"))
                }
            })?;
        }
        let member = &field.ident;
        let name = member.as_ref().map(ToString::to_string).unwrap_or_default();
        let doc = doc_of(&field.attrs);
        descriptions.push(quote! {
            ironwright_core::kind::OutputField {
                name: #name,
                doc: #doc,
                ty: <#of as ironwright_core::Data>::TYPE,
                template: #template,
                volatile: #volatile,
            }
        });
        names.extend(member.as_ref().map(name_of));
        makers.push(quote!(#member: ironwright_core::Output::of(address, #name)));
    }
    Ok(quote! {
        impl #ident {
            #(#names)*
        }

        impl ironwright_core::Outputs for #ident {
            const FIELDS: &'static [ironwright_core::kind::OutputField] = &[#(#descriptions),*];

            fn of(address: &ironwright_core::Address) -> Self {
                Self { #(#makers),* }
            }
        }
    })
}
