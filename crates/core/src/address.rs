//! Addresses: the identity of a resource in our world, `vpc/ec2.Subnet.public-a`.
//!
//! An address is the scope path, the kind and the logical name, each declared by the program and stable across
//! runs. The stack's own name is not part of it: one state belongs to one stack.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::printed::printed_in;

/// The identity of one declared resource: scope path, kind and logical name.
///
/// Cloning is cheap: an address is one shared text.
///
/// ```
/// use ironwright::core::Address;
/// let address: Address = "vpc/ec2.Subnet.public-a".parse().unwrap();
/// assert_eq!(address.kind(), "ec2.Subnet");
/// assert_eq!(address.name(), "public-a");
/// assert_eq!(address.scope(), "vpc");
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    text: Arc<str>,
    kind_start: u32,
    name_start: u32,
}

impl Address {
    /// Makes an address from a scope path (empty for the stack itself), a kind and a logical name.
    ///
    /// # Errors
    /// When a part holds a character that names may not hold; the text says which.
    pub fn new(scope: &str, kind: &str, name: &str) -> Result<Self, AddressError> {
        let separator = if scope.is_empty() { "" } else { "/" };
        Self::checked(format!("{scope}{separator}{kind}.{name}").into(), scope, kind, name)
    }

    /// The address that a text is, once its parts are found to be good.
    fn checked(text: Arc<str>, scope: &str, kind: &str, name: &str) -> Result<Self, AddressError> {
        check_plain(&text)?;
        for part in scope.split('/').filter(|_| !scope.is_empty()) {
            check_name(part)?;
        }
        check_name(name)?;
        let halves = kind.split_once('.');
        if halves.is_none_or(|(service, kind)| service.is_empty() || kind.is_empty() || kind.contains('.')) {
            return Err(AddressError(format!("`{kind}` is not a kind; a kind reads like `ec2.Vpc`")));
        }
        let name_start = text.len() - name.len();
        let offset = |n: usize| {
            u32::try_from(n).map_err(|_| AddressError("an address may not be longer than 4 GiB".into()))
        };
        Ok(Self { kind_start: offset(name_start - kind.len() - 1)?, name_start: offset(name_start)?, text })
    }

    /// The whole text, `vpc/ec2.Subnet.public-a`.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The scope path, empty for a resource of the stack itself.
    pub fn scope(&self) -> &str {
        self.text[..self.kind_start as usize].trim_end_matches('/')
    }

    /// The kind, `ec2.Subnet`.
    pub fn kind(&self) -> &str {
        &self.text[self.kind_start as usize..self.name_start as usize - 1]
    }

    /// The logical name, `public-a`.
    pub fn name(&self) -> &str {
        &self.text[self.name_start as usize..]
    }
}

/// Checks one scope or logical name: letters, digits, `-` and `_`, beginning with a letter or digit.
pub(crate) fn check_name(name: &str) -> Result<(), AddressError> {
    check_plain(name)?;
    let good = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if name.is_empty() {
        return Err(AddressError("a name may not be empty".into()));
    }
    if !name.bytes().all(good) || name.starts_with(['-', '_']) {
        return Err(AddressError(format!(
            "`{name}` is not a name; use letters, digits, `-` and `_`, beginning with a letter or digit"
        )));
    }
    Ok(())
}

/// A name is known before anything exists: no output stands in it.
fn check_plain(text: &str) -> Result<(), AddressError> {
    let Some(printed) = printed_in(text) else { return Ok(()) };
    Err(AddressError(format!(
        "the name holds what `{{:?}}` prints of `{printed}`; a name is plain text, which is known before anything exists"
    )))
}

/// Why a text is not an address or a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (scope, rest) = text.rsplit_once('/').unwrap_or(("", text));
        let second_dot = rest.match_indices('.').nth(1).map(|(at, _)| at);
        let Some((kind, name)) = second_dot.and_then(|at| Some((rest.get(..at)?, rest.get(at + 1..)?)))
        else {
            return Err(AddressError(format!(
                "`{text}` is not an address; an address reads like `vpc/ec2.Subnet.public-a`"
            )));
        };
        let text = if scope.is_empty() { rest } else { text };
        Self::checked(text.into(), scope, kind, name)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl serde::Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_scopes_survive_a_round_trip() {
        let address = Address::new("network/vpc", "ec2.Subnet", "public-a").expect("valid");
        assert_eq!(address.to_string(), "network/vpc/ec2.Subnet.public-a");
        assert_eq!(address.to_string().parse(), Ok(address.clone()));
        assert_eq!(
            (address.scope(), address.kind(), address.name()),
            ("network/vpc", "ec2.Subnet", "public-a")
        );
    }

    #[test]
    fn names_with_separators_are_refused() {
        for name in ["", "a.b", "a/b", "-a", "ä"] {
            assert!(Address::new("", "ec2.Vpc", name).is_err(), "{name:?} was accepted");
        }
        assert!("ec2.Vpc".parse::<Address>().is_err());
    }
}
