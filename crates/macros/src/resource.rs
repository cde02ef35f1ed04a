//! `derive(Resource)`: a kind that programs declare.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::meta::ParseNestedMeta;
use syn::{DeriveInput, Expr, LitStr, Path, Token, Type};

use crate::block::{builder, descriptions};
use crate::field::{doc_of, fields_of, named_fields};

/// What `#[resource(…)]` says.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an attribute of its own")]
struct KindSpec {
    kind: Option<LitStr>,
    id: Option<LitStr>,
    page: Option<LitStr>,
    outputs: Option<Type>,
    cloudformation: Option<LitStr>,
    ready_when: Option<LitStr>,
    unique: Option<Expr>,
    distinct_by: Option<Expr>,
    completes: Option<Expr>,
    keeps: Option<Expr>,
    check: Option<Path>,
    check_together: Option<Path>,
    normal_form: Option<Path>,
    behaviour: Option<Expr>,
    yields: Vec<(Type, Ident)>,
    delete_first: bool,
    adopted: bool,
    local: bool,
    private_new: bool,
}

impl KindSpec {
    fn parse(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        match meta.path.require_ident()?.to_string().as_str() {
            "kind" => self.kind = Some(meta.value()?.parse()?),
            "id" => self.id = Some(meta.value()?.parse()?),
            "page" => self.page = Some(meta.value()?.parse()?),
            "outputs" => self.outputs = Some(meta.value()?.parse()?),
            "cloudformation" => self.cloudformation = Some(meta.value()?.parse()?),
            "ready_when" => self.ready_when = Some(meta.value()?.parse()?),
            "unique" => self.unique = Some(meta.value()?.parse()?),
            "distinct_by" => self.distinct_by = Some(meta.value()?.parse()?),
            "completes" => self.completes = Some(meta.value()?.parse()?),
            "keeps" => self.keeps = Some(meta.value()?.parse()?),
            "check" => self.check = Some(meta.value()?.parse()?),
            "check_together" => self.check_together = Some(meta.value()?.parse()?),
            "normal_form" => self.normal_form = Some(meta.value()?.parse()?),
            "behaviour" => self.behaviour = Some(meta.value()?.parse()?),
            "delete_first" => self.delete_first = true,
            "adopted" => self.adopted = true,
            "local" => self.local = true,
            "private_new" => self.private_new = true,
            "yields" => {
                let content;
                syn::parenthesized!(content in meta.input);
                while !content.is_empty() {
                    let of: Type = content.parse()?;
                    content.parse::<Token![=]>()?;
                    self.yields.push((of, content.parse()?));
                    if !content.is_empty() {
                        content.parse::<Token![,]>()?;
                    }
                }
            }
            _ => return Err(meta.error("there is no such attribute for a resource")),
        }
        Ok(())
    }
}

