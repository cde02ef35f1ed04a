//! The bucket's policy: what is forbidden to everybody, beside whatever else stands there.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::super::place::BucketPlace;
use super::account::Account;

/// The statements that must stand in the policy.
fn wanted(account: &Account, place: &BucketPlace) -> Vec<Json> {
    let bucket = format!("arn:{}:s3:::{}", account.partition, place.bucket);
    let (all, below) = (format!("{bucket}/*"), format!("{bucket}/{}", place.key("*")));
    let keep = json!({
        "Sid": format!("IronwrightKeepsHistory{}", plain(&place.prefix)),
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["s3:DeleteBucket", "s3:DeleteObjectVersion"],
        "Resource": [bucket, below],
    });
    let encrypted = json!({
        "Sid": "IronwrightNoPlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket, all],
        "Condition": { "Bool": { "aws:SecureTransport": "false" } },
    });
    // Whoever is there by plain HTTP would shut themselves out.
    if account.encrypted { vec![keep, encrypted] } else { vec![keep] }
}

/// A prefix in letters and digits, which are all that a statement's name may have; each prefix has a name of its own.
fn plain(prefix: &str) -> String {
    let mut plain = String::new();
    for byte in prefix.bytes() {
        match char::from(byte) {
            kept if kept.is_ascii_alphanumeric() && kept != 'Z' => plain.push(kept),
            _ => {
                // Writing to a text cannot fail.
                let _ = write!(plain, "Z{byte:02X}");
            }
        }
    }
    plain
}

/// The policy as it should be; nothing when it is.
///
/// # Errors
/// When the policy that is there cannot be read.
pub(super) fn mended(
    account: &Account,
    place: &BucketPlace,
    found: Option<&str>,
) -> Result<Option<String>, String> {
    merged(found, wanted(account, place))
}

fn merged(found: Option<&str>, wanted: Vec<Json>) -> Result<Option<String>, String> {
    let mut policy: Json = match found {
        Some(text) => serde_json::from_str(text).map_err(|error| error.to_string())?,
        None => json!({ "Version": "2012-10-17", "Statement": [] }),
    };
    let statements = match policy.get_mut("Statement").map(Json::take) {
        Some(Json::Array(statements)) => statements,
        Some(one @ Json::Object(_)) => vec![one],
        _ => return Err("it has no statements".to_owned()),
    };
    let mut mended = statements.clone();
    for statement in wanted {
        match mended.iter_mut().find(|there| there["Sid"] == statement["Sid"]) {
            Some(there) => *there = statement,
            None => mended.push(statement),
        }
    }
    if mended == statements {
        return Ok(None);
    }
    policy["Statement"] = mended.into();
    Ok(Some(policy.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(action: &str) -> Json {
        json!({ "Sid": "Ours", "Effect": "Deny", "Action": action })
    }

    #[test]
    fn what_others_have_written_stays_and_a_second_time_nothing_changes() {
        let found = r#"{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"Theirs","Effect":"Allow"}}"#;
        let once = merged(Some(found), vec![ours("s3:*")]).expect("reads").expect("is mended");
        assert!(once.contains("Theirs") && once.contains("Ours") && once.contains("\"Id\":\"x\""), "{once}");
        assert_eq!(merged(Some(&once), vec![ours("s3:*")]), Ok(None));
    }

    #[test]
    fn each_prefix_has_a_name_of_its_own() {
        assert_eq!(["web/eu", "webeu", "Z2F"].map(plain), ["webZ2Feu", "webeu", "Z5A2F"]);
    }

    #[test]
    fn a_statement_of_ours_that_somebody_changed_is_mended() {
        let changed = merged(None, vec![ours("s3:GetObject")]).expect("reads").expect("is made");
        let mended = merged(Some(&changed), vec![ours("s3:*")]).expect("reads").expect("is mended");
        assert_eq!(mended.matches("Ours").count(), 1, "{mended}");
        merged(Some("{}"), vec![]).expect_err("is no policy");
    }
}
