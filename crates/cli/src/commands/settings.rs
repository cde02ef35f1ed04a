//! `settings`: each setting, its value, where that comes from and what it is for.

use ironwright_core::Value;
use ironwright_core::settings::{Entry, Resolved, resolve};
use serde_json::json;

use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;
use crate::settings::Gathered;

pub(super) fn run(session: &Session<'_>) -> Result<Exit> {
    let (screen, fields) = (session.screen, session.program.fields);
    let Gathered { given, aws, .. } = session.settings()?;
    let Resolved { entries, problems, .. } = resolve(fields, &given);
    screen.document(
        &entries
            .iter()
            .map(|entry| {
                let field = entry.field;
                json!({
                    "name": entry.path,
                    "value": entry.value.as_ref().map(Value::to_public_json),
                    "source": entry.source,
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
    for Entry { path, field, value, source } in &entries {
        let value = value.as_ref().map_or_else(|| "(not set)".to_owned(), ToString::to_string);
        let doc = field.doc.trim_end().replace('\n', "\n    ");
        screen.data(&format!("{path} = {value}  ({source})\n    {doc}"));
    }
    for (name, given) in aws.entries() {
        screen.data(&format!("{name} = {}  ({})", given.value, given.source));
    }
    if fields.is_empty() {
        screen.message("This program takes no settings.");
    }
    // A look at the settings is when one wants to know of all that is wrong with them.
    problems.into_result()?;
    session.program.check(&given)?;
    Ok(Exit::Success)
}
