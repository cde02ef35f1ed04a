//! Passwords that AWS makes up.

use ironwright_core::Input;
use ironwright_core::check::{Inputs, Problems};
use ironwright_macros::Block;

/// A password that AWS makes up when the secret is made: nobody has to think of it, and the program never sees it.
///
/// ```
/// use ironwright::aws::secretsmanager::GenerateSecretString;
///
/// let login = GenerateSecretString::new()
///     .password_length(30)
///     .exclude_punctuation(true)
///     .secret_string_template(r#"{"username": "postgresql"}"#)
///     .generate_string_key("password");
/// # let _ = login;
/// ```
#[derive(Block, Clone, Debug)]
pub struct GenerateSecretString {
    /// How many characters the password has.
    #[input(default = 32, range = 1..=4096)]
    password_length: Option<Input<u32>>,
    /// Characters that are not in the password.
    #[input(length = 0..=4096)]
    exclude_characters: Option<Input<String>>,
    /// Whether the password has no small letters.
    #[input(default = false)]
    exclude_lowercase: Option<Input<bool>>,
    /// Whether the password has no capital letters.
    #[input(default = false)]
    exclude_uppercase: Option<Input<bool>>,
    /// Whether the password has no digits.
    #[input(default = false)]
    exclude_numbers: Option<Input<bool>>,
    /// Whether the password has no punctuation. RDS takes no `/`, `"`, `@` and space in a password.
    #[input(default = false)]
    exclude_punctuation: Option<Input<bool>>,
    /// Whether the password may have spaces.
    #[input(default = false)]
    include_space: Option<Input<bool>>,
    /// Whether the password has at least one character of each sort that is not excluded.
    #[input(default = true)]
    require_each_included_type: Option<Input<bool>>,
    /// An object in JSON, `{"username": "admin"}`, that the password becomes a member of. Without one the secret is the
    /// password and nothing else.
    secret_string_template: Option<Input<String>>,
    /// The name of the password's member in the object.
    generate_string_key: Option<Input<String>>,
}

/// The sorts of characters that a password can do without.
const SORTS: [&str; 4] = ["exclude_lowercase", "exclude_uppercase", "exclude_numbers", "exclude_punctuation"];

/// What AWS asks of a password that it is to make up.
pub(super) fn check(path: &str, generated: &Inputs<'_>, problems: &mut Problems<'_>) {
    let sorts = SORTS.iter().filter(|sort| generated.bool(sort) != Some(true)).count();
    if sorts == 0 && generated.bool("include_space") != Some(true) {
        problems.report(
            path,
            "excludes all characters there are",
            "leave out one of `exclude_lowercase`, `exclude_uppercase`, `exclude_numbers` and `exclude_punctuation`",
        );
    }
    if let Some(length) = generated.int("password_length").and_then(|length| usize::try_from(length).ok())
        && generated.bool("require_each_included_type") == Some(true)
        && length < sorts
    {
        problems.report(
            format!("{path}.password_length"),
            format!("{length} characters cannot be of {sorts} sorts"),
            "make it longer, or set `.require_each_included_type(false)`",
        );
    }
    let [template, key] = ["secret_string_template", "generate_string_key"];
    for (set, missing) in [(template, key), (key, template)] {
        if generated.is_set(set) && !generated.is_set(missing) {
            problems.report(
                format!("{path}.{missing}"),
                format!("is needed where `{set}` is set"),
                "the template is an object in JSON, and the key is the name that the password has in it",
            );
        }
    }
    let is_object =
        |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok_and(|json| json.is_object());
    if generated.text(template).is_some_and(|text| !is_object(text)) {
        problems.report(
            format!("{path}.{template}"),
            "is not an object in JSON",
            r#"write one, `{"username": "admin"}`"#,
        );
    }
}
