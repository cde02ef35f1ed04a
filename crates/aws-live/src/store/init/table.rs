//! The lock table: made with the bucket where a team wants one.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableDescription,
    TableStatus,
};
use ironwright_engine::store::StoreError;
use tokio::time::{Instant, sleep};

use super::super::calls::call;
use super::super::table::KEY;
use super::super::trouble::Trouble;
use super::account::Account;
use super::task::Task;

/// How long a new table may take.
const PATIENCE: Duration = Duration::from_mins(2);

/// What is to be done about a table.
///
/// # Errors
/// When it may not be looked at, or is one that cannot keep leases.
pub(super) async fn task(account: &Account, table: &str) -> Result<Option<Task>, StoreError> {
    let Some(found) = describe(account, table).await? else {
        return Ok(Some(Task::MakeTable(table.to_owned())));
    };
    let keys: Vec<&str> = found.key_schema().iter().map(KeySchemaElement::attribute_name).collect();
    if keys != [KEY] {
        let reason = format!("its key is {}, and that of a lock table is {KEY}", keys.join(", "));
        return Err(error(table, reason, "name another table, or leave it out"));
    }
    let unprotected = found.deletion_protection_enabled() == Some(false);
    Ok(unprotected.then(|| Task::ProtectTable(table.to_owned())))
}

/// Makes or protects a table.
///
/// # Errors
/// What AWS refused.
pub(super) async fn carry_out(account: &Account, table: &str, task: &Task) -> Result<(), StoreError> {
    if matches!(task, Task::ProtectTable(_)) {
        const CALL: &str = "dynamodb:UpdateTable";
        let protected = call(CALL, 0, || async {
            let update = account.dynamodb.update_table().table_name(table).deletion_protection_enabled(true);
            update.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
        });
        return protected.await.map_err(|trouble| of(table, &trouble));
    }
    make(account, table).await.map_err(|trouble| of(table, &trouble))?;
    let began = Instant::now();
    loop {
        let found = describe(account, table).await?;
        if found.is_some_and(|found| found.table_status() == Some(&TableStatus::Active)) {
            return Ok(());
        }
        if began.elapsed() > PATIENCE {
            let reason = format!("it is not ready after {} s", PATIENCE.as_secs());
            return Err(error(table, reason, "type the same command again"));
        }
        sleep(Duration::from_millis(500)).await;
    }
}

async fn make(account: &Account, table: &str) -> Result<(), Trouble> {
    const CALL: &str = "dynamodb:CreateTable";
    let key = KeySchemaElement::builder().attribute_name(KEY).key_type(KeyType::Hash).build().ok();
    let text = AttributeDefinition::builder().attribute_name(KEY).attribute_type(ScalarAttributeType::S);
    let text = text.build().ok();
    let made = call(CALL, 0, || async {
        let create = account.dynamodb.create_table().table_name(table);
        let create = create.set_key_schema(key.clone().map(|key| vec![key]));
        let create = create.set_attribute_definitions(text.clone().map(|text| vec![text]));
        let create = create.billing_mode(BillingMode::PayPerRequest).deletion_protection_enabled(true);
        create.send().await.map(drop).map_err(|failed| Trouble::of(CALL, &failed))
    });
    match made.await {
        // Its answer was lost, or somebody else was quicker: names are an account's own.
        Err(trouble) if trouble.is(&["ResourceInUseException"]) => Ok(()),
        made => made,
    }
}

async fn describe(account: &Account, table: &str) -> Result<Option<TableDescription>, StoreError> {
    const CALL: &str = "dynamodb:DescribeTable";
    let described = call(CALL, 0, || async {
        let describe = account.dynamodb.describe_table().table_name(table);
        describe.send().await.map_err(|failed| Trouble::of(CALL, &failed))
    });
    match described.await {
        Ok(answer) => Ok(answer.table().cloned()),
        Err(trouble) if trouble.is(&["ResourceNotFoundException"]) => Ok(None),
        Err(trouble) => Err(of(table, &trouble)),
    }
}

fn of(table: &str, trouble: &Trouble) -> StoreError {
    let failed = &trouble.error;
    let hint = failed.hint.clone().unwrap_or_else(|| "type the same command again".to_owned());
    error(table, format!("{}: {} ({})", failed.call, failed.message, failed.code), &hint)
}

fn error(table: &str, reason: String, hint: &str) -> StoreError {
    StoreError::Elsewhere { place: format!("the DynamoDB table {table}"), reason, hint: hint.to_owned() }
}
