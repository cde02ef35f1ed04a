//! In which zone something stands, as far as a program tells.

use ironwright_core::Value;
use ironwright_core::check::Together;

/// The zone of a subnet that an input names; `None` where the program does not say it.
pub(crate) fn of_subnet<'a>(all: &Together<'a>, subnet: &'a Value) -> Option<&'a str> {
    let Value::Unknown(Some(output)) = subnet else { return None };
    (all.inputs_of)(&output.address)?.get("availability_zone")?.as_text()
}
