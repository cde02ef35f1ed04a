//! `ec2.LaunchTemplate` on AWS.
//!
//! `CreateLaunchTemplate` takes a token. What instances are made from is never changed: another version has all of it, and
//! becomes the default. It is the default that counts: a version that was made by a call whose answer was lost is never
//! used, and the next run makes another.

use aws_sdk_ec2::types::{LaunchTemplate as Listed, ResponseLaunchTemplateData as Data};
use futures_util::future::try_join_all;
use ironwright_aws::ec2::{LaunchTemplate, LaunchTemplateOutputs};
use ironwright_core::Resource as _;

use super::api::prelude::*;
use super::template_data::{observed_data, requested};

const VERSIONS: Action = EC2.action("DescribeLaunchTemplateVersions");
const CREATE_VERSION: Action = EC2.action("CreateLaunchTemplateVersion");
const MODIFY: Action = EC2.action("ModifyLaunchTemplate");

/// A template with what its default version says.
type Described = (Listed, Option<Data>);

on_aws!(LaunchTemplate as AsTagged);

impl Tagged for LaunchTemplate {
    type Described = Described;
    type Tags = ById;

    const ID: fn(&Described) -> Option<&str> = |(template, _)| template.launch_template_id();
    const READ: Action = EC2.action("DescribeLaunchTemplates");
    const ALSO_READ: Actions = &[VERSIONS];
    const CREATE: Action = EC2.action("CreateLaunchTemplate");
    const UPDATE: Actions = &[CREATE_VERSION, MODIFY];
    const DELETE: Action = EC2.action("DeleteLaunchTemplate");

    async fn list(aws: &Calls<'_>, which: Which<'_>) -> Result<Vec<Described>> {
        let listed = match which {
            Which::Read(resources) => of_ids(aws, ids(resources)).await?,
            Which::MadeBy(_) => described(aws, select(which, "")).await?,
        };
        let whole = listed.into_iter().map(|template| async move {
            let data = default_version(aws, template.launch_template_id().unwrap_or_default()).await?;
            Ok((template, data))
        });
        try_join_all(whole).await
    }

    fn observe(_: &Calls<'_>, (template, data): &Described, _: &Map) -> Properties {
        let latest = template.latest_version_number().map(|number| number.to_string());
        let properties = Properties::default()
            .with(Self::LAUNCH_TEMPLATE_NAME, template.launch_template_name())
            .with(LaunchTemplateOutputs::LATEST_VERSION_NUMBER, latest);
        let properties = match data {
            Some(data) => observed_data(properties, data),
            None => properties,
        };
        properties.with_tags(template.tags())
    }

    async fn create(aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let name: Option<String> = text(&request.inputs, Self::LAUNCH_TEMPLATE_NAME);
        let send = || {
            aws.ec2()
                .create_launch_template()
                .client_token(&request.token)
                .set_launch_template_name(name.clone())
                .launch_template_data(requested(&request.inputs))
                .tag_specifications(tagged(ResourceType::LaunchTemplate, request))
                .send()
        };
        let answer = aws.call(Self::CREATE, send).await?;
        // The answer leaves out what instances are made from.
        Made::named(Self::CREATE, answer.launch_template().and_then(Listed::launch_template_id))
    }

    async fn update(aws: &Calls<'_>, change: &Change<'_>) -> Result<()> {
        let is_data = |name: &str| name != Self::TAGS;
        let mut data = Self::kind().inputs.iter().filter(|field| is_data(field.name));
        if !data.any(|field| change.of(field.name).is_some()) {
            return Ok(());
        }
        let create = || aws.ec2().create_launch_template_version().launch_template_id(change.id);
        let send = || create().launch_template_data(requested(change.wanted)).send();
        let answer = aws.call(CREATE_VERSION, send).await?;
        let number = answer.launch_template_version().and_then(|version| version.version_number());
        let version = number.map_or_else(|| "$Latest".to_owned(), |number| number.to_string());
        let modify = || aws.ec2().modify_launch_template().launch_template_id(change.id);
        aws.call(MODIFY, || modify().default_version(&version).send()).await.map(drop)
    }

    async fn delete(aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let send = || aws.ec2().delete_launch_template().launch_template_id(&*request.id).send();
        aws.call(Self::DELETE, send).await.map(drop)
    }
}

async fn described(aws: &Calls<'_>, by: Filter) -> Result<Vec<Listed>> {
    let send = |page| aws.ec2().describe_launch_templates().filters(by.clone()).set_next_token(page).send();
    aws.pages(LaunchTemplate::READ, send, |it| (it.launch_templates, it.next_token)).await
}

/// The templates that exist of those with these ids. There is no filter for ids, and a list with one that is gone fails: then
/// each is asked for by itself.
async fn of_ids(aws: &Calls<'_>, ids: Vec<String>) -> Result<Vec<Listed>> {
    let describe = async |ids: Vec<String>| {
        let send = || aws.ec2().describe_launch_templates().set_launch_template_ids(Some(ids.clone())).send();
        let answer = unless_missing(aws.call(LaunchTemplate::READ, send).await)?;
        Ok::<_, CloudError>(answer.map(|answer| answer.launch_templates.unwrap_or_default()))
    };
    match describe(ids.clone()).await? {
        Some(all) => Ok(all),
        None => {
            let each = try_join_all(ids.into_iter().map(|id| describe(vec![id]))).await?;
            Ok(each.into_iter().flatten().flatten().collect())
        }
    }
}

/// What the default version of a template says; nothing when it has gone meanwhile.
async fn default_version(aws: &Calls<'_>, id: &str) -> Result<Option<Data>> {
    let describe = || aws.ec2().describe_launch_template_versions().launch_template_id(id);
    let answer = unless_missing(aws.call(VERSIONS, || describe().versions("$Default").send()).await)?;
    let version = answer.and_then(|answer| answer.launch_template_versions?.pop());
    Ok(version.and_then(|version| version.launch_template_data))
}
