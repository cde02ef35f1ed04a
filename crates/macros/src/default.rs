//! Defaults: what a property or a setting is when nobody sets it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Lit;
use syn::parse::{Parse, ParseStream};

/// A default, as it is written in an attribute.
pub(crate) enum Default {
    /// `7`, `"a"`, `true`
    One(Lit),
    /// `[1, 2]`
    List(Vec<Default>),
    /// `{ name = "value" }`
    Map(Vec<(String, Default)>),
}

impl Parse for Default {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let content;
        if input.peek(syn::token::Bracket) {
            syn::bracketed!(content in input);
            let items = content.parse_terminated(Self::parse, syn::Token![,])?;
            return Ok(Self::List(items.into_iter().collect()));
        }
        if input.peek(syn::token::Brace) {
            syn::braced!(content in input);
            let mut members = Vec::new();
            while !content.is_empty() {
                let name = if content.peek(syn::LitStr) {
                    content.parse::<syn::LitStr>()?.value()
                } else {
                    content.parse::<Ident>()?.to_string()
                };
                content.parse::<syn::Token![=]>()?;
                members.push((name, content.parse()?));
                if !content.is_empty() {
                    content.parse::<syn::Token![,]>()?;
                }
            }
            return Ok(Self::Map(members));
        }
        Ok(Self::One(input.parse()?))
    }
}

impl ToTokens for Default {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let literal = quote!(ironwright_core::kind::Literal);
        tokens.extend(match self {
            Self::One(lit @ Lit::Bool(_)) => quote!(#literal::Bool(#lit)),
            Self::One(lit @ Lit::Int(_)) => quote!(#literal::Int(#lit)),
            // A fraction is read out of its text, as one on the command line is.
            Self::One(Lit::Float(lit)) => {
                let text = lit.base10_digits();
                quote!(#literal::Text(#text))
            }
            Self::One(lit) => quote!(#literal::Text(#lit)),
            Self::List(items) => quote!(#literal::List(&[#(#items),*])),
            Self::Map(members) => {
                let members = members.iter().map(|(name, member)| quote!((#name, #member)));
                quote!(#literal::Map(&[#(#members),*]))
            }
        });
    }
}
