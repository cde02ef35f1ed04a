//! `autoscaling.LaunchConfiguration` on AWS.
//!
//! It has neither tags nor a token. One without a name of its own gets one that holds its request's token, which nobody else
//! can have: by that it is found again. Of one that has a name only what is just as it was asked for is taken for ours,
//! where our own request may have been heard and its answer lost.

use async_trait::async_trait;
use aws_sdk_autoscaling::types::{InstanceMonitoring, LaunchConfiguration as Described};
use aws_smithy_types::base64;
use ironwright_aws::autoscaling::LaunchConfiguration;
use ironwright_core::state::Observation;
use ironwright_core::{Kind, Resource as _};

use super::api::AUTOSCALING;
use super::volumes::{devices, metadata, observed_device, observed_metadata};
use crate::handler::prelude::*;
use crate::handler::{Verb, ids, is_as_wanted, observations};

const DESCRIBE: Action = AUTOSCALING.action("DescribeLaunchConfigurations");
const CREATE: Action = AUTOSCALING.action("CreateLaunchConfiguration");
const DELETE: Action = AUTOSCALING.action("DeleteLaunchConfiguration");

const NAME: &str = LaunchConfiguration::LAUNCH_CONFIGURATION_NAME;

/// The longest name that AWS takes.
const LONGEST: usize = 255;

/// Its handler.
pub(crate) struct ByName;

impl OnAws for LaunchConfiguration {
    const HANDLER: &'static dyn Handler = &ByName;
}

#[async_trait]
impl Handler for ByName {
    fn kind(&self) -> &'static Kind {
        LaunchConfiguration::kind()
    }

    fn actions(&self, verb: Verb) -> Vec<Action> {
        match verb {
            Verb::Find | Verb::Sweep | Verb::Read | Verb::Settle => vec![DESCRIBE],
            Verb::Create => vec![CREATE, DESCRIBE],
            Verb::Update | Verb::Explain => Vec::new(),
            Verb::Delete => vec![DELETE],
        }
    }

    fn has_ownership_tag(&self) -> bool {
        false
    }

    async fn find(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Option<Arc<str>>> {
        let name = name_of(request);
        let there = described(aws, vec![name.clone()]).await?.pop().map(|it| observed(&it).1);
        let is_ours = |mut there: Map| {
            if !request.inputs.contains_key(NAME) {
                there.remove(NAME);
            }
            is_as_wanted(self.kind(), &request.inputs, &there)
        };
        Ok(there.is_some_and(is_ours).then(|| name.into()))
    }

    async fn find_all_by_token(
        &self,
        aws: &Calls<'_>,
        requests: &[CreateRequest],
    ) -> Result<Vec<Vec<Arc<str>>>> {
        let made_up = |request: &&CreateRequest| !request.inputs.contains_key(NAME);
        let names: Vec<String> = requests.iter().filter(made_up).map(name_of).collect();
        let there = if names.is_empty() { Vec::new() } else { described(aws, names).await? };
        let is_there =
            |name: &String| there.iter().any(|it| it.launch_configuration_name() == Some(name.as_str()));
        let found = |request| Some(request).filter(made_up).map(name_of).filter(is_there);
        Ok(requests.iter().map(|request| found(request).into_iter().map(Arc::from).collect()).collect())
    }

    async fn read(&self, aws: &Calls<'_>, resources: &[ReadRequest]) -> Result<Vec<Observation>> {
        let found = described(aws, ids(resources)).await?;
        Ok(observations(resources, found.iter().map(observed).collect()))
    }

    async fn create(&self, aws: &Calls<'_>, request: &CreateRequest) -> Result<Made> {
        let (name, inputs) = (name_of(request), &request.inputs);
        if !described(aws, vec![name.clone()]).await?.is_empty() {
            return Err(exists_already(CREATE, &format!("a launch configuration {name}")));
        }
        let user_data = text::<String>(inputs, LaunchConfiguration::USER_DATA).map(base64::encode);
        let monitoring = flag(inputs, LaunchConfiguration::INSTANCE_MONITORING);
        let send = || {
            aws.autoscaling()
                .create_launch_configuration()
                .launch_configuration_name(&name)
                .set_image_id(text(inputs, LaunchConfiguration::IMAGE_ID))
                .set_instance_type(text(inputs, LaunchConfiguration::INSTANCE_TYPE))
                .set_key_name(text(inputs, LaunchConfiguration::KEY_NAME))
                .set_security_groups(texts(inputs, LaunchConfiguration::SECURITY_GROUPS))
                .set_user_data(user_data.clone())
                .set_iam_instance_profile(text(inputs, LaunchConfiguration::IAM_INSTANCE_PROFILE))
                .set_associate_public_ip_address(flag(
                    inputs,
                    LaunchConfiguration::ASSOCIATE_PUBLIC_IP_ADDRESS,
                ))
                .set_instance_monitoring(
                    monitoring.map(|on| InstanceMonitoring::builder().enabled(on).build()),
                )
                .set_ebs_optimized(flag(inputs, LaunchConfiguration::EBS_OPTIMIZED))
                .set_spot_price(text(inputs, LaunchConfiguration::SPOT_PRICE))
                .set_placement_tenancy(text(inputs, LaunchConfiguration::PLACEMENT_TENANCY))
                .set_metadata_options(metadata(inputs, LaunchConfiguration::METADATA_OPTIONS))
                .set_block_device_mappings(devices(inputs, LaunchConfiguration::BLOCK_DEVICE_MAPPINGS))
                .send()
        };
        aws.call(CREATE, send).await?;
        Made::named(CREATE, Some(&name))
    }

    async fn update(&self, _: &Calls<'_>, change: &Change<'_>) -> Result<Map> {
        Ok(change.achieved())
    }

    async fn delete(&self, aws: &Calls<'_>, request: &DeleteRequest) -> Result<()> {
        let delete = || aws.autoscaling().delete_launch_configuration();
        let send = || delete().launch_configuration_name(&*request.id).send();
        aws.call(DELETE, send).await.map(drop)
    }
}

