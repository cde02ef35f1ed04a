//! What a property of a kind that is made at run time holds: a [`Type`] that owns its parts.

use super::{Field, InputBuilder, Type};

/// What a property holds, as [`Type`] says it of a derived kind.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Holds {
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Int,
    /// A number with a fraction.
    Float,
    /// Text.
    Text,
    /// One of some words.
    Choice(Vec<String>),
    /// An IPv4 network, canonical.
    Cidr,
    /// A document of free form.
    Document,
    /// Another resource, by one of its outputs.
    Reference {
        /// The other's kind.
        kind: String,
        /// The other's output.
        output: String,
    },
    /// Values of one type in order.
    List(Box<Holds>),
    /// Values of one type by name.
    Map(Box<Holds>),
    /// A nested block.
    Block(Vec<InputBuilder>),
}

impl Holds {
    /// One of some words.
    pub fn choice<W: Into<String>>(words: impl IntoIterator<Item = W>) -> Self {
        Self::Choice(words.into_iter().map(Into::into).collect())
    }

    /// Another resource, by one of its outputs: `Holds::reference("ec2.Vpc", "id")`.
    pub fn reference(kind: impl Into<String>, output: impl Into<String>) -> Self {
        Self::Reference { kind: kind.into(), output: output.into() }
    }

    /// Values of one type in order.
    pub fn list(of: Self) -> Self {
        Self::List(Box::new(of))
    }

    /// Values of one type by name.
    pub fn map(of: Self) -> Self {
        Self::Map(Box::new(of))
    }

    /// A nested block of these properties.
    pub fn block(properties: impl IntoIterator<Item = InputBuilder>) -> Self {
        Self::Block(properties.into_iter().collect())
    }

    /// The type, for as long as the program runs.
    pub(super) fn intern(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Int => Type::Int,
            Self::Float => Type::Float,
            Self::Text => Type::Text,
            Self::Choice(words) => Type::Choice(texts(words)),
            Self::Cidr => Type::Cidr,
            Self::Document => Type::Document,
            Self::Reference { kind, output } => Type::Reference { kind: text(kind), output: text(output) },
            Self::List(of) => Type::List(Box::leak(Box::new(of.intern()))),
            Self::Map(of) => Type::Map(Box::leak(Box::new(of.intern()))),
            Self::Block(properties) => Type::Block(fields(properties)),
        }
    }

    /// How a program would write the type, for messages and for printed declarations.
    pub(super) fn rust(&self) -> String {
        match self {
            Self::Bool => "bool".to_owned(),
            Self::Int => "i64".to_owned(),
            Self::Float => "f64".to_owned(),
            Self::Cidr => "Cidr".to_owned(),
            Self::Document | Self::Block(_) => "Document".to_owned(),
            Self::Text | Self::Choice(_) | Self::Reference { .. } => "String".to_owned(),
            Self::List(of) | Self::Map(of) => of.rust(),
        }
    }
}

/// A text for as long as the program runs.
pub(super) fn text(text: String) -> &'static str {
    text.leak()
}

/// Texts for as long as the program runs.
pub(super) fn texts(all: Vec<String>) -> &'static [&'static str] {
    all.into_iter().map(text).collect::<Vec<_>>().leak()
}

/// Properties for as long as the program runs.
pub(super) fn fields(all: Vec<InputBuilder>) -> &'static [Field] {
    all.into_iter().map(InputBuilder::intern).collect::<Vec<_>>().leak()
}
