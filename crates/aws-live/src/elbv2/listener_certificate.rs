//! `elbv2.ListenerCertificate` on AWS: a certificate of a listener, there or not. All of a listener are read with one call.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_elasticloadbalancingv2::types::Certificate;
use futures_util::future::try_join_all;
use ironwright_aws::elbv2::ListenerCertificate;

use super::api::ELBV2;
use crate::handler::prelude::*;

const LIST: Action = ELBV2.action("DescribeListenerCertificates");
const ADD: Action = ELBV2.action("AddListenerCertificates");
const REMOVE: Action = ELBV2.action("RemoveListenerCertificates");

on_aws!(ListenerCertificate as AsPlaced);

impl Placed for ListenerCertificate {
    const LOOK: Actions = &[LIST];
    const PUT: Actions = &[ADD];
    const REMOVE: Actions = &[REMOVE];

    fn id(inputs: &Map) -> String {
        let of = |name| text::<String>(inputs, name).unwrap_or_default();
        format!("{}|{}", of(Self::LISTENER_ARN), of(Self::CERTIFICATE_ARN))
    }

    async fn look(aws: &Calls<'_>, places: &[ReadRequest]) -> Result<Vec<Option<Map>>> {
        let listeners: BTreeSet<&str> = places.iter().map(|place| ends(&place.id).0).collect();
        let list = async |listener| Ok::<_, CloudError>((listener, added(aws, listener).await?));
        let of_listeners: BTreeMap<_, _> =
            try_join_all(listeners.into_iter().map(list)).await?.into_iter().collect();
        let is_there = |(listener, certificate): &(&str, &str)| {
            of_listeners.get(listener).is_some_and(|there| there.contains(*certificate))
        };
        Ok(places.iter().map(|place| Some(ends(&place.id)).filter(is_there).map(observed)).collect())
    }

    async fn put(aws: &Calls<'_>, id: &str, _: &Map) -> Result<Option<Map>> {
        let (listener, certificate) = ends(id);
        let add = || aws.elbv2().add_listener_certificates().listener_arn(listener);
        aws.call(ADD, || add().certificates(named(certificate)).send()).await?;
        Ok(Some(observed((listener, certificate))))
    }

    async fn remove(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let (listener, certificate) = ends(&request.id);
        let remove = || aws.elbv2().remove_listener_certificates().listener_arn(listener);
        aws.call(REMOVE, || remove().certificates(named(certificate)).send()).await.map(drop)
    }
}

/// The listener's ARN and the certificate's.
fn ends(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}

fn named(certificate: &str) -> Certificate {
    Certificate::builder().certificate_arn(certificate).build()
}

/// The certificates of a listener, but for its default one.
async fn added(aws: &Calls<'_>, listener: &str) -> Result<BTreeSet<String>> {
    let list =
        |page| aws.elbv2().describe_listener_certificates().listener_arn(listener).set_marker(page).send();
    let listed = aws.pages(LIST, list, |it| (it.certificates, it.next_marker)).await;
    let further = unless_missing(listed)?.into_iter().flatten().filter(|it| it.is_default() != Some(true));
    Ok(further.filter_map(|certificate| certificate.certificate_arn).collect())
}

/// There is nothing more to it than its two ends.
fn observed((listener, certificate): (&str, &str)) -> Map {
    let properties = Properties::default().with(ListenerCertificate::LISTENER_ARN, listener);
    properties.with(ListenerCertificate::CERTIFICATE_ARN, certificate).into_map()
}
