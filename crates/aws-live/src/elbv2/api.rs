//! Elastic Load Balancing's API, version 2: its client, its errors and limits, and its tags.

use std::collections::HashMap;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_sdk_elasticloadbalancingv2::types::Tag as ElbTag;
use futures_util::future::try_join_all;

use crate::call::service::{Service, at_once, code};
use crate::clients::Connection;
use crate::handler::Tags;
use crate::handler::prelude::*;

/// What Elastic Load Balancing says of itself.
pub(crate) static ELBV2: Service = Service {
    not_found: &[
        code("LoadBalancerNotFound"),
        code("TargetGroupNotFound"),
        code("ListenerNotFound"),
        code("RuleNotFound"),
    ],
    taken: &[
        code("DuplicateLoadBalancerName"),
        code("DuplicateTargetGroupName"),
        code("DuplicateListener"),
        code("PriorityInUse"),
    ],
    // A target group of which a listener or a rule has not let go yet.
    in_use: &[code("ResourceInUse")],
    // A certificate that was issued a moment ago.
    lags: &[(code("CertificateNotFound"), Duration::from_mins(2))],
    // <https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-throttling.html>
    reads: at_once(40).then(10.0),
    ..Service::named("elasticloadbalancing")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_elasticloadbalancingv2::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_elasticloadbalancingv2::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn elbv2(&self) -> &'a aws_sdk_elasticloadbalancingv2::Client {
        &self.services().elbv2.client
    }
}

/// How many ARNs one call takes.
const AT_ONCE: usize = 20;

/// What there is of some ARNs. A call that names one which is not there tells of none: then each is asked for by itself.
pub(super) async fn existing<T, F>(
    arns: Vec<String>,
    describe: impl Fn(Vec<String>) -> F + Copy,
) -> Result<Vec<T>>
where
    F: Future<Output = Result<Vec<T>>>,
{
    let some = async |arns: &[String]| match unless_missing(describe(arns.to_vec()).await)? {
        Some(found) => Ok(found),
        None if arns.len() == 1 => Ok(Vec::new()),
        None => {
            let each = arns.iter().map(|arn| async { unless_missing(describe(vec![arn.clone()]).await) });
            let found = try_join_all(each).await?;
            Ok(found.into_iter().flatten().flatten().collect())
        }
    };
    Ok(try_join_all(arns.chunks(AT_ONCE).map(some)).await?.into_iter().flatten().collect())
}

/// The call that tells tags: no other answer does.
pub(super) const TAGS: Action = ELBV2.action("DescribeTags");

/// What was listed, each with its tags where they are wanted.
pub(super) async fn with_tags<T>(
    aws: &Calls<'_>,
    which: Which<'_>,
    listed: Vec<T>,
    arn: fn(&T) -> Option<&str>,
) -> Result<Vec<(T, Vec<ElbTag>)>> {
    let wanted = listed.iter().filter_map(arn).filter(|arn| which.wants_tags(Some(*arn)));
    let describe = |arns: Vec<String>| async move {
        let send = || aws.elbv2().describe_tags().set_resource_arns(Some(arns.clone())).send();
        Ok(aws.call(TAGS, send).await?.tag_descriptions.unwrap_or_default())
    };
    let described = existing(wanted.map(str::to_owned).collect(), describe).await?;
    let of_one = described.into_iter().filter_map(|it| Some((it.resource_arn?, it.tags.unwrap_or_default())));
    let mut tags: HashMap<String, Vec<ElbTag>> = of_one.collect();
    let whole = |it: T| {
        let tags = arn(&it).and_then(|arn| tags.remove(arn)).unwrap_or_default();
        (it, tags)
    };
    Ok(listed.into_iter().map(whole).collect())
}

/// Tags of whatever has an ARN of Elastic Load Balancing's.
pub(crate) struct ByArn;

impl Tagging for ByArn {
    const WITH_CREATE: Actions = &[Self::SET];
    const SET: Action = ELBV2.action("AddTags");
    const REMOVE: Action = ELBV2.action("RemoveTags");

    async fn set(aws: &Calls<'_>, of: &str, tags: Tags) -> Result<()> {
        let send = || aws.elbv2().add_tags().resource_arns(of).set_tags(Some(to_tags(&tags))).send();
        aws.call(Self::SET, send).await.map(drop)
    }

    async fn remove(aws: &Calls<'_>, of: &str, names: Vec<String>) -> Result<()> {
        let send = || aws.elbv2().remove_tags().resource_arns(of).set_tag_keys(Some(names.clone())).send();
        aws.call(Self::REMOVE, send).await.map(drop)
    }
}

impl Tag for ElbTag {
    fn pair(&self) -> (Option<&str>, Option<&str>) {
        (self.key(), self.value())
    }
}

/// Tags as a call takes them.
pub(super) fn to_tags(tags: &Tags) -> Vec<ElbTag> {
    tags.iter().map(|(key, value)| ElbTag::builder().key(key).value(value).build()).collect()
}
