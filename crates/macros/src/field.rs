//! One field of a resource, block or settings struct: its attributes, its description, its setters.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::meta::ParseNestedMeta;
use syn::parse::Parse;
use syn::spanned::Spanned as _;
use syn::{Attribute, Data, DeriveInput, Expr, ExprLit, ExprRange, Fields, Lit, Type};

use crate::default::Default;
use crate::types::{arguments, generic, is_struct, number_bounds};

/// A parsed field.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the field")]
pub(crate) struct FieldSpec {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    doc: String,
    shape: Shape,
    required: bool,
    replaces: bool,
    default: Option<Default>,
    /// `default` without a value: a block is there, with its own defaults, unless the user sets another.
    present: bool,
    flags: Vec<&'static str>,
    key: Option<Lit>,
    gives_way_to: Option<Lit>,
    each: Option<Ident>,
    cloudformation: Option<Lit>,
    limits: Vec<TokenStream>,
    setting: bool,
}

/// How a field is set.
#[derive(Clone, PartialEq)]
enum Shape {
    /// `Input<T>`
    Input(Type),
    /// `Inputs<T>`
    List(Type),
    /// `InputMap<T>`
    Map(Type),
    /// `Vec<B>`
    Blocks(Type),
    /// `B`
    Block(Type),
}

const FIELD_ATTRIBUTES: &str = "`default`, `range`, `length`, `one_of`, `pattern`, `secret`, `required`, `replaces`, `gives_way_to`, `key`, \
     `each`, `tags`, `unordered`, `overlapping`, `weak`, `write_only`, `ignores_case` and `cloudformation`";

const FLAGS: [&str; 6] = ["secret", "unordered", "overlapping", "weak", "write_only", "ignores_case"];

/// The fields of a struct that are wanted, with their attributes read.
pub(crate) fn fields_of<'a, W: Fn(&syn::Field) -> bool>(
    input: &'a DeriveInput,
    attribute: &str,
    wanted: W,
) -> syn::Result<impl Iterator<Item = syn::Result<FieldSpec>> + use<'a, W>> {
    let attribute = attribute.to_owned();
    let fields = named_fields(input)?.iter().filter(move |field| wanted(field));
    Ok(fields.map(move |field| FieldSpec::parse(field, &attribute)))
}

/// The named fields of a struct.
pub(crate) fn named_fields(
    input: &DeriveInput,
) -> syn::Result<&syn::punctuated::Punctuated<syn::Field, syn::Token![,]>> {
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new(input.ident.span(), "only a struct can be derived"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new(input.ident.span(), "fields need names"));
    };
    Ok(&fields.named)
}

/// The text of the doc comments.
pub(crate) fn doc_of(attributes: &[Attribute]) -> String {
    let lines =
        attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).filter_map(|attribute| {
            let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) =
                &attribute.meta.require_name_value().ok()?.value
            else {
                return None;
            };
            Some(text.value().trim().to_owned())
        });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

impl FieldSpec {
    fn parse(field: &syn::Field, attribute: &str) -> syn::Result<Self> {
        let ident = field.ident.clone().ok_or_else(|| syn::Error::new(field.span(), "fields need names"))?;
        let (optional, inner) = match generic(&field.ty, "Option") {
            Some(inner) => (true, inner),
            None => (false, field.ty.clone()),
        };
        let shape = if let Some(of) = generic(&inner, "Input") {
            Shape::Input(of)
        } else if let Some(of) = generic(&inner, "Inputs") {
            Shape::List(of)
        } else if let Some(of) = generic(&inner, "InputMap") {
            Shape::Map(of)
        } else if let Some(of) = generic(&inner, "Vec") {
            Shape::Blocks(of)
        } else {
            Shape::Block(inner.clone())
        };
        let mut spec = Self {
            doc: doc_of(&field.attrs),
            required: !optional && !matches!(shape, Shape::Blocks(_)),
            ident,
            ty: field.ty.clone(),
            shape,
            replaces: false,
            default: None,
            present: false,
            flags: Vec::new(),
            key: None,
            gives_way_to: None,
            each: None,
            cloudformation: None,
            limits: Vec::new(),
            setting: false,
        };
        if spec.doc.is_empty() {
            return Err(syn::Error::new(field.span(), "say what the property means: `/// …`"));
        }
        for attribute in field.attrs.iter().filter(|a| a.path().is_ident(attribute)) {
            attribute.parse_nested_meta(|meta| spec.parse_attribute(&meta))?;
        }
        Ok(spec)
    }

