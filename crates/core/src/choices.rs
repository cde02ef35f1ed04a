//! Types that are one of some words: an enum for a property that takes no other.

/// Declares a type that is one of AWS's words.
///
/// ```
/// ironwright::choices! {
///     /// Who may share the hardware.
///     Tenancy {
///         /// Shared hardware.
///         Default = "default",
///         /// Hardware of one's own.
///         Dedicated = "dedicated",
///     }
/// }
/// assert_eq!(Tenancy::Dedicated.as_str(), "dedicated");
/// ```
#[macro_export]
macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$choice_doc:meta])* $choice:ident = $text:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name { $($(#[$choice_doc])* $choice,)* }

        impl $name {
            /// AWS's word for it.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$choice => $text,)* }
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Data for $name {
            const TYPE: $crate::kind::Type = $crate::kind::Type::Choice(&[$($text),*]);
            const WORDS: $crate::kind::StringEnum = &[$(($text, stringify!($choice))),*];

            fn encode(&self) -> $crate::Value {
                $crate::Value::text(self.as_str())
            }

            fn decode(value: &$crate::Value) -> Result<Self, String> {
                match value.as_text() {
                    $(Some($text) => Ok(Self::$choice),)*
                    _ => Err(format!("expected one of {}, found {value}", [$($text),*].join(", "))),
                }
            }
        }

        impl $crate::Plain for $name {}

        #[diagnostic::do_not_recommend]
        impl $crate::input::TextPart for $name {
            fn text_part(&self) -> $crate::expression::Expression {
                $crate::input::TextPart::text_part(self.as_str())
            }
        }
    )*};
}
