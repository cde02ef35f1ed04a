//! Where a store is in S3, as a person writes it: `s3://bucket/prefix?lock_table=NAME`.

use std::fmt;
use std::str::FromStr;

use ironwright_core::diagnostic::nearest;

/// What may stand after the `?`.
const LOCK_TABLE: &str = "lock_table";

/// A place for the stores of many stacks.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct BucketPlace {
    /// The bucket.
    pub bucket: String,
    /// What all keys begin with, without slashes at its ends; may be empty.
    pub prefix: String,
    /// The DynamoDB table that keeps the leases, where a team wants them there.
    pub lock_table: Option<String>,
}

/// A text that names no place in S3.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("`{text}` is no place in S3: {reason}")]
pub struct NotAPlace {
    text: String,
    reason: String,
}

impl BucketPlace {
    /// A key below the prefix.
    pub(crate) fn key(&self, name: &str) -> String {
        if self.prefix.is_empty() { name.to_owned() } else { format!("{}/{name}", self.prefix) }
    }

    /// Whether the names are such that S3 can have them.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn check(&self) -> Result<(), NotAPlace> {
        none_of(&self.to_string(), &self.wrong())
    }

    fn wrong(&self) -> Vec<String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_bucket = (3..=63).contains(&self.bucket.len())
            && self.bucket.chars().all(plain)
            && self.bucket.starts_with(edge)
            && self.bucket.ends_with(edge)
            && !self.bucket.contains("..");
        let parts = || self.prefix.split('/');
        let found = [
            (
                !is_bucket,
                "a bucket's name has 3 to 63 lower-case letters, digits, hyphens and dots, and begins and ends with a \
                 letter or digit",
            ),
            // Keys may have 1,024 bytes, and names of rules 255.
            (self.prefix.len() > 200, "the prefix is longer than 200 bytes"),
            (
                self.prefix.contains("//") || parts().any(|part| part == "." || part == ".."),
                "the prefix has an empty part, or one that is `.` or `..`",
            ),
            (
                self.prefix.chars().any(|c| c.is_control() || c == '?'),
                "the prefix has a sign that no key should have",
            ),
        ];
        found.into_iter().filter(|(is_so, _)| *is_so).map(|(_, reason)| reason.to_owned()).collect()
    }
}

fn none_of(text: &str, reasons: &[String]) -> Result<(), NotAPlace> {
    if reasons.is_empty() {
        return Ok(());
    }
    Err(NotAPlace { text: text.to_owned(), reason: reasons.join("; ") })
}

impl fmt::Display for BucketPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.bucket)?;
        if !self.prefix.is_empty() {
            write!(f, "/{}", self.prefix)?;
        }
        match &self.lock_table {
            Some(table) => write!(f, "?lock_table={table}"),
            None => Ok(()),
        }
    }
}

impl FromStr for BucketPlace {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let Some(rest) = text.strip_prefix("s3://") else {
            let reason = "it does not begin with `s3://`".to_owned();
            return Err(NotAPlace { text: text.to_owned(), reason });
        };
        let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        let mut place =
            Self { bucket: bucket.to_owned(), prefix: prefix.trim_matches('/').to_owned(), lock_table: None };
        let mut reasons = place.wrong();
        for pair in query.into_iter().flat_map(|query| query.split('&')) {
            match pair.split_once('=').unwrap_or((pair, "")) {
                (LOCK_TABLE, "") => reasons.push(format!("`{LOCK_TABLE}` names no table")),
                (LOCK_TABLE, table) => place.lock_table = Some(table.to_owned()),
                (other, _) => reasons.push(match nearest(other, [LOCK_TABLE]) {
                    Some(near) => format!("there is no `{other}`, did you mean `{near}`?"),
                    None => format!("after `?` only `{LOCK_TABLE}=NAME` is understood"),
                }),
            }
        }
        none_of(text, &reasons).map(|()| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for text in ["s3://acme-state", "s3://acme-state/web/eu", "s3://a.b.c/x?lock_table=locks"] {
            assert_eq!(text.parse::<BucketPlace>().map(|place| place.to_string()), Ok(text.to_owned()));
        }
        let slashes: BucketPlace = "s3://acme-state/web/".parse().expect("a place");
        assert_eq!((slashes.prefix.as_str(), slashes.key("x")), ("web", "web/x".to_owned()));
    }

    #[test]
    fn what_is_no_place_is_told() {
        for (text, part) in [
            ("s3://", "a bucket's name has"),
            ("s3://Acme", "a bucket's name has"),
            ("s3://a_b_c", "a bucket's name has"),
            ("s3://acme/a/../b", "`..`"),
            ("s3://acme//a//b", "an empty part"),
            ("s3://acme?flavour=x", "only `lock_table=NAME`"),
            ("s3://acme?lock_tabel=x", "there is no `lock_tabel`, did you mean `lock_table`?"),
            ("s3://acme?lock_table=", "`lock_table` names no table"),
            (
                "s3://Ac_me/a/../b?lock_tabel=x",
                "or digit; the prefix has an empty part, or one that is `.` or `..`; there is",
            ),
            ("gs://acme", "does not begin"),
        ] {
            let error = text.parse::<BucketPlace>().expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
