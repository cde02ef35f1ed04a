//! `cloudwatch.Dashboard` on AWS: a body under a name, which `PutDashboard` overwrites whosever it is.

use futures_util::future::try_join_all;
use ironwright_aws::cloudwatch::{Dashboard, DashboardOutputs};

use super::api::CLOUDWATCH;
use crate::handler::documents;
use crate::handler::prelude::*;

const GET: Action = CLOUDWATCH.action("GetDashboard");
const PUT: Action = CLOUDWATCH.action("PutDashboard");
const DELETE: Action = CLOUDWATCH.action("DeleteDashboards");

on_aws!(Dashboard as AsPlaced);

impl Placed for Dashboard {
    const LOOK: Actions = &[GET];
    const PUT: Actions = &[PUT];
    const REMOVE: Actions = &[DELETE];

    fn id(inputs: &Map) -> String {
        text(inputs, Self::DASHBOARD_NAME).unwrap_or_default()
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let look = async |place: &ReadRequest| {
            let send = || aws.cloudwatch().get_dashboard().dashboard_name(&*place.id).send();
            let answer = unless_missing(aws.call(GET, send).await)?;
            Ok(answer.map(|answer| {
                let applied = place.inputs.get(Self::DASHBOARD_BODY);
                Properties::default()
                    .with(Self::DASHBOARD_NAME, &*place.id)
                    .with(Self::DASHBOARD_BODY, documents::json_as_applied(answer.dashboard_body(), applied))
                    .with(DashboardOutputs::ARN, answer.dashboard_arn())
                    .into_map()
            }))
        };
        try_join_all(places.iter().map(look)).await
    }

    async fn put(aws: &Calls<'_>, id: &str, inputs: &Map) -> Result<Option<Map>> {
        let body: Option<String> = text(inputs, Self::DASHBOARD_BODY);
        let put = || aws.cloudwatch().put_dashboard().dashboard_name(id);
        aws.call(PUT, || put().set_dashboard_body(body.clone()).send()).await?;
        Ok(None)
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.cloudwatch().delete_dashboards().dashboard_names(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}
