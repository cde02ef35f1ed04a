//! Eventual consistency: what AWS refuses only because a part of it has not yet heard of what was made a moment ago.

use std::time::Duration;

use ironwright_engine::cloud::CloudError;

/// A refusal that passes by itself.
struct Lag {
    /// The service, `ec2`.
    service: &'static str,
    /// The beginning of the calls that it is about, `Modify`; empty for all.
    call: &'static str,
    /// AWS's code; a `*` at its beginning stands for anything.
    code: &'static str,
    /// What AWS's message holds; empty for any.
    message: &'static str,
    /// For how long after something was made it is worth asking again, in seconds.
    seconds: u64,
}

/// Two minutes for IAM and one for the rest are what Terraform's AWS provider has come to over the years.
const LAGS: &[Lag] = &[
    // Ids are known to the call that made them before they are known to the next: "up to five minutes", says AWS.
    Lag { service: "ec2", call: "Create", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Modify", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Attach", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Associate", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Replace", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Create", code: "NatGatewayNotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Replace", code: "NatGatewayNotFound", message: "", seconds: 60 },
    // Only after the VPC itself was shown: other describe calls leave out what is not there, or fail rightly.
    Lag { service: "ec2", call: "DescribeVpcAttribute", code: "*.NotFound", message: "", seconds: 60 },
    Lag { service: "ec2", call: "Authorize", code: "InvalidGroup.NotFound", message: "", seconds: 60 },
    Lag { service: "iam", call: "TagRole", code: "NoSuchEntity", message: "", seconds: 120 },
    Lag { service: "iam", call: "Put", code: "NoSuchEntity", message: "", seconds: 120 },
    Lag { service: "iam", call: "Attach", code: "NoSuchEntity", message: "", seconds: 120 },
    // A trust policy may name a role that was made just now.
    Lag {
        service: "iam",
        call: "",
        code: "MalformedPolicyDocument",
        message: "Invalid principal",
        seconds: 120,
    },
    // A repository's policy may name one too.
    Lag {
        service: "ecr",
        call: "SetRepositoryPolicy",
        code: "InvalidParameterException",
        message: "Invalid repository policy",
        seconds: 120,
    },
    Lag { service: "ecs", call: "", code: "ClientException", message: "is not valid or", seconds: 120 },
    Lag {
        service: "ecs",
        call: "",
        code: "InvalidParameterException",
        message: "Unable to assume",
        seconds: 120,
    },
    Lag {
        service: "ecs",
        call: "",
        code: "InvalidParameterException",
        message: "verify that the",
        seconds: 120,
    },
    Lag { service: "ecs", call: "Create", code: "ClusterNotFoundException", message: "", seconds: 60 },
    Lag { service: "logs", call: "Put", code: "ResourceNotFoundException", message: "", seconds: 60 },
];

/// For how long after something was made such an error may still pass; `None` when it stands.
pub(crate) fn lag(action: &str, error: &CloudError) -> Option<Duration> {
    let (service, call) = action.split_once(':')?;
    let lag = LAGS.iter().find(|lag| {
        lag.service == service
            && call.starts_with(lag.call)
            && match lag.code.strip_prefix('*') {
                Some(end) => error.code.ends_with(end),
                None => error.code == lag.code,
            }
            && error.message.contains(lag.message)
    })?;
    Some(Duration::from_secs(lag.seconds))
}

#[cfg(test)]
mod tests {
    use ironwright_engine::cloud::ErrorClass;

    use super::*;

    fn lag_of(action: &str, code: &str, message: &str) -> Option<u64> {
        let error = CloudError::new(action, code, message, ErrorClass::NotFound);
        lag(action, &error).map(|lag| lag.as_secs())
    }

    #[test]
    fn only_what_the_table_names_is_waited_for() {
        assert_eq!(lag_of("ec2:CreateSubnet", "InvalidVpcID.NotFound", ""), Some(60));
        assert_eq!(lag_of("ec2:AttachInternetGateway", "InvalidInternetGatewayID.NotFound", ""), Some(60));
        assert_eq!(lag_of("ec2:DeleteSubnet", "InvalidSubnetID.NotFound", ""), None);
        assert_eq!(
            lag_of("iam:UpdateAssumeRolePolicy", "MalformedPolicyDocument", "Invalid principal in policy"),
            Some(120)
        );
        assert_eq!(lag_of("iam:CreateRole", "MalformedPolicyDocument", "Syntax errors in policy"), None);
    }
}
