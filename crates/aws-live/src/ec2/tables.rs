//! Route tables as AWS describes them: tables, their routes and their associations in one answer, for all kinds that
//! are a part of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws_sdk_ec2::types::RouteTable;
use ironwright_engine::cloud::CloudError;

use super::filter;
use crate::calls::Calls;

/// The tables that exist of those with these ids. Needs `ec2:DescribeRouteTables`.
pub(super) async fn tables(aws: &Calls<'_>, ids: Vec<String>) -> Result<Arc<[RouteTable]>, CloudError> {
    if ids.is_empty() {
        return Ok(Arc::default());
    }
    let describe = |ids: BTreeSet<String>| async move {
        let of_ids = filter("route-table-id", ids);
        let describe = || aws.ec2().describe_route_tables().filters(of_ids.clone());
        let (mut found, mut page) = (Vec::new(), None);
        loop {
            let send = || describe().set_next_token(page.clone()).send();
            let answer = aws.call("ec2:DescribeRouteTables", send).await?;
            found.extend(answer.route_tables.unwrap_or_default());
            page = answer.next_token.filter(|next| !next.is_empty());
            if page.is_none() {
                return Ok(found);
            }
        }
    };
    aws.route_tables().among(ids, describe).await
}
