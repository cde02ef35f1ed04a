//! Application Auto Scaling's API: its client, its errors, and how it knows a service.

use std::time::Duration;

use aws_config::SdkConfig;

use crate::call::service::{Service, code};
use crate::clients::Connection;
use crate::handler::prelude::*;

/// What Application Auto Scaling says of itself.
pub(crate) static APPLICATION_AUTOSCALING: Service = Service {
    not_found: &[
        code("ObjectNotFoundException"),
        code("ValidationException").of("De").saying("No scal"),
        code("ValidationException").of("Delete").saying("No scheduled"),
    ],
    passing: &[code("ConcurrentUpdateException")],
    // A service is known to ECS before it is known here.
    lags: &[(code("ValidationException").saying("doesn't exist"), Duration::from_mins(1))],
    ..Service::named("application-autoscaling")
};

/// The client.
pub(crate) struct Connected {
    client: aws_sdk_applicationautoscaling::Client,
}

impl Connection for Connected {
    fn new(config: &SdkConfig) -> Self {
        Self { client: aws_sdk_applicationautoscaling::Client::new(config) }
    }
}

impl<'a> Calls<'a> {
    pub(super) fn application_autoscaling(&self) -> &'a aws_sdk_applicationautoscaling::Client {
        &self.services().applicationautoscaling.client
    }
}

/// `service/main/web`, of the ARN that ends with it.
pub(super) fn resource_id(service_arn: &str) -> &str {
    service_arn.splitn(6, ':').last().unwrap_or(service_arn)
}

/// The two parts of a physical id: a service's ARN, and a name.
pub(super) fn target_and_name(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or((id, ""))
}
