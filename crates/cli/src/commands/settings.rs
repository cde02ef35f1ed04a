//! `settings`: each setting, its value, where that comes from and what it is for.

use ironwright_core::Value;
use ironwright_core::kind::Field;
use ironwright_core::settings::{GivenSettings, coerced};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;
use crate::settings::Gathered;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let (screen, fields) = (session.screen, session.program.fields);
    let Gathered { given, aws, .. } = session.settings()?;
    let found: Vec<_> = fields.iter().map(|field| (field, value(field, &given))).collect();
    screen.document(
        &found
            .iter()
            .map(|(field, (value, source))| {
                json!({
                    "name": field.name,
                    "value": value.as_ref().map(Value::to_public_json),
                    "source": source,
                    "required": field.required && field.default.is_none(),
                    "secret": field.secret,
                    "doc": field.doc,
                })
            })
            .chain(aws.entries().map(|(name, given)| {
                json!({ "name": name, "value": given.value.to_public_json(), "source": given.source })
            }))
            .collect(),
    );
    for (field, (value, source)) in &found {
        let value = value.as_ref().map_or_else(|| "(not set)".to_owned(), ToString::to_string);
        let doc = field.doc.trim_end().replace('\n', "\n    ");
        screen.data(&format!("{} = {value}  ({source})\n    {doc}", field.name));
    }
    for (name, given) in aws.entries() {
        screen.data(&format!("{name} = {}  ({})", given.value, given.source));
    }
    if fields.is_empty() {
        screen.message("This program takes no settings.");
    }
    // A look at the settings is when one wants to know of all that is wrong with them.
    session.program.check(&given)?;
    Ok(Exit::Success)
}

fn value(field: &Field, given: &GivenSettings) -> (Option<Value>, String) {
    match (given.get(field.name), field.default) {
        (Some(given), _) => {
            // What cannot be read is shown as it stands: the complaint comes below.
            let raw = || if field.secret { given.value.clone().into_secret() } else { given.value.clone() };
            (Some(coerced(field, &given.value).unwrap_or_else(|_| raw())), given.source.clone())
        }
        (None, Some(default)) => (Some(default.value()), "default".to_owned()),
        (None, None) if field.required => (None, "required".to_owned()),
        (None, None) => (None, "optional".to_owned()),
    }
}
