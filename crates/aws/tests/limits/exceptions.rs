//! Where our checks are not as AWS's models say, and why.

const NAMED_BY_ITSELF: &str =
    "The handler fills in the id or name of what it has made or is about to change.";
const WHAT_IS_SENT: &str = "AWS is sent an empty list for what is left out.";
const SCHEMA_IS_BEHIND: &str = "ECR's own pages and its API take 128 and 256 characters, and empty values.";
const QUOTA_IS_LESS: &str = "IAM's quotas for the size of a policy are below what its API takes.";

const WRAPPED: &str =
    "It is the one thing that a block of AWS's must have, and without it the block is not sent.";
const TOKEN_BY_ITSELF: &str = "The handler sends the token of the request that makes it.";
const OF_ANOTHER_CALL: &str = "It is a call of its own, which is not made when it is not set.";
const ID_IN_FULL: &str = "Ours is the id, which is never empty; CloudFormation takes the ARN too.";
const ID_OF_ANOTHER: &str =
    "It is an output of another resource, and AWS says what is wrong with one that is made up.";
const A_NUMBER: &str = "It is a number with us, and digits in a text in a template.";
const WRITTEN_SMALL: &str = "RDS writes capital letters small, so that they would be a difference for ever.";
const ONE_OF_TWO: &str = "One of `value` and `secure_value` is required, which the kind's own rules say.";
const OWN_TAGS: &str = "With the tags that say whose it is a resource never has none.";
const BY_CHAINING: &str = "A list of blocks is set by chaining; that there is one is a check of its own.";
const IN_A_LIST: &str = "It stands in a list or a block that the handler makes around it.";
const A_DOMAIN: &str = "It is a domain: of two labels at least, and as long as those may be.";
const WHAT_IS_SERVED: &str = "AWS's pages name five types of content, and refuse others.";

