//! How containers are run, to the SDK's types and back: restarts, files of variables, log routers, GPUs.

use aws_sdk_ecs::types::{
    ContainerRestartPolicy, EnvironmentFile, EnvironmentFileType, FirelensConfiguration, ResourceRequirement,
};
use ironwright_aws::ecs;

use super::container::{from_texts, some_texts};
use crate::handler::prelude::*;

pub(super) fn to_environment_files(container: &Map) -> Vec<EnvironmentFile> {
    let files: Option<Vec<String>> = texts(container, ecs::Container::ENVIRONMENT_FILES);
    // S3 is where they lie; AWS has no other type.
    let file =
        |arn: String| EnvironmentFile::builder().value(arn).r#type(EnvironmentFileType::S3).build().ok();
    files.into_iter().flatten().filter_map(file).collect()
}

pub(super) fn from_environment_file(file: &EnvironmentFile) -> &str {
    file.value()
}

pub(super) fn to_restart_policy(policy: &Map) -> Option<ContainerRestartPolicy> {
    let codes = policy.get(ecs::RestartPolicy::IGNORED_EXIT_CODES).and_then(Value::as_list);
    let codes = codes.map(|codes| codes.iter().filter_map(|code| code.as_int()?.try_into().ok()).collect());
    let built = ContainerRestartPolicy::builder()
        .set_enabled(flag(policy, ecs::RestartPolicy::ENABLED))
        .set_ignored_exit_codes(codes.and_then(some))
        .set_restart_attempt_period(number(policy, ecs::RestartPolicy::RESTART_ATTEMPT_PERIOD));
    built.build().ok()
}

pub(super) fn from_restart_policy(policy: &ContainerRestartPolicy) -> Value {
    Properties::default()
        .with(ecs::RestartPolicy::ENABLED, policy.enabled())
        .with_some(ecs::RestartPolicy::IGNORED_EXIT_CODES, policy.ignored_exit_codes().iter().copied())
        .with(ecs::RestartPolicy::RESTART_ATTEMPT_PERIOD, policy.restart_attempt_period())
        .into_value()
}

pub(super) fn to_firelens(router: &Map) -> Option<FirelensConfiguration> {
    let built = FirelensConfiguration::builder()
        .set_type(text(router, ecs::FirelensConfiguration::TYPE))
        .set_options(some_texts(router, ecs::FirelensConfiguration::OPTIONS));
    built.build().ok()
}

pub(super) fn from_firelens(router: &FirelensConfiguration) -> Value {
    Properties::default()
        .with(ecs::FirelensConfiguration::TYPE, router.r#type())
        .with_texts(ecs::FirelensConfiguration::OPTIONS, from_texts(router.options()))
        .into_value()
}

pub(super) fn to_resource_requirements(container: &Map) -> Vec<ResourceRequirement> {
    let requirement = |requirement: &Map| {
        let built = ResourceRequirement::builder()
            .set_type(text(requirement, ecs::ResourceRequirement::TYPE))
            .set_value(text(requirement, ecs::ResourceRequirement::VALUE));
        built.build().ok()
    };
    blocks(container, ecs::Container::RESOURCE_REQUIREMENTS).filter_map(requirement).collect()
}

pub(super) fn from_resource_requirement(requirement: &ResourceRequirement) -> Value {
    Properties::default()
        .with(ecs::ResourceRequirement::TYPE, requirement.r#type())
        .with(ecs::ResourceRequirement::VALUE, requirement.value())
        .into_value()
}
