//! `sqs.QueuePolicy` on AWS: a document of which a queue has one, as one of its attributes.

use aws_sdk_sqs::types::QueueAttributeName as Name;
use futures_util::future::try_join_all;
use ironwright_aws::sqs::QueuePolicy;

use super::api::{Attributes, GET_ATTRIBUTES, SET_ATTRIBUTES, attributes, set_attributes};
use crate::handler::documents;
use crate::handler::prelude::*;

on_aws!(QueuePolicy as AsPlaced);

impl Placed for QueuePolicy {
    const LOOK: Actions = &[GET_ATTRIBUTES];
    const PUT: Actions = &[SET_ATTRIBUTES];
    const REMOVE: Actions = &[SET_ATTRIBUTES];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::QUEUE_URL).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let found = attributes(aws, &place.id, Name::Policy).await?;
            let text = found.as_ref().and_then(|found| found.get(&Name::Policy));
            let there = text.filter(|text| !text.is_empty()).and_then(|text| documents::parsed(text));
            let document = documents::as_applied(there, place.inputs.get(Self::POLICY));
            let at = Properties::default().with(Self::QUEUE_URL, &*place.id);
            Ok(document.map(|document| at.with(Self::POLICY, document).into_map()))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let document = documents::text(inputs, Self::POLICY).unwrap_or_default();
        set_attributes(aws, id, Attributes::from([(Name::Policy, document)])).await?;
        Ok(Some(inputs.clone()))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        set_attributes(aws, &request.id, Attributes::from([(Name::Policy, String::new())])).await
    }
}
