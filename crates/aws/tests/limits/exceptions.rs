//! Where our checks are not as AWS's models say, and why.

const NAMED_BY_ITSELF: &str =
    "The handler fills in the id or name of what it has made or is about to change.";
const WHAT_IS_SENT: &str = "AWS is sent an empty list for what is left out.";
const SCHEMA_IS_BEHIND: &str = "ECR's own pages and its API take 128 and 256 characters, and empty values.";
const QUOTA_IS_LESS: &str = "IAM's quotas for the size of a policy are below what its API takes.";

const WRAPPED: &str =
    "It is the one thing that a block of AWS's must have, and without it the block is not sent.";

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
        "ecs.Service AWS::ECS::Service/ServiceConnectConfiguration.Services[].Tls.IssuerCertificateAuthority",
        "is required by AWS",
        WRAPPED,
    ),
    (
        "ecs.Service ecs:CreateService/serviceConnectConfiguration.services[].tls.issuerCertificateAuthority",
        "is required by AWS",
        WRAPPED,
    ),
    (
        "ecs.Service service_connect_configuration.services[].client_aliases[].port",
        "refuses the least, 0",
        "No client connects to a port 0, and ECS's pages have it from 1.",
    ),
    ("ecs.TaskDef containers[].repository_credentials", "is required by AWS", WRAPPED),
    (
        "ecs.TaskDef ecs:RegisterTaskDefinition/containerDefinitions[].environmentFiles[].type",
        "is required by AWS",
        "There is one type, `s3`, which the handler says.",
    ),
    (
        "ecs.TaskDef ecs:RegisterTaskDefinition/volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig",
        "is required by AWS",
        WRAPPED,
    ),
    ("ecs.TaskDef ephemeral_storage_size_in_gib", "is required by AWS", WRAPPED),
    (
        "ecs.TaskDef placement_constraints[].type",
        "offers `distinctInstance`",
        "It is one type with a service's constraints, and a check of its own refuses it here.",
    ),
    (
        "s3.Bucket AWS::S3::Bucket/BucketEncryption.ServerSideEncryptionConfiguration",
        "is required by AWS",
        WRAPPED,
    ),
    ("s3.Bucket AWS::S3::Bucket/OwnershipControls.Rules", "is required by AWS", WRAPPED),
    (
        "s3.Bucket bucket_name",
        "refuses what the pattern",
        "S3 takes no name of less than three letters, whatever CloudFormation's schema says.",
    ),
    (
        "s3.Bucket lifecycle_rules",
        "is required by AWS",
        "Without rules no lifecycle is sent, and one that was there is deleted.",
    ),
    ("s3.Bucket lifecycle_rules[].abort_incomplete_multipart_upload_days", "is required by AWS", WRAPPED),
    (
        "s3.Bucket lifecycle_rules[].abort_incomplete_multipart_upload_days",
        "refuses the least, 0",
        "S3 takes positive numbers of days only, whatever CloudFormation's schema says.",
    ),
    ("s3.Bucket lifecycle_rules[].noncurrent_days", "is required by AWS", WRAPPED),
    (
        "s3.Bucket cors_rules",
        "is required by AWS",
        "Without rules none are sent, and those that were there are deleted.",
    ),
    ("s3.Bucket versioning", "is required by AWS", WRAPPED),
    (
        "s3.BucketPolicy AWS::S3::BucketPolicy/PolicyDocument",
        "is required by AWS",
        "The document is required here too; its counterpart in CloudFormation may be text or an object.",
    ),
    (
        "servicediscovery.PrivateDnsNamespace name",
        "refuses the most, 253",
        "A domain of so many characters has parts, and none of them is longer than 63.",
    ),
    (
        "servicediscovery.PrivateDnsNamespace name",
        "refuses what the pattern",
        "The pattern is that of all namespaces; a domain has no empty part.",
    ),
    (
        "servicediscovery.PrivateDnsNamespace servicediscovery:CreatePrivateDnsNamespace/Properties.DnsProperties",
        "is required by AWS",
        WRAPPED,
    ),
    (
        "servicediscovery.PrivateDnsNamespace servicediscovery:CreatePrivateDnsNamespace/Properties.DnsProperties.SOA",
        "is required by AWS",
        WRAPPED,
    ),
    ("servicediscovery.PrivateDnsNamespace soa_ttl", "is required by AWS", WRAPPED),
    (
        "servicediscovery.Service dns_records",
        "is required by AWS",
        "A service without records is one that DNS does not answer for, which the handler says.",
    ),
    (
        "servicediscovery.Service name",
        "refuses what the pattern",
        "A period alone names the namespace itself, which ECS and CloudFormation do not register in.",
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