pub(crate) fn derive(input: &DeriveInput) -> syn::Result<TokenStream> {
    let ident = &input.ident;
    let mut spec = KindSpec::default();
    for attribute in input.attrs.iter().filter(|a| a.path().is_ident("resource")) {
        attribute.parse_nested_meta(|meta| spec.parse(&meta))?;
    }
    let missing = |what: &str| syn::Error::new(ident.span(), format!("`#[resource({what} = …)]` is missing"));
    let kind = spec.kind.as_ref().ok_or_else(|| missing("kind"))?;
    let id = spec.id.as_ref().ok_or_else(|| missing("id"))?;
    let page = spec.page.as_ref().ok_or_else(|| missing("page"))?;
    let outputs = spec.outputs.as_ref().ok_or_else(|| missing("outputs"))?;
    let options = options_of(input)?;
    let is_input = |field: &syn::Field| field.ident.as_ref() != Some(&options);
    let fields = fields_of(input, "input", is_input)?.collect::<syn::Result<Vec<_>>>()?;

    let (doc, descriptions) = (doc_of(&input.attrs), descriptions(&fields));
    let members = fields.iter().map(|field| {
        let (member, name) = (&field.ident, field.name());
        quote!((#name, ironwright_core::resource::Property::to_expression(&self.#member)))
    });
    let option =
        |tokens: Option<TokenStream>| tokens.map_or_else(|| quote!(None), |tokens| quote!(Some(#tokens)));
    let cloudformation = option(spec.cloudformation.as_ref().map(|lit| quote!(#lit)));
    let ready_when = option(spec.ready_when.as_ref().map(|lit| quote!(#lit)));
    let check = option(spec.check.as_ref().map(|path| quote!(#path)));
    let check_together = option(spec.check_together.as_ref().map(|path| quote!(#path)));
    let normal_form = option(spec.normal_form.as_ref().map(|path| quote!(#path)));
    let behaviour = option(spec.behaviour.as_ref().map(|expr| quote!(&#expr)));
    let unique = unique_keys(spec.unique.as_ref())?;
    let distinct_by = names(spec.distinct_by.as_ref())?;
    let keeps = names(spec.keeps.as_ref())?;
    let completes = names(spec.completes.as_ref())?;
    let replacement = if spec.delete_first { quote!(DeleteFirst) } else { quote!(CreateFirst) };
    let (adopted, local, by_new) = (spec.adopted, spec.local, !spec.private_new);
    let builder = builder(input, &fields, Some(&options), spec.private_new);
    let yields = spec.yields.iter().map(|(of, output)| {
        quote! {
            impl ironwright_core::Yields<#of> for #ident {
                fn pick(outputs: &#outputs) -> ironwright_core::Output<#of> {
                    outputs.#output.clone()
                }
            }
        }
    });
    Ok(quote! {
        #builder

        impl ironwright_core::Resource for #ident {
            type Outputs = #outputs;

            fn kind() -> &'static ironwright_core::Kind {
                static KIND: ironwright_core::Kind = ironwright_core::Kind {
                    name: #kind,
                    doc: #doc,
                    page: #page,
                    cloudformation: #cloudformation,
                    id: #id,
                    inputs: &[#(#descriptions),*],
                    outputs: <#outputs as ironwright_core::Outputs>::FIELDS,
                    unique: &[#(#unique),*],
                    distinct_by: #distinct_by,
                    completes: #completes,
                    keeps: #keeps,
                    replacement: ironwright_core::kind::Replacement::#replacement,
                    adopted: #adopted,
                    local: #local,
                    ready_when: #ready_when,
                    check: #check,
                    check_together: #check_together,
                    by_new: #by_new,
                    normal_form: #normal_form,
                    behaviour: #behaviour,
                };
                &KIND
            }

            fn into_inputs(self) -> Vec<(&'static str, ironwright_core::expression::Expression)> {
                let members = [#(#members),*];
                members.into_iter().filter_map(|(name, member)| Some((name, member?))).collect()
            }

            fn options_mut(&mut self) -> &mut ironwright_core::Options {
                &mut self.#options
            }
        }

        #(#yields)*
    })
}

/// The field that holds what is said of a resource beyond its inputs.
fn options_of(input: &DeriveInput) -> syn::Result<Ident> {
    let fields = named_fields(input)?.iter();
    let mut options = fields.filter(|field| {
        matches!(&field.ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Options"))
    });
    options.next().and_then(|field| field.ident.clone()).ok_or_else(|| {
        syn::Error::new(
            input.ident.span(),
            "a field `options: Options` is missing: it keeps `protect` and the like",
        )
    })
}

/// `[["vpc_id", "group_name"], …]` as slices.
fn unique_keys(expr: Option<&Expr>) -> syn::Result<Vec<TokenStream>> {
    let Some(expr) = expr else { return Ok(Vec::new()) };
    let wrong = |expr: &Expr| syn::Error::new_spanned(expr, "write `unique = [[\"name\"]]`");
    let Expr::Array(keys) = expr else {
        return Err(wrong(expr));
    };
    keys.elems
        .iter()
        .map(|key| match key {
            Expr::Array(names) => {
                let names = &names.elems;
                Ok(quote!(&[#names]))
            }
            other => Err(wrong(other)),
        })
        .collect()
}

/// An array, or a constant that is one, as a slice.
fn names(expr: Option<&Expr>) -> syn::Result<TokenStream> {
    match expr {
        None => Ok(quote!(&[])),
        Some(names @ (Expr::Array(_) | Expr::Path(_))) => Ok(quote!(&#names)),
        Some(other) => Err(syn::Error::new_spanned(other, "write an array, `[\"name\"]`")),
    }
}
