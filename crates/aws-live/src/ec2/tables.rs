//! Route tables as AWS describes them: tables, their routes and their associations in one answer, for all kinds that
//! are a part of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_ec2::types::RouteTable;
use ironwright_engine::cloud::CloudError;

use super::{apart, filter};
use crate::calls::Calls;

/// The kinds that are read from the route tables of a VPC.
pub(crate) const IN_ROUTE_TABLES: &[&str] =
    &["ec2.DefaultRouteTable", "ec2.Route", "ec2.RouteTable", "ec2.RouteTableAssociation", "ec2.Vpc"];

/// The tables that exist of those with these ids, and perhaps others. A VPC's id stands for all that are in it. Needs
/// `ec2:DescribeRouteTables`.
pub(super) async fn tables(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[RouteTable]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    let describe = |ids: BTreeSet<String>| async move {
        let (vpcs, mut ids) = apart(ids);
        let mut found = described(aws, "vpc-id", vpcs).await?;
        for table in &found {
            ids.remove(table.route_table_id().unwrap_or_default());
        }
        found.extend(described(aws, "route-table-id", ids).await?);
        Ok(found)
    };
    aws.route_tables().among(aws.announced(), ids, describe).await
}

async fn described(
    aws: &Calls<'_>,
    by: &str,
    values: BTreeSet<String>,
) -> Result<Vec<RouteTable>, CloudError> {
    let (mut found, mut page) = (Vec::new(), None);
    if values.is_empty() {
        return Ok(found);
    }
    let selected = filter(by, values);
    let describe = || aws.ec2().describe_route_tables().filters(selected.clone());
    loop {
        let send = || describe().set_next_token(page.clone()).send();
        let answer = aws.call("ec2:DescribeRouteTables", send).await?;
        found.extend(answer.route_tables.unwrap_or_default());
        page = answer.next_token.filter(|next| !next.is_empty());
        if page.is_none() {
            return Ok(found);
        }
    }
}