    fn parse_attribute(&mut self, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.require_ident()?.to_string();
        if let Some(flag) = FLAGS.iter().find(|flag| **flag == name) {
            self.flags.push(flag);
            return Ok(());
        }
        match name.as_str() {
            "required" => self.required = true,
            "replaces" => self.replaces = true,
            "default" if matches!(self.shape, Shape::Block(_)) && !meta.input.peek(syn::Token![=]) => {
                self.present = true;
            }
            "default" if !meta.input.peek(syn::Token![=]) => self.default = Some(self.empty(meta)?),
            "default" => self.default = Some(meta.value()?.parse()?),
            "key" => self.key = Some(meta.value()?.parse()?),
            "gives_way_to" => self.gives_way_to = Some(meta.value()?.parse()?),
            "each" => self.each = Some(meta.value()?.parse()?),
            "cloudformation" => self.cloudformation = Some(meta.value()?.parse()?),
            "range" => {
                let range = meta.value()?.parse()?;
                let (low, high) = bounds(&range)?;
                self.limits.push(quote!(ironwright_core::kind::Limit::Range(#low, #high)));
            }
            "length" => {
                let range = meta.value()?.parse()?;
                let (low, high) = bounds(&range)?;
                self.limits.push(quote!(ironwright_core::kind::Limit::Length(#low, #high)));
            }
            "one_of" => {
                let numbers: syn::ExprArray = meta.value()?.parse()?;
                self.limits.push(quote!(ironwright_core::kind::Limit::OneOf(&#numbers)));
            }
            "tags" => {
                let rules: Expr = meta.value()?.parse()?;
                self.limits.push(quote!(ironwright_core::kind::Limit::Tags(&#rules)));
            }
            "pattern" => {
                let content;
                syn::parenthesized!(content in meta.input);
                let parts = content.parse_terminated(<Expr as Parse>::parse, syn::Token![,])?;
                let mut parts = parts.iter();
                let (Some(pattern), Some(meaning)) = (parts.next(), parts.next()) else {
                    return Err(meta.error("write `pattern(\"regex\", \"what it means\")`"));
                };
                self.limits.push(quote!(ironwright_core::kind::Limit::Pattern(#pattern, #meaning)));
            }
            _ => {
                return Err(meta.error(format!(
                    "there is no attribute `{name}` for a field; there are {FIELD_ATTRIBUTES}"
                )));
            }
        }
        Ok(())
    }

    /// What `default` alone means: nothing in a list or a map.
    fn empty(&self, meta: &ParseNestedMeta<'_>) -> syn::Result<Default> {
        match self.shape {
            Shape::Blocks(_) => Ok(Default::List(Vec::new())),
            _ => Err(meta.error("write the default, `default = …`")),
        }
    }

    /// The expression of the static `Field`.
    pub(crate) fn description(&self, property: &TokenStream) -> TokenStream {
        let name = self.name();
        let (doc, required) = (&self.doc, self.required && self.default.is_none());
        let change = if self.replaces { quote!(Replaces) } else { quote!(InPlace) };
        let default = match &self.default {
            None => quote!(None),
            Some(default) => quote!(Some(#default)),
        };
        let flags = FLAGS.iter().map(|flag| {
            let (ident, set) = (format_ident!("{flag}"), self.flags.contains(flag));
            quote!(#ident: #set)
        });
        let option = |lit: &Option<Lit>| lit.as_ref().map_or_else(|| quote!(None), |lit| quote!(Some(#lit)));
        let (key, cloudformation, limits) = (option(&self.key), option(&self.cloudformation), &self.limits);
        let gives_way_to = option(&self.gives_way_to);
        let written = self.written();
        quote! {
            ironwright_core::kind::Field {
                name: #name,
                doc: #doc,
                ty: #property,
                required: #required,
                change: ironwright_core::kind::Change::#change,
                default: #default,
                #(#flags,)*
                gives_way_to: #gives_way_to,
                key: #key,
                limits: &[#(#limits),*],
                cloudformation: #cloudformation,
                written: #written,
            }
        }
    }

    /// How a program writes the property.
    fn written(&self) -> TokenStream {
        let (setter, argument) = (self.ident.to_string(), self.in_constructor());
        let (of, words, by_new) = match &self.shape {
            // A setting is no part of a declaration.
            _ if self.setting => (&self.ty, quote!(&[]), quote!(false)),
            Shape::Input(of) | Shape::List(of) | Shape::Map(of) => {
                (of, quote!(<#of as ironwright_core::Data>::WORDS), quote!(false))
            }
            Shape::Blocks(of) | Shape::Block(of) => {
                (of, quote!(&[]), quote!(<#of as ironwright_core::Block>::BY_NEW))
            }
        };
        let of = quote!(#of).to_string();
        quote! {
            ironwright_core::kind::RustSource {
                setter: #setter, of: #of, words: #words, argument: #argument, by_new: #by_new,
            }
        }
    }

    /// The property's name, without the `r#` of a raw identifier.
    pub(crate) fn name(&self) -> String {
        self.ident.to_string().trim_start_matches("r#").to_owned()
    }

    /// Reads the field as a setting: a list has no empty default there, and what has a `Secret` in its type is secret.
    pub(crate) fn into_setting(mut self) -> syn::Result<Self> {
        if self.present && arguments(&self.ty).any(|(name, _)| name == "BTreeMap") {
            self.default = Some(Default::Map(Vec::new()));
        } else if self.present && !is_struct(&self.ty) {
            return Err(syn::Error::new(self.ident.span(), "write the default, `default = …`"));
        }
        self.required = generic(&self.ty, "Option").is_none();
        self.setting = true;
        if arguments(&self.ty).any(|(name, _)| name == "Secret") && !self.flags.contains(&"secret") {
            self.flags.push("secret");
        }
        // What the type cannot hold is told with all other limits, and not when the struct is made.
        let ranged = self.limits.iter().any(|limit| limit.to_string().contains("Range"));
        if let Some((low, high)) = number_bounds(&self.ty).filter(|_| !ranged) {
            self.limits.push(quote!(ironwright_core::kind::Limit::Range(#low, #high)));
        }
        Ok(self)
    }

    /// The constructor's argument, when the property is required there.
    pub(crate) fn argument(&self) -> Option<TokenStream> {
        let ident = &self.ident;
        if !self.in_constructor() {
            return None;
        }
        Some(match &self.shape {
            Shape::Input(of) => quote!(#ident: impl Into<ironwright_core::Input<#of>>),
            Shape::List(of) => quote!(#ident: impl Into<ironwright_core::Inputs<#of>>),
            Shape::Map(of) => quote!(#ident: impl Into<ironwright_core::InputMap<#of>>),
            Shape::Blocks(of) => quote!(#ident: impl IntoIterator<Item = #of>),
            Shape::Block(of) => quote!(#ident: #of),
        })
    }

    /// The field's first value in the constructor.
    pub(crate) fn initial(&self) -> TokenStream {
        let ident = &self.ident;
        match (&self.shape, self.in_constructor()) {
            (Shape::Block(_), true) => quote!(#ident),
            (_, true) => quote!(#ident: #ident.into()),
            (Shape::Blocks(_), false) => quote!(#ident: Vec::new()),
            (Shape::Block(of), false) if self.present => quote!(#ident: Some(<#of>::new())),
            (_, false) => quote!(#ident: None),
        }
    }

    fn in_constructor(&self) -> bool {
        self.required && !matches!(self.shape, Shape::Blocks(_))
    }

    /// The setters of an optional property.
    pub(crate) fn setters(&self) -> TokenStream {
        let (ident, doc) = (&self.ident, self.setter_doc());
        let set = match (&self.shape, self.in_constructor()) {
            (_, true) => quote!(),
            (Shape::Input(of), false) => quote! {
                #[doc = #doc]
                #[track_caller]
                pub fn #ident(mut self, value: impl Into<ironwright_core::Input<#of>>) -> Self {
                    self.#ident = Some(value.into());
                    self
                }
            },
            (Shape::List(of), false) => quote! {
                #[doc = #doc]
                #[track_caller]
                pub fn #ident(mut self, values: impl Into<ironwright_core::Inputs<#of>>) -> Self {
                    self.#ident = Some(values.into());
                    self
                }
            },
            (Shape::Map(of), false) => quote! {
                #[doc = #doc]
                #[track_caller]
                pub fn #ident(mut self, values: impl Into<ironwright_core::InputMap<#of>>) -> Self {
                    self.#ident = Some(values.into());
                    self
                }
            },
            (Shape::Blocks(of), false) => quote! {
                #[doc = #doc]
                pub fn #ident(mut self, blocks: impl IntoIterator<Item = #of>) -> Self {
                    self.#ident = blocks.into_iter().collect();
                    self
                }
            },
            (Shape::Block(of), false) => quote! {
                #[doc = #doc]
                pub fn #ident(mut self, block: #of) -> Self {
                    self.#ident = Some(block);
                    self
                }
            },
        };
        let Some(each) = &self.each else { return set };
        let doc = format!("Adds one to [`{}`](Self::{}). {doc}", self.name(), self.name());
        let add = match &self.shape {
            Shape::Map(of) => quote! {
                #[doc = #doc]
                #[track_caller]
                pub fn #each(mut self, name: &str, value: impl Into<ironwright_core::Input<#of>>) -> Self {
                    self.#ident.get_or_insert_default().insert(name, value);
                    self
                }
            },
            Shape::Blocks(of) => quote! {
                #[doc = #doc]
                pub fn #each(mut self, block: #of) -> Self {
                    self.#ident.push(block);
                    self
                }
            },
            _ => syn::Error::new(ident.span(), "`each` is for lists of blocks and for maps")
                .into_compile_error(),
        };
        quote!(#set #add)
    }

    fn setter_doc(&self) -> String {
        let default = match &self.default {
            Some(Default::One(Lit::Str(text))) => format!(" Default: `{}`.", text.value()),
            Some(Default::One(Lit::Int(number))) => format!(" Default: `{}`.", number.base10_digits()),
            Some(Default::One(Lit::Bool(value))) => format!(" Default: `{}`.", value.value),
            _ => String::new(),
        };
        let change = if self.replaces { " A change replaces the resource." } else { "" };
        format!("{}{default}{change}", self.doc)
    }
}

fn bounds(range: &ExprRange) -> syn::Result<(&Expr, &Expr)> {
    match (&range.start, &range.end, range.limits) {
        (Some(low), Some(high), syn::RangeLimits::Closed(_)) => Ok((low, high)),
        _ => Err(syn::Error::new(range.span(), "write both bounds, `1..=255`")),
    }
}
