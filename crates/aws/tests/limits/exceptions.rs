//! Where our checks are not as AWS's models say, and why.

const NAMED_BY_ITSELF: &str =
    "The handler fills in the id or name of what it has made or is about to change.";
const WHAT_IS_SENT: &str = "AWS is sent an empty list for what is left out.";
const SCHEMA_IS_BEHIND: &str = "ECR's own pages and its API take 128 and 256 characters, and empty values.";
const QUOTA_IS_LESS: &str = "IAM's quotas for the size of a policy are below what its API takes.";

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
