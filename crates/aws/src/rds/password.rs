//! Who the first user of a database is, and how their password may be written.

use ironwright_core::check::{Inputs, Problems};
use ironwright_core::dynamic::has_reference;

const PASSWORD: &str = "master_user_password";
const MANAGED: &str = "manage_master_user_password";

/// How many characters a password may have.
fn longest(engine: &str) -> usize {
    match engine {
        "mysql" | "mariadb" => 41,
        engine if engine.starts_with("oracle") => 30,
        engine if engine.starts_with("db2") => 255,
        _ => 128,
    }
}

/// What AWS would refuse of user and password. Nothing of a password is ever told.
pub(super) fn check(inputs: &Inputs<'_>, problems: &mut Problems<'_>) {
    let managed = inputs.bool(MANAGED) == Some(true);
    if managed && inputs.is_set(PASSWORD) {
        problems.report(
            PASSWORD,
            "RDS manages the password in a secret of its own, and is given one too",
            format!("leave out `{MANAGED}`, or this"),
        );
    }
    if !managed && !inputs.is_set(PASSWORD) {
        problems.report(
            PASSWORD,
            "a database needs a password of its first user",
            format!("set `.master_user_password(…)`, or let RDS make one up: `.{MANAGED}(true)`"),
        );
    }
    if inputs.is_set("master_user_secret_kms_key_id") && !managed {
        problems.report(
            "master_user_secret_kms_key_id",
            format!("needs `{MANAGED}`"),
            "without it there is no secret that a key could encrypt",
        );
    }
    let given = inputs.value(PASSWORD).filter(|value| !has_reference(value));
    let Some(password) = given.and_then(|value| value.as_text()) else { return };
    if let Some(wrong) = password.chars().find(|c| "/\"@ ".contains(*c) || !(' '..='~').contains(c)) {
        let what = match wrong {
            ' ' => "a space".to_owned(),
            ' '..='~' => format!("`{wrong}`"),
            _ => "a character that is not of printable ASCII".to_owned(),
        };
        problems.report(
            PASSWORD,
            format!("has {what}, which RDS does not take"),
            "a password has no `/`, `\"`, `@` and space: make it up without punctuation",
        );
    }
    let length = password.chars().count();
    let most = inputs.text("engine").map_or(128, longest);
    if !(8..=most).contains(&length) {
        problems.report(
            PASSWORD,
            format!("is not of 8 to {most} characters"),
            "take a longer or shorter one",
        );
    }
}
