//! What is printed of what a cloud is told and says: names, never values. Secrets are revealed in requests, and a cloud's
//! answers have them before they are marked secret again.

use std::fmt::{Debug, Formatter, Result};

use ironwright_core::Map;

use crate::cloud::{CreateRequest, DeleteRequest, Existing, ReadRequest, Readiness, UpdateRequest};

/// The names of values that may be secret.
struct Names<'a>(&'a Map);

impl Debug for Names<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Debug for CreateRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("CreateRequest")
            .field("stack", &self.stack)
            .field("address", &self.address)
            .field("inputs", &Names(&self.inputs))
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

impl Debug for UpdateRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("UpdateRequest")
            .field("address", &self.address)
            .field("id", &self.id)
            .field("inputs", &Names(&self.inputs))
            .field("applied", &Names(&self.applied))
            .finish_non_exhaustive()
    }
}

impl Debug for ReadRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("ReadRequest").field("id", &self.id).field("inputs", &Names(&self.inputs)).finish()
    }
}

impl Debug for DeleteRequest {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("DeleteRequest")
            .field("address", &self.address)
            .field("id", &self.id)
            .field("inputs", &Names(&self.inputs))
            .finish_non_exhaustive()
    }
}

impl Debug for Existing {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.debug_struct("Existing").field("id", &self.id).field("observed", &Names(&self.observed)).finish()
    }
}

impl Debug for Readiness {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Ready(observed) => f.debug_tuple("Ready").field(&Names(observed)).finish(),
            Self::Waiting(condition) => f.debug_tuple("Waiting").field(condition).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use ironwright_core::builtin::Record;
    use ironwright_core::state::Observation;
    use ironwright_core::{Resource as _, Value};

    use super::*;

    #[test]
    fn nothing_that_holds_revealed_values_prints_them() {
        let inputs = Map::from([("password".into(), Value::text("s3cret-word"))]);
        let (id, kind) = ("it-1".into(), Record::kind());
        let address: ironwright_core::Address = "net.Network.main".parse().expect("an address");
        let create = CreateRequest {
            stack: "demo".to_owned(),
            address: address.clone(),
            kind,
            inputs: inputs.clone(),
            token: "0".repeat(32),
        };
        let read = ReadRequest { id: std::sync::Arc::clone(&id), inputs: inputs.clone() };
        let delete = DeleteRequest { address, kind, id: std::sync::Arc::clone(&id), inputs: inputs.clone() };
        let existing = Existing { id, observed: inputs.clone() };
        let settling = Readiness::Ready(inputs.clone());
        let observation = Observation::Present(inputs);
        let shown: [&dyn Debug; 6] = [&create, &read, &delete, &existing, &settling, &observation];
        for shown in shown {
            let text = format!("{shown:?} {shown:#?}");
            assert!(text.contains("password") && !text.contains("s3cret"), "{text}");
        }
    }
}
