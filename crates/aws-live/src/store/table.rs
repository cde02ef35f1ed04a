//! Leases in a DynamoDB table, for teams that have one: an item that is put if it is as expected.
//!
//! The table is such as Terraform's locks use: one with the text `LockID` as its key. Nothing else of a store is there, and
//! what holds off an old holder is the journal in the bucket all the same.

use aws_sdk_dynamodb::types::AttributeValue;
use ironwright_engine::store::StoreError;
use ironwright_engine::store::medium::{Expected, Item, Version};

use super::calls::call;
use super::trouble::Trouble;

/// The name of the table's key.
pub(super) const KEY: &str = "LockID";
/// What stands in the item.
const BODY: &str = "Lease";

/// An item of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    pub(super) client: &'a aws_sdk_dynamodb::Client,
    pub(super) table: &'a str,
    /// The item's key: where it would be in the bucket.
    pub(super) key: &'a str,
    pub(super) region: &'a str,
}

impl Row<'_> {
    /// Reads the item. Its version is what stands in it: no two holders ever write the same.
    pub(super) async fn get(&self) -> Result<Option<Item>, StoreError> {
        const CALL: &str = "dynamodb:GetItem";
        let read = call(CALL, 0, || async {
            let get = self.client.get_item().table_name(self.table).consistent_read(true);
            let answer = get.key(KEY, self.id()).send().await;
            answer.map_err(|failed| Trouble::of(CALL, &failed))
        });
        let answer = read.await.map_err(|trouble| self.error(&trouble))?;
        let Some(item) = answer.item() else { return Ok(None) };
        let body = item.get(BODY).and_then(|body| body.as_s().ok()).cloned().unwrap_or_default();
        Ok(Some(Item { bytes: body.clone().into_bytes(), version: Version(body) }))
    }

    /// Writes the item, if it is as expected.
    pub(super) async fn put(
        &self,
        bytes: Vec<u8>,
        expected: Expected,
    ) -> Result<Option<Version>, StoreError> {
        const CALL: &str = "dynamodb:PutItem";
        let body = String::from_utf8(bytes).map_err(|error| {
            self.elsewhere(format!("a lease that is no text cannot be kept there: {error}"), String::new())
        })?;
        let written = call(CALL, body.len(), || async {
            let put = self.client.put_item().table_name(self.table).item(KEY, self.id());
            let put = put.item(BODY, AttributeValue::S(body.clone()));
            let put = match &expected {
                Expected::Nothing => put.condition_expression(format!("attribute_not_exists({KEY})")),
                Expected::Version(version) => put
                    .condition_expression(format!("{BODY} = :before"))
                    .expression_attribute_values(":before", AttributeValue::S(version.0.clone())),
            };
            put.send().await.map_err(|failed| Trouble::of(CALL, &failed))
        });
        match written.await {
            Ok(_) => Ok(Some(Version(body))),
            Err(trouble) if trouble.is(&["ConditionalCheckFailedException"]) => Ok(None),
            Err(trouble) => Err(self.error(&trouble)),
        }
    }

    fn id(&self) -> AttributeValue {
        AttributeValue::S(self.key.to_owned())
    }

    fn error(&self, trouble: &Trouble) -> StoreError {
        let error = &trouble.error;
        if trouble.is(&["ResourceNotFoundException"]) {
            let hint = "`state init` with the same `?lock_table=` makes it; or leave it out: leases are safe in the \
                        bucket alone";
            let reason = format!("there is no DynamoDB table {} in {}", self.table, self.region);
            return self.elsewhere(reason, hint.to_owned());
        }
        let hint = error.hint.clone().unwrap_or_else(|| "type the same command again".to_owned());
        self.elsewhere(format!("{}: {} ({})", error.call, error.message, error.code), hint)
    }

    fn elsewhere(&self, reason: String, hint: String) -> StoreError {
        StoreError::Elsewhere { place: format!("the DynamoDB table {}", self.table), reason, hint }
    }
}
