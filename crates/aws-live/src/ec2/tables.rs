//! Route tables as AWS describes them: tables, their routes and their associations in one answer, for all kinds that
//! are a part of it.

use std::collections::BTreeSet;

use aws_sdk_ec2::types::RouteTable;

use super::api::apart;
use super::api::prelude::*;

/// What tells of route tables.
pub(super) const DESCRIBE: Action = EC2.action("DescribeRouteTables");

/// The tables that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it.
pub(super) async fn tables(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[RouteTable]>> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    let describe = |ids: BTreeSet<String>| async move {
        let (vpcs, mut ids) = apart(ids);
        let mut found = by(aws, "vpc-id", vpcs).await?;
        for table in &found {
            ids.remove(table.route_table_id().unwrap_or_default());
        }
        found.extend(by(aws, "route-table-id", ids).await?);
        Ok(found)
    };
    aws.services().ec2.route_tables.among(aws.announced(), ids, describe).await
}

/// The tables that exist of those with these ids.
pub(super) async fn of_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<RouteTable>> {
    let wanted: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    let found = tables(aws, ids.clone()).await?;
    Ok(found.iter().filter(|it| it.route_table_id().is_some_and(|id| wanted.contains(id))).cloned().collect())
}

async fn by(aws: &Calls<'_>, name: &str, values: BTreeSet<String>) -> Result<Vec<RouteTable>> {
    if values.is_empty() { Ok(Vec::new()) } else { described(aws, filter(name, values)).await }
}

/// The tables that a filter selects.
pub(super) async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<RouteTable>> {
    let send = |page| aws.ec2().describe_route_tables().filters(by.clone()).set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.route_tables, it.next_token)).await
}
