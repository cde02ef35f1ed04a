//! Namespaces of all sorts: how they are listed, read and deleted.

use aws_sdk_servicediscovery::types::{
    FilterCondition, Namespace, NamespaceFilter, NamespaceFilterName, NamespaceType, Tag as CloudMapTag,
};
use futures_util::future::try_join_all;

use super::api::{SERVICE_DISCOVERY, TAGS, tags};
use super::operations::{self, is_under_way};
use crate::handler::ids;
use crate::handler::prelude::*;

pub(super) const GET: Action = SERVICE_DISCOVERY.action("GetNamespace");
pub(super) const LIST: Action = SERVICE_DISCOVERY.action("ListNamespaces");
/// What listing calls beside [`GET`].
pub(super) const ALSO_READ: Actions = &[LIST, TAGS];
pub(super) const DELETE: Action = SERVICE_DISCOVERY.action("DeleteNamespace");
/// What waiting until one is ready calls.
pub(super) const READINESS: Actions = &[operations::GET, operations::LIST];

/// A namespace with its tags.
pub(super) type Described = (Namespace, Vec<CloudMapTag>);

/// The namespaces of a sort that are asked for.
pub(super) async fn list(aws: &Calls<'_>, which: Which<'_>, sort: NamespaceType) -> Result<Vec<Described>> {
    let ids = match which {
        Which::Read(resources) => ids(resources),
        Which::MadeBy(_) => named(aws, which.names("name").first(), sort).await?,
    };
    let whole = async |id: String| {
        let Some(namespace) = get(aws, &id).await? else { return Ok(None) };
        let wanted = which.wants_tags(Some(&id));
        let tags = if wanted { tags(aws, namespace.arn()).await? } else { Vec::new() };
        Ok::<_, CloudError>(Some((namespace, tags)))
    };
    Ok(try_join_all(ids.into_iter().map(whole)).await?.into_iter().flatten().collect())
}

/// The ids of the namespaces of a name.
async fn named(aws: &Calls<'_>, name: Option<&String>, sort: NamespaceType) -> Result<Vec<String>> {
    let filter = NamespaceFilter::builder()
        .name(NamespaceFilterName::Type)
        .values(sort.as_str())
        .condition(FilterCondition::Eq)
        .build();
    let filters = filter.ok().map(|filter| vec![filter]);
    let list = || aws.servicediscovery().list_namespaces().set_filters(filters.clone());
    let send = |page| list().set_next_token(page).send();
    let all = aws.pages(LIST, send, |it| (it.namespaces, it.next_token)).await?;
    let is_it =
        |it: &aws_sdk_servicediscovery::types::NamespaceSummary| it.name() == name.map(String::as_str);
    Ok(all.into_iter().filter(is_it).filter_map(|it| it.id).collect())
}

async fn get(aws: &Calls<'_>, id: &str) -> Result<Option<Namespace>> {
    let send = || aws.servicediscovery().get_namespace().id(id).send();
    Ok(unless_missing(aws.call(GET, send).await)?.and_then(|answer| answer.namespace))
}

pub(super) async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
    aws.call(DELETE, || aws.servicediscovery().delete_namespace().id(&*request.id).send()).await.map(drop)
}

pub(super) async fn deletion_progress(aws: &Calls<'_>, id: &str) -> Result<Option<String>> {
    Ok(get(aws, id).await?.map(|_| "AWS still shows the namespace".to_owned()))
}

/// What a namespace is like, once AWS is done with it.
pub(super) async fn ready(
    aws: &Calls<'_>,
    (sort, action): (NamespaceType, Action),
    resource: &ReadRequest,
    observed: impl Fn(&Described) -> Map,
) -> Result<Readiness> {
    if is_under_way(aws, action, &resource.id).await? {
        return Ok(Readiness::Waiting("AWS is making the namespace".to_owned()));
    }
    let found = list(aws, Which::Read(std::slice::from_ref(resource)), sort).await?;
    Ok(match found.first() {
        Some(found) => Readiness::Ready(observed(found)),
        None => Readiness::Waiting("AWS does not show it yet".to_owned()),
    })
}
