//! `ec2.NetworkAcl` on AWS.
//!
//! `CreateNetworkAcl` takes our token, and its answer tells all there is to know. Rules and associations are kinds of
//! their own, and read by the same call.

use aws_sdk_ec2::types::NetworkAcl as Described;
use ironwright_aws::ec2::NetworkAcl;

use super::acls;
use super::api::prelude::*;

on_aws!(NetworkAcl as AsTagged);

impl Tagged for NetworkAcl {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = Described::network_acl_id;
    const READ: Action = acls::DESCRIBE;
    const CREATE: Action = EC2.action("CreateNetworkAcl");
    const DELETE: Action = EC2.action("DeleteNetworkAcl");
    const BLOCKERS: Actions = &[acls::DESCRIBE];

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        match which {
            Which::Read(resources) => acls::of_ids(aws, ids(resources)).await,
            Which::MadeBy(_) => acls::described(aws, select(which, "")).await,
        }
    }

    fn observe(_: &Calls<'_>, acl: &Described, _: &Map) -> Properties {
        Properties::default().with(Self::VPC_ID, acl.vpc_id()).with_tags(acl.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let send = || {
            aws.ec2()
                .create_network_acl()
                .client_token(&request.token)
                .set_vpc_id(text(&request.inputs, Self::VPC_ID))
                .tag_specifications(tagged(ResourceType::NetworkAcl, request))
                .send()
        };
        Self::made(aws, aws.call(Self::CREATE, send).await?.network_acl(), request)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_network_acl().network_acl_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }

    async fn blockers(aws: &Calls<'_>, request: &DeleteRequest) -> Result<Vec<String>> {
        let acls = acls::of_ids(aws, vec![request.id.to_string()]).await?;
        let guarded = acls.iter().flat_map(Described::associations);
        Ok(guarded.filter_map(|it| Some(format!("subnet {}", it.subnet_id()?))).collect())
    }
}