/// The property, how what is told begins, and the reason.
pub(crate) const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("acm.Certificate domain_name", "refuses the least, 1", A_DOMAIN),
    (
        "acm.Certificate domain_name",
        "refuses the most, 253",
        "ACM takes 64 characters of the first domain, and more of the others alone.",
    ),
    ("acm.Certificate subject_alternative_names", "refuses the least, 1", A_DOMAIN),
    ("acm.Certificate subject_alternative_names", "refuses the most, 100", A_DOMAIN),
    ("acm.Certificate subject_alternative_names[]", "refuses the least, 1", A_DOMAIN),
    ("acm.Certificate subject_alternative_names[]", "refuses the most, 253", A_DOMAIN),
    ("acm.Certificate tags", "takes less than 1", OWN_TAGS),
    (
        "acm.CertificateValidation certificate_arn",
        "refuses the least, 20",
        "No ARN of a certificate is as short as that.",
    ),
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
    ("elb.LoadBalancer elb:ConfigureHealthCheck/LoadBalancerName", "is required by AWS", NAMED_BY_ITSELF),
    (
        "elb.LoadBalancer elb:ModifyLoadBalancerAttributes/LoadBalancerAttributes",
        "is required by AWS",
        IN_A_LIST,
    ),
    (
        "elb.LoadBalancer elb:ModifyLoadBalancerAttributes/LoadBalancerName",
        "is required by AWS",
        NAMED_BY_ITSELF,
    ),
    (
        "elb.LoadBalancer health_check",
        "is required by AWS",
        "The check is a call of its own, which is not made when it is not set.",
    ),
    ("elb.LoadBalancer listeners", "is required by AWS", BY_CHAINING),
    ("elb.LoadBalancer tags", "takes less than 1", OWN_TAGS),
    ("elbv2.Listener default_actions", "is required by AWS", BY_CHAINING),
    ("elbv2.Listener default_actions[].fixed_response_config.content_type", "refuses the", WHAT_IS_SERVED),
    ("elbv2.Listener tags", "takes less than 1", OWN_TAGS),
    (
        "elbv2.ListenerCertificate AWS::ElasticLoadBalancingV2::ListenerCertificate/Certificates",
        "is required by AWS",
        IN_A_LIST,
    ),
    ("elbv2.ListenerCertificate elbv2:AddListenerCertificates/Certificates", "is required by AWS", IN_A_LIST),
    ("elbv2.ListenerRule actions", "is required by AWS", BY_CHAINING),
    ("elbv2.ListenerRule actions[].fixed_response_config.content_type", "refuses the", WHAT_IS_SERVED),
    ("elbv2.ListenerRule conditions", "is required by AWS", BY_CHAINING),
    (
        "elbv2.ListenerRule conditions[].field",
        "refuses the",
        "AWS's pages name the fields that there are, which are words of ours.",
    ),
    ("elbv2.ListenerRule tags", "takes less than 1", OWN_TAGS),
    ("elbv2.LoadBalancer tags", "takes less than 1", OWN_TAGS),
    ("elbv2.TargetGroup tags", "takes less than 1", OWN_TAGS),
    ("elbv2.TargetGroupAttachment elbv2:RegisterTargets/Targets", "is required by AWS", IN_A_LIST),
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
    ("efs.AccessPoint efs:CreateAccessPoint/ClientToken", "is required by AWS", TOKEN_BY_ITSELF),
    ("efs.AccessPoint file_system_id", "refuses the least, 0", ID_IN_FULL),
    ("efs.AccessPoint file_system_id", "refuses what the pattern", ID_IN_FULL),
    (
        "efs.AccessPoint root_directory.creation_info.permissions",
        "refuses the ",
        "Rights are octal digits, and the texts tried are letters.",
    ),
    ("efs.AccessPoint tags[]", "takes less than 1", "EFS's own API takes empty values of tags."),
    ("efs.FileSystem backup", "is required by AWS", OF_ANOTHER_CALL),
    ("efs.FileSystem efs:CreateFileSystem/CreationToken", "is required by AWS", TOKEN_BY_ITSELF),
    ("efs.FileSystem efs:PutLifecycleConfiguration/FileSystemId", "is required by AWS", NAMED_BY_ITSELF),
    ("efs.FileSystem efs:PutLifecycleConfiguration/LifecyclePolicies", "is required by AWS", OF_ANOTHER_CALL),
    ("efs.FileSystem kms_key_id", "takes what the pattern", ID_OF_ANOTHER),
    ("efs.MountTarget file_system_id", "refuses the least, 0", ID_IN_FULL),
    ("efs.MountTarget file_system_id", "refuses what the pattern", ID_IN_FULL),
    (
        "efs.MountTarget ip_address",
        "refuses the ",
        "An address is digits and dots, and the texts tried are letters.",
    ),
    (
        "efs.MountTarget security_groups",
        "is required by AWS",
        "EFS takes the VPC's default group where none is named.",
    ),
    (
        "efs.MountTarget security_groups",
        "refuses the least, 0",
        "A list without a group is left out as a whole.",
    ),
    (
        "efs.MountTarget security_groups",
        "refuses the most, 100",
        "The groups tried are all the same, which a set refuses.",
    ),
    ("efs.MountTarget security_groups[]", "takes ", ID_OF_ANOTHER),
    ("efs.MountTarget subnet_id", "takes what the pattern", ID_OF_ANOTHER),
    ("kms.Alias alias_name", "refuses ", "An alias begins with `alias/`, as KMS's own pages say."),
    ("kms.Alias target_key_id", "refuses the most, 2048", "No id and no ARN of a key is as long as that."),
    (
        "kms.Key key_policy",
        "refuses the most, 131072",
        "KMS's quota for the size of a key's policy is below what its API takes.",
    ),
    ("kms.Key kms:EnableKeyRotation/KeyId", "is required by AWS", NAMED_BY_ITSELF),
    ("kms.Key kms:ScheduleKeyDeletion/KeyId", "is required by AWS", NAMED_BY_ITSELF),
    ("kms.Key pending_window_in_days", "refuses the ", "KMS's own pages say 7 to 30 days."),
    (
        "opensearch.Domain engine_version",
        "refuses the ",
        "A version begins with its engine, and the texts tried are letters.",
    ),
    (
        "opensearch.Domain tags[]",
        "refuses what the pattern",
        "OpenSearch Service's page on tags names the characters it takes.",
    ),
    (
        "opensearch.Domain tags{}",
        "refuses ",
        "OpenSearch Service's page on tags names the characters it takes.",
    ),
    ("rds.DbInstance allocated_storage", "takes what the pattern", A_NUMBER),
    ("rds.DbInstance db_instance_identifier", "refuses what the pattern", WRITTEN_SMALL),
    (
        "rds.DbInstance master_user_password master_username storage_encrypted",
        "the rule `excludes`",
        "It is about instances made from a snapshot or another instance, which are not among the properties.",
    ),
    ("rds.DbInstance port", "takes what the pattern", A_NUMBER),
    ("rds.DbInstance rds:DeleteDBInstance/DBInstanceIdentifier", "is required by AWS", NAMED_BY_ITSELF),
    ("rds.DbInstance rds:ModifyDBInstance/DBInstanceIdentifier", "is required by AWS", NAMED_BY_ITSELF),
    ("rds.DbParameterGroup db_parameter_group_name", "refuses what the pattern", WRITTEN_SMALL),
    ("rds.DbParameterGroup parameters", "is required by AWS", OF_ANOTHER_CALL),
    (
        "rds.DbParameterGroup rds:ModifyDBParameterGroup/DBParameterGroupName",
        "is required by AWS",
        NAMED_BY_ITSELF,
    ),
    (
        "secretsmanager.RotationSchedule duration",
        "refuses the ",
        "A duration is a number of hours, and the texts tried are letters.",
    ),
    ("secretsmanager.Secret secretsmanager:DeleteSecret/SecretId", "is required by AWS", NAMED_BY_ITSELF),
    (
        "ssm.Parameter data_type",
        "refuses the ",
        "There are three types of data, as Systems Manager's pages say.",
    ),
    ("ssm.Parameter secure_value", "is required by AWS", ONE_OF_TWO),
    (
        "ssm.Parameter tags",
        "refuses the most, 1000",
        "Systems Manager's quota is fifty tags, below what its API takes.",
    ),
    (
        "ssm.Parameter type",
        "offers `SecureString`",
        "CloudFormation makes no parameter that is encrypted, and the API does.",
    ),
    ("ssm.Parameter value", "is required by AWS", ONE_OF_TWO),
    ("route53.HostedZone name", "refuses the", A_DOMAIN),
    ("route53.HostedZone route53:ChangeTagsForResource/ResourceId", "is required by AWS", NAMED_BY_ITSELF),
    (
        "route53.HostedZone route53:ChangeTagsForResource/ResourceType",
        "is required by AWS",
        "The handler says that it is a hosted zone.",
    ),
    (
        "route53.HostedZone route53:CreateHostedZone/CallerReference",
        "is required by AWS",
        "The handler gives the token of the request.",
    ),
    ("route53.HostedZone tags", "takes less than 1", "Without tags the call that sets them is not made."),
    (
        "route53.HostedZone tags",
        "takes more than 10",
        "The handler sets ten with each call, as many as there are.",
    ),
    (
        "route53.HostedZone vpcs[].vpc_region",
        "is required by AWS",
        "The handler fills in the stack's region.",
    ),
    (
        "route53.HostedZone vpcs[].vpc_region",
        "takes what is none of AWS's words",
        "Regions are added every year: AWS knows best which there are.",
    ),
    ("route53.Record name", "refuses the most, 1024", A_DOMAIN),
    (
        "route53.Record region",
        "takes what is none of AWS's words",
        "Regions are added every year: AWS knows best which there are.",
    ),
    ("route53.Record route53:ChangeResourceRecordSets/ChangeBatch", "is required by AWS", IN_A_LIST),
    ("route53.Record route53:ChangeResourceRecordSets/ChangeBatch.Changes", "is required by AWS", IN_A_LIST),
    (
        "route53.Record route53:ChangeResourceRecordSets/ChangeBatch.Changes[].Action",
        "is required by AWS",
        "The handler says whether a record is made, changed or deleted.",
    ),
    (
        "route53.Record route53:ChangeResourceRecordSets/ChangeBatch.Changes[].ResourceRecordSet",
        "is required by AWS",
        IN_A_LIST,
    ),
    (
        "route53.Record set_identifier",
        "refuses the",
        "With an identifier alone nothing says when the record is given out.",
    ),
];
