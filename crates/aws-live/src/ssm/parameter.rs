//! `ssm.Parameter` on AWS.
//!
//! `PutParameter` has no token, but a name is given once where nothing is to be written over: a second request is refused,
//! and the tag then says whether the parameter that is there was made by the first. What is encrypted is never read here.

use std::collections::HashMap;

use aws_sdk_ssm::types::{
    Parameter as Valued, ParameterMetadata, ParameterStringFilter, ParameterType, ResourceTypeForTagging,
    Tag as SsmTag,
};
use ironwright_aws::ssm::{Parameter, ParameterOutputs};

use super::api::{OfParameter, SSM, to_tags};
use crate::handler::owned;
use crate::handler::prelude::*;

const VALUES: Action = SSM.action("GetParameters");
const TAGS: Action = SSM.action("ListTagsForResource");
const PUT: Action = SSM.action("PutParameter");

/// How many parameters `GetParameters` takes, and how many `DescribeParameters`.
const VALUES_AT_ONCE: usize = 10;
const AT_ONCE: usize = 50;

/// A parameter with its value and its tags.
pub(crate) struct Described {
    parameter: ParameterMetadata,
    valued: Valued,
    tags: Vec<SsmTag>,
}

on_aws!(Parameter as AsTagged);

impl Tagged for Parameter {
    type Described = Described;
    type Tags = OfParameter;

    const ID: fn(&Described) -> Option<&str> = |described| described.parameter.name();
    const READ: Action = SSM.action("DescribeParameters");
    const ALSO_READ: Actions = &[VALUES, TAGS];
    const CREATE: Action = PUT;
    const UPDATE: Actions = &[PUT];
    const DELETE: Action = SSM.action("DeleteParameter");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let names = which.names(Self::NAME);
        let mut values = values(aws, &names).await?;
        let mut all = Vec::new();
        for parameter in described(aws, &names).await? {
            let name = parameter.name().unwrap_or_default();
            let Some(valued) = values.remove(name) else { continue };
            let wanted = which.wants_tags(Some(name));
            let tags = if wanted { tags(aws, name).await? } else { Some(Vec::new()) };
            all.extend(tags.map(|tags| Described { parameter, valued, tags }));
        }
        Ok(all)
    }

    fn observe(_: &Calls<'_>, described: &Described, _: &Map) -> Properties {
        let Described { parameter, valued, tags } = described;
        let secure = valued.r#type() == Some(&ParameterType::SecureString);
        Properties::default()
            .with(Self::NAME, parameter.name())
            .with(ParameterOutputs::ARN, valued.arn())
            .with(Self::TYPE, valued.r#type())
            .with(Self::VALUE, valued.value().filter(|_| !secure))
            .with(Self::KEY_ID, parameter.key_id().filter(|_| secure))
            .with(Self::DESCRIPTION, parameter.description().filter(|text| !text.is_empty()))
            .with(Self::ALLOWED_PATTERN, parameter.allowed_pattern().filter(|text| !text.is_empty()))
            .with(Self::TIER, parameter.tier())
            .with(Self::DATA_TYPE, parameter.data_type().or(valued.data_type()))
            .with_tags(tags)
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let inputs = &request.inputs;
        let tags = || Some(to_tags(&owned(request)));
        put(aws, inputs, |it| it.overwrite(false).set_tags(tags())).await?;
        let name: Option<String> = text(inputs, Self::NAME);
        Made::named(PUT, name.as_deref())
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let changed = [
            Self::VALUE,
            Self::SECURE_VALUE,
            Self::KEY_ID,
            Self::DESCRIPTION,
            Self::ALLOWED_PATTERN,
            Self::TIER,
            Self::DATA_TYPE,
        ];
        if changed.iter().all(|name| change.of(name).is_none()) {
            return Ok(());
        }
        put(aws, change.wanted, |it| it.overwrite(true)).await
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        aws.call(Self::DELETE, || aws.ssm().delete_parameter().name(&*request.id).send()).await.map(drop)
    }
}

type Put = aws_sdk_ssm::operation::put_parameter::builders::PutParameterFluentBuilder;

/// Writes all of a parameter: AWS has one call for it.
async fn put(aws: &Calls<'_>, inputs: &Map, how: impl Fn(Put) -> Put) -> Result<()> {
    let value = text(inputs, Parameter::VALUE).or_else(|| text(inputs, Parameter::SECURE_VALUE));
    let value: Option<String> = value;
    let text_or_none = |name| Some(text::<String>(inputs, name).unwrap_or_default());
    let send = || {
        let put = aws
            .ssm()
            .put_parameter()
            .set_name(text(inputs, Parameter::NAME))
            .set_type(text(inputs, Parameter::TYPE))
            .set_value(value.clone())
            .set_key_id(text(inputs, Parameter::KEY_ID))
            .set_description(text_or_none(Parameter::DESCRIPTION))
            .set_allowed_pattern(text_or_none(Parameter::ALLOWED_PATTERN))
            .set_tier(text(inputs, Parameter::TIER))
            .set_data_type(text(inputs, Parameter::DATA_TYPE));
        how(put).send()
    };
    aws.call(PUT, send).await.map(drop)
}

async fn described(aws: &Calls<'_>, names: &[String]) -> Result<Vec<ParameterMetadata>> {
    let mut all = Vec::new();
    for some in names.chunks(AT_ONCE) {
        let builder = ParameterStringFilter::builder().key("Name").option("Equals");
        let Ok(filter) = builder.set_values(Some(some.to_vec())).build() else { continue };
        let describe = || aws.ssm().describe_parameters().parameter_filters(filter.clone());
        let send = |page| describe().set_next_token(page).send();
        all.extend(aws.pages(Parameter::READ, send, |it| (it.parameters, it.next_token)).await?);
    }
    Ok(all)
}

/// The values by their names; what is encrypted stays so.
async fn values(aws: &Calls<'_>, names: &[String]) -> Result<HashMap<String, Valued>> {
    let mut all = HashMap::new();
    for some in names.chunks(VALUES_AT_ONCE) {
        let send = || aws.ssm().get_parameters().set_names(Some(some.to_vec())).send();
        let found = aws.call(VALUES, send).await?.parameters.unwrap_or_default();
        all.extend(found.into_iter().filter_map(|it| Some((it.name()?.to_owned(), it))));
    }
    Ok(all)
}

/// All tags of a parameter; `None` when it has gone meanwhile.
async fn tags(aws: &Calls<'_>, name: &str) -> Result<Option<Vec<SsmTag>>> {
    let list = || aws.ssm().list_tags_for_resource().resource_type(ResourceTypeForTagging::Parameter);
    let answer = unless_missing(aws.call(TAGS, || list().resource_id(name).send()).await)?;
    Ok(answer.map(|answer| answer.tag_list.unwrap_or_default()))
}
