//! Small items that carry a checksum of themselves, so that not one bit of them changes unnoticed.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::line;

const CHECK: &str = "check";

/// Writes an item for people and machines.
pub(super) fn write(item: &impl Serialize) -> Vec<u8> {
    let mut value = serde_json::to_value(item).unwrap_or_default();
    let check = of(&value);
    if let Some(fields) = value.as_object_mut() {
        fields.insert(CHECK.to_owned(), check.into());
    }
    serde_json::to_vec(&value).unwrap_or_default()
}

/// Reads an item that was parsed already.
///
/// # Errors
/// When it is not what was written.
pub(super) fn read<T: DeserializeOwned>(mut value: Value) -> Result<T, String> {
    let check = value.as_object_mut().and_then(|fields| fields.remove(CHECK));
    if check.as_ref().and_then(Value::as_str) != Some(&*of(&value)) {
        return Err("its checksum is not that of its content".to_owned());
    }
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// Whether an item has a sum, and is not what it was made of.
pub(super) fn is_changed(value: &Value) -> bool {
    let Some(mut fields) = value.as_object().cloned() else { return false };
    let check = fields.remove(CHECK);
    check.is_some_and(|check| check.as_str() != Some(&*of(&Value::Object(fields))))
}

fn of(value: &Value) -> String {
    line::chained("", value.to_string().as_bytes())
}
