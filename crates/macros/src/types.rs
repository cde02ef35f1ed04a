//! What can be told of a type by how it is written.

use syn::{GenericArgument, PathArguments, Type};

/// `T` of `Name<T>`.
pub(crate) fn generic(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(of) if last.ident == name => Some(of.clone()),
        _ => None,
    }
}

/// The generic types that a type is made of, from the outside: their names, and their last arguments.
pub(crate) fn arguments(ty: &Type) -> impl Iterator<Item = (String, Type)> + use<> {
    let step = |ty: &Type| {
        let Type::Path(path) = ty else { return None };
        let last = path.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        match arguments.args.last()? {
            GenericArgument::Type(of) => Some((last.ident.to_string(), of.clone())),
            _ => None,
        }
    };
    std::iter::successors(step(ty), move |(_, of)| step(of))
}

/// The least and the greatest number that the innermost type holds.
pub(crate) fn number_bounds(ty: &Type) -> Option<(i64, i64)> {
    let innermost = arguments(ty).last().map_or_else(|| ty.clone(), |(_, of)| of);
    let Type::Path(path) = innermost else { return None };
    Some(match path.path.get_ident()?.to_string().as_str() {
        "u8" => (u8::MIN.into(), u8::MAX.into()),
        "u16" => (u16::MIN.into(), u16::MAX.into()),
        "u32" => (u32::MIN.into(), u32::MAX.into()),
        "i32" => (i32::MIN.into(), i32::MAX.into()),
        _ => return None,
    })
}

/// Whether a type may be a struct of settings, as far as its name tells.
pub(crate) fn is_struct(ty: &Type) -> bool {
    const OTHERS: [&str; 10] = ["bool", "u8", "u16", "u32", "i32", "i64", "f64", "String", "Cidr", "Secret"];
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| !OTHERS.contains(&last.ident.to_string().as_str()))
}