/// The name that is asked for, or one of stack and logical name that the token tells from all others.
fn name_of(request: &CreateRequest) -> String {
    text(&request.inputs, NAME).unwrap_or_else(|| {
        let mut name: String = format!("{}-{}", request.stack, request.address.name())
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "-_./@".contains(c) { c } else { '-' })
            .collect();
        name.truncate(LONGEST - 1 - request.token.len());
        format!("{name}-{}", request.token)
    })
}

async fn described(aws: &Calls<'_>, names: Vec<String>) -> Result<Vec<Described>> {
    let describe = || aws.autoscaling().describe_launch_configurations();
    let named = || describe().set_launch_configuration_names(Some(names.clone()));
    let send = |page| named().set_next_token(page).send();
    aws.pages(DESCRIBE, send, |it| (it.launch_configurations, it.next_token)).await
}

fn observed(of: &Described) -> (String, Map) {
    let decoded = of
        .user_data()
        .filter(|data| !data.is_empty())
        .and_then(|data| String::from_utf8(base64::decode(data).ok()?).ok());
    let said = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    let properties = Properties::default()
        .with(NAME, of.launch_configuration_name())
        .with(LaunchConfiguration::IMAGE_ID, of.image_id())
        .with(LaunchConfiguration::INSTANCE_TYPE, of.instance_type())
        .with(LaunchConfiguration::KEY_NAME, said(of.key_name()))
        .with_some(LaunchConfiguration::SECURITY_GROUPS, of.security_groups())
        .with(LaunchConfiguration::USER_DATA, decoded)
        .with(LaunchConfiguration::IAM_INSTANCE_PROFILE, said(of.iam_instance_profile()))
        .with(LaunchConfiguration::ASSOCIATE_PUBLIC_IP_ADDRESS, of.associate_public_ip_address())
        .with(LaunchConfiguration::INSTANCE_MONITORING, of.instance_monitoring().and_then(|it| it.enabled()))
        .with(LaunchConfiguration::EBS_OPTIMIZED, of.ebs_optimized())
        .with(LaunchConfiguration::SPOT_PRICE, said(of.spot_price()))
        .with(LaunchConfiguration::PLACEMENT_TENANCY, said(of.placement_tenancy()))
        .with(LaunchConfiguration::METADATA_OPTIONS, of.metadata_options().map(observed_metadata))
        .with_some(
            LaunchConfiguration::BLOCK_DEVICE_MAPPINGS,
            of.block_device_mappings().iter().filter_map(observed_device),
        );
    (of.launch_configuration_name().unwrap_or_default().to_owned(), properties.into_map())
}
