//! Environments: instances of one stack, each with settings and a state of its own.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::address::check_name;

/// The longest name of an environment, in characters.
const LONGEST: usize = 64;

/// The name of an environment, `prod`: letters, digits, `-` and `_`, beginning with a letter or digit, at most 64.
///
/// ```
/// use ironwright_core::Environment;
/// let prod: Environment = "prod".parse().unwrap();
/// assert_eq!(prod, *"prod");
/// assert!("../prod".parse::<Environment>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Environment(Arc<str>);

/// Which instance of a stack something belongs to. It reads `web`, or `web@prod`: names hold no `@`.
///
/// States, seals, tokens and tags of ownership name the instance, so that nothing of one environment passes for
/// another's.
///
/// ```
/// use ironwright_core::Instance;
/// let instance: Instance = "web@prod".parse().unwrap();
/// assert_eq!(instance.stack, "web");
/// assert_eq!(instance.environment.unwrap(), *"prod");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instance {
    /// The stack's name.
    pub stack: String,
    /// The environment, for a stack that has several.
    pub environment: Option<Environment>,
}

/// Why a text is no name of an environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EnvironmentError(String);

impl Environment {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Instance {
    /// An instance of a stack.
    pub fn new(stack: impl Into<String>, environment: Option<Environment>) -> Self {
        Self { stack: stack.into(), environment }
    }
}

impl FromStr for Environment {
    type Err = EnvironmentError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        check_name(name).map_err(|_| {
            EnvironmentError(format!(
                "`{name}` is no name of an environment; use letters, digits, `-` and `_`, beginning with a letter or digit"
            ))
        })?;
        if name.len() > LONGEST {
            return Err(EnvironmentError(format!(
                "the name of an environment has at most {LONGEST} characters, and this one has {}",
                name.len()
            )));
        }
        Ok(Self(name.into()))
    }
}

impl FromStr for Instance {
    type Err = EnvironmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('@') {
            Some((stack, environment)) => Ok(Self::new(stack, Some(environment.parse()?))),
            None => Ok(Self::new(text, None)),
        }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.environment {
            Some(environment) => write!(f, "{}@{environment}", self.stack),
            None => f.write_str(&self.stack),
        }
    }
}

impl PartialEq<str> for Environment {
    fn eq(&self, name: &str) -> bool {
        *self.0 == *name
    }
}

impl PartialEq<&str> for Environment {
    fn eq(&self, name: &&str) -> bool {
        *self.0 == **name
    }
}

impl From<Environment> for String {
    fn from(environment: Environment) -> Self {
        environment.0.as_ref().to_owned()
    }
}

impl TryFrom<String> for Environment {
    type Error = EnvironmentError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_lead_elsewhere_are_refused() {
        for name in ["prod", "eu-west_1", "2026", "P"] {
            assert_eq!(name.parse::<Environment>().map(String::from), Ok(name.to_owned()));
        }
        let long = "a".repeat(65);
        for name in ["", ".", "..", ".prod", "-prod", "a/b", "a\\b", "a@b", "a b", "prod\n", "prüf", &long] {
            assert!(name.parse::<Environment>().is_err(), "{name:?} was accepted");
        }
        assert!(long[1..].parse::<Environment>().is_ok());
    }

    #[test]
    fn an_instance_is_read_as_it_is_written() {
        for text in ["web", "web@prod"] {
            assert_eq!(text.parse::<Instance>().map(|instance| instance.to_string()), Ok(text.to_owned()));
        }
        assert!("web@".parse::<Instance>().is_err());
        assert!(serde_json::from_str::<Environment>("\"a/b\"").is_err());
    }
}
