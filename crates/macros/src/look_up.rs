//! The look-ups of a kind: by its name, its tags, its id and its ARN, as far as it has these.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{LitStr, Type};

use crate::field::FieldSpec;

/// The functions that say what is looked for.
pub(crate) fn look_ups(
    ident: &Ident,
    kind: &LitStr,
    fields: &[FieldSpec],
    yields: &[(Type, Ident)],
    name: Option<&LitStr>,
) -> syn::Result<TokenStream> {
    let yielded = |output: &str| yields.iter().find(|(_, of)| of == output).map(|(ty, _)| quote!(#ty));
    let (id, kind_name) = (yielded("id").unwrap_or_else(|| quote!(String)), kind.value());
    let by_name = match name {
        Some(name) => {
            let named = fields.iter().find(|field| field.name() == name.value());
            Some(named.ok_or_else(|| syn::Error::new(name.span(), "there is no such property"))?)
        }
        None => fields.iter().find(|field| is_name_of(&field.name(), &kind_name)),
    };
    let by_name = by_name.and_then(|field| Some((field.name(), field.input()?))).map(|(name, of)| {
        let doc = format!("Looks for the one of this name: its `{name}`.");
        quote! {
            #[doc = #doc]
            #[track_caller]
            pub fn named(name: impl Into<ironwright_core::Input<#of>>) -> ironwright_core::LookUp<Self> {
                ironwright_core::LookUp::by(#name, Into::<ironwright_core::Input<#of>>::into(name))
            }
        }
    });
    let by_tag = fields.iter().any(|field| field.name() == "tags" && field.is_map()).then(|| {
        quote! {
            /// Looks for the one that carries this tag, `("Name", "shared")`; `.tagged(…)` says another one.
            #[track_caller]
            pub fn tagged(
                name: &str,
                value: impl Into<ironwright_core::Output<String>>,
            ) -> ironwright_core::LookUp<Self> {
                ironwright_core::LookUp::by_tag(name, value)
            }
        }
    });
    let by_arn = yielded("arn").map(|arn| {
        quote! {
            /// Looks for the one with this ARN.
            #[track_caller]
            pub fn with_arn(arn: impl Into<ironwright_core::Input<#arn>>) -> ironwright_core::LookUp<Self> {
                ironwright_core::LookUp::by("arn", Into::<ironwright_core::Input<#arn>>::into(arn))
            }
        }
    });
    let doc = format!(
        "Looks for the one that the cloud calls this: its physical id, as `import {kind_name}` takes it."
    );
    Ok(quote! {
        impl #ident {
            #by_name

            #by_tag

            #[doc = #doc]
            #[track_caller]
            pub fn with_id(id: impl Into<ironwright_core::Input<#id>>) -> ironwright_core::LookUp<Self> {
                ironwright_core::LookUp::by_id(Into::<ironwright_core::Input<#id>>::into(id))
            }

            #by_arn
        }
    })
}

/// Whether a property is the name of its kind: `name`, `bucket` of a bucket, `group_name` of a security group.
fn is_name_of(property: &str, kind: &str) -> bool {
    let kind = snake_case(kind.rsplit('.').next().unwrap_or_default());
    let ends_alike =
        |a: &str, b: &str| a == b || a.ends_with(&format!("_{b}")) || b.ends_with(&format!("_{a}"));
    let called = property.strip_suffix("_name").or_else(|| property.strip_suffix("_identifier"));
    property == "name" || property == kind || called.is_some_and(|called| ends_alike(called, &kind))
}

/// `security_group`, of `SecurityGroup`.
fn snake_case(name: &str) -> String {
    let mut words = String::new();
    for (at, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && at > 0 {
            words.push('_');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::is_name_of;

    #[test]
    fn a_kinds_name_is_told_from_other_names() {
        for (property, kind) in [
            ("role_name", "iam.Role"),
            ("group_name", "ec2.SecurityGroup"),
            ("auto_scaling_group_name", "autoscaling.Group"),
            ("bucket", "s3.Bucket"),
            ("name", "ssm.Parameter"),
            ("db_instance_identifier", "rds.DbInstance"),
            ("policy_name", "iam.RolePolicy"),
        ] {
            assert!(is_name_of(property, kind), "{property} of {kind}");
        }
        for (property, kind) in [
            ("role_name", "iam.RolePolicy"),
            ("group_name", "iam.GroupPolicyAttachment"),
            ("repository_name", "ecr.LifecyclePolicy"),
            ("vpc_id", "ec2.Vpc"),
            ("domain_name", "acm.Certificate"),
        ] {
            assert!(!is_name_of(property, kind), "{property} of {kind}");
        }
    }
}
