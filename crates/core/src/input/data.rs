//! The Rust types that a property can hold, and how they become values and are read back.

use std::collections::BTreeMap;

use crate::Cidr;
use crate::kind::{StringEnum, Type};
use crate::value::Value;

/// A Rust type that a property can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no type that a property, an output or a setting can hold",
    label = "this type cannot be turned into data",
    note = "what can: `bool`, whole numbers, `f64`, `String`, `Cidr`, `Secret<…>`, and `Vec<…>` and `BTreeMap<String, …>` of those",
    note = "a struct can when it says `#[derive(Settings)]`, and an enum that `choices!` declares"
)]
pub trait Data: Sized {
    /// What the engine calls it.
    const TYPE: Type;
    /// AWS's words and the variants that stand for them, of a choice.
    #[doc(hidden)]
    const WORDS: StringEnum = &[];
    /// The value as data.
    fn encode(&self) -> Value;
    /// Reads it back.
    ///
    /// # Errors
    /// What was expected, when the data does not hold it.
    fn decode(value: &Value) -> Result<Self, String>;
}

/// A [`Data`] type whose values may be given where an [`Input`](super::Input) of it is asked for. Text is [`Parse`] instead.
pub trait Plain: Data {}

/// A [`Data`] type that a text in the program may stand for: names, ids, networks.
#[diagnostic::on_unimplemented(
    message = "a text cannot stand for a `{Self}`",
    label = "a `{Self}` is wanted here, not a text"
)]
pub trait Parse: Data {
    /// Reads the text.
    ///
    /// # Errors
    /// What is wrong with it, reported with the line where the text stands.
    fn parse(text: &str) -> Result<Self, String>;
}

/// Says that two types are one: so that a mix-up is told in terms of the two, and not of conversions.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot stand where a `{T}` belongs",
    label = "a `{T}` is wanted here, and this is a `{Self}`"
)]
pub trait Is<T> {}

impl<T> Is<T> for T {}

/// An id, an ARN or a name of a kind: text where text is wanted, and a text that is made up may stand for it.
pub trait Refers: Data {}

#[diagnostic::do_not_recommend]
impl<U: Refers> Is<String> for U {}

#[diagnostic::do_not_recommend]
impl<T: Refers> Is<T> for String {}

fn expected<T>(what: &str, value: &Value) -> Result<T, String> {
    Err(format!("expected {what}, found {value}"))
}

impl Data for bool {
    const TYPE: Type = Type::Bool;

    fn encode(&self) -> Value {
        Value::Bool(*self)
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_bool().map_or_else(|| expected("true or false", value), Ok)
    }
}

impl Plain for bool {}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Data for $number {
            const TYPE: Type = Type::Int;

            fn encode(&self) -> Value {
                Value::Int(i64::from(*self))
            }

            fn decode(value: &Value) -> Result<Self, String> {
                value
                    .as_int()
                    .and_then(|n| n.try_into().ok())
                    .map_or_else(|| expected("a whole number in range", value), Ok)
            }
        }

        impl Plain for $number {}
    )*};
}

whole_numbers!(u8, u16, u32, i32, i64);

impl Data for f64 {
    const TYPE: Type = Type::Float;

    fn encode(&self) -> Value {
        Value::Float(*self)
    }

    fn decode(value: &Value) -> Result<Self, String> {
        match value {
            Value::Float(n) => Ok(*n),
            #[expect(clippy::cast_precision_loss, reason = "a fraction was asked for")]
            Value::Int(n) => Ok(*n as Self),
            other => expected("a number", other),
        }
    }
}

impl Plain for f64 {}

impl Data for String {
    const TYPE: Type = Type::Text;

    fn encode(&self) -> Value {
        Value::text(self.as_str())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_text().map_or_else(|| expected("text", value), |text| Ok(text.to_owned()))
    }
}

impl Parse for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Data for Cidr {
    const TYPE: Type = Type::Cidr;

    fn encode(&self) -> Value {
        Value::text(self.to_string())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value.as_text().map_or_else(|| expected("an IPv4 network", value), Parse::parse)
    }
}

impl Plain for Cidr {}

impl Parse for Cidr {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|e: crate::cidr::CidrError| e.to_string())
    }
}

impl<T: Data> Data for Vec<T> {
    const TYPE: Type = Type::List(&T::TYPE);

    fn encode(&self) -> Value {
        Value::list(self.iter().map(Data::encode))
    }

    fn decode(value: &Value) -> Result<Self, String> {
        value
            .as_list()
            .map_or_else(|| expected("a list", value), |items| items.iter().map(T::decode).collect())
    }
}

impl<T: Data> Data for BTreeMap<String, T> {
    const TYPE: Type = Type::Map(&T::TYPE);

    fn encode(&self) -> Value {
        Value::map(self.iter().map(|(name, member)| (name.as_str().into(), member.encode())).collect())
    }

    fn decode(value: &Value) -> Result<Self, String> {
        let Some(members) = value.as_map() else { return expected("names with values", value) };
        members.iter().map(|(name, member)| Ok((name.to_string(), T::decode(member)?))).collect()
    }
}

impl<T: Data, U: Data> Data for (T, U) {
    const TYPE: Type = Type::Document;

    fn encode(&self) -> Value {
        Value::list([self.0.encode(), self.1.encode()])
    }

    fn decode(value: &Value) -> Result<Self, String> {
        match value.as_list() {
            Some([first, second]) => Ok((T::decode(first)?, U::decode(second)?)),
            _ => expected("a pair", value),
        }
    }
}

/// Declares the types of a kind's ids, ARNs and names: text in the program, never mixed up by it.
///
/// ```
/// ironwright::core::references! {
///     /// The id of a VPC.
///     VpcId = "ec2.Vpc" . "id";
/// }
/// let id = VpcId::from("vpc-1a2743d115d4dd2b1");
/// assert_eq!(id.as_str(), "vpc-1a2743d115d4dd2b1");
/// ```
#[macro_export]
macro_rules! references {
    ($($(#[$doc:meta])* $name:ident = $kind:literal . $output:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(String);

        impl $name {
            /// The text that AWS knows.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Data for $name {
            const TYPE: $crate::kind::Type = $crate::kind::Type::Reference { kind: $kind, output: $output };

            fn encode(&self) -> $crate::Value {
                $crate::Value::text(self.0.as_str())
            }

            fn decode(value: &$crate::Value) -> Result<Self, String> {
                <String as $crate::Data>::decode(value).map(Self)
            }
        }

        impl $crate::Plain for $name {}

        #[diagnostic::do_not_recommend]
        impl $crate::input::TextPart for $name {
            fn text_part(&self) -> $crate::expression::Expression {
                $crate::input::TextPart::text_part(self.as_str())
            }
        }

        impl $crate::input::Refers for $name {}

        #[diagnostic::do_not_recommend]
        impl From<$name> for $crate::Input<::std::string::String> {
            fn from(reference: $name) -> Self {
                reference.0.into()
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Parse for $name {
            fn parse(text: &str) -> Result<Self, String> {
                Ok(Self(text.to_owned()))
            }
        }
    )*};
}
