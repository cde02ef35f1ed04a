//! Where our checks are not as AWS's models say, and why.

const NAMED_BY_ITSELF: &str =
    "The handler fills in the id or name of what it has made or is about to change.";
const WHAT_IS_SENT: &str = "AWS is sent an empty list for what is left out.";
const SCHEMA_IS_BEHIND: &str = "ECR's own pages and its API take 128 and 256 characters, and empty values.";
const QUOTA_IS_LESS: &str = "IAM's quotas for the size of a policy are below what its API takes.";

/// The property, how what is told begins, and the reason.
pub(crate) const EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "ec2.InternetGateway ec2:AttachInternetGateway/InternetGatewayId",
        "is required by AWS",
        NAMED_BY_ITSELF,
    ),
    (
        "ec2.InternetGateway vpc_id",
        "is required by AWS",
        "The attachment is a call of its own, and a gateway without a VPC is attached to none.",
    ),
    (
        "ec2.NetworkAclAssociation ec2:ReplaceNetworkAclAssociation/AssociationId",
        "is required by AWS",
        "Every subnet has an association, which the handler looks up.",
    ),
    (
        "ec2.SecurityGroup description",
        "refuses",
        "EC2 takes no empty description, whatever CloudFormation's schema says.",
    ),
    ("ec2.Subnet ec2:ModifySubnetAttribute/SubnetId", "is required by AWS", NAMED_BY_ITSELF),
    ("ec2.Vpc ec2:ModifyVpcAttribute/VpcId", "is required by AWS", NAMED_BY_ITSELF),
    ("ecr.Repository ecr:DeleteRepository/repositoryName", "is required by AWS", NAMED_BY_ITSELF),
    ("ecr.Repository tags[]", "takes less than 1", SCHEMA_IS_BEHIND),
    ("ecr.Repository tags[]", "takes more than 255", SCHEMA_IS_BEHIND),
    ("ecr.Repository tags{}", "takes more than 127", SCHEMA_IS_BEHIND),
    ("ecs.ClusterCapacityProviders capacity_providers", "is required by AWS", WHAT_IS_SENT),
    (
        "ecs.ClusterCapacityProviders cluster",
        "refuses the most, 2048",
        "CloudFormation takes the name or the ARN of a cluster; ours is the name.",
    ),
    ("ecs.ClusterCapacityProviders default_capacity_provider_strategy", "is required by AWS", WHAT_IS_SENT),
    (
        "ecs.Service propagate_tags",
        "offers `NONE`",
        "ECS's API takes `NONE`; in a template one leaves the property out.",
    ),
    (
        "ecs.Service subnets",
        "is required by AWS",
        "Without subnets no network configuration is sent, and what else would be in it is refused.",
    ),
    (
        "iam.GroupPolicyAttachment policy_arn",
        "refuses the least, 20",
        "No ARN of a managed policy is as short as that.",
    ),
    ("iam.Policy policy", "refuses the most, 131072", QUOTA_IS_LESS),
    ("iam.Role assume_role_policy", "refuses the most, 131072", QUOTA_IS_LESS),
    ("iam.RolePolicy policy", "refuses the most, 131072", QUOTA_IS_LESS),
    ("logs.LogGroup logs:PutRetentionPolicy/logGroupName", "is required by AWS", NAMED_BY_ITSELF),
    (
        "logs.LogGroup retention_in_days",
        "is required by AWS",
        "The retention is a call of its own, which is not made when it is not set.",
    ),
    (
        "logs.LogGroup tags",
        "takes less than 1",
        "With the tags that say whose it is a log group never has none.",
    ),
];
