//! Where a server differs from AWS, claim by claim. A line whose claim is kept after all fails: strike it.

use ironwright_testkit::contract::Exception;

/// moto 5.2.1.
pub(crate) const MOTO: &[Exception] = &[
    Exception {
        kind: "ec2.NatGateway",
        claim: "is made again when it has vanished",
        reason: "an address stays associated when its NAT gateway is deleted",
    },
    Exception {
        kind: "ec2.NatGateway",
        claim: "is found as often as it was made",
        reason: "an address stays associated when its NAT gateway is deleted",
    },
    Exception {
        kind: "ec2.NatGateway",
        claim: "is replaced for another `subnet_id`",
        reason: "an address stays associated when its NAT gateway is deleted",
    },
    Exception {
        kind: "ecs.Service",
        claim: "is replaced for another `scheduling_strategy`",
        reason: "wants no task of a service without a number, and is told to run one of every service",
    },
    Exception {
        kind: "ecs.TaskDef",
        claim: "is replaced for another `enable_fault_injection`",
        reason: "RegisterTaskDefinition leaves it out",
    },
    Exception {
        kind: "servicediscovery.PrivateDnsNamespace",
        claim: "is adopted as it is",
        reason: "Cloud Map never tells the VPC, on AWS neither: the hosted zone knows it",
    },
    Exception {
        kind: "servicediscovery.PrivateDnsNamespace",
        claim: "is replaced for another `name`",
        reason: "a VPC has one namespace at most, of whatever name",
    },
    Exception {
        kind: "iam.Group",
        claim: "changes `path` in place",
        reason: "UpdateGroup does nothing about a path unless the name changes too",
    },
    Exception {
        kind: "ec2.NetworkAclRule",
        claim: "changes `icmp_type` in place",
        reason: "its answers leave out type and code of ICMP messages",
    },
    Exception {
        kind: "ec2.NetworkAclRule",
        claim: "changes `icmp_code` in place",
        reason: "its answers leave out type and code of ICMP messages",
    },
    Exception {
        kind: "efs.FileSystem",
        claim: "changes `throughput_mode` in place",
        reason: "there is no UpdateFileSystem",
    },
    Exception {
        kind: "efs.FileSystem",
        claim: "changes `backup` in place",
        reason: "there is no PutBackupPolicy",
    },
    Exception {
        kind: "opensearch.Domain",
        claim: "changes `engine_version` in place",
        reason: "there is no UpgradeDomain",
    },
    Exception {
        kind: "rds.DbInstance",
        claim: "changes `port` in place",
        reason: "ModifyDBInstance ignores DBPortNumber",
    },
    Exception {
        kind: "rds.DbParameterGroup",
        claim: "changes `parameters` in place",
        reason: "there is no ResetDBParameterGroup",
    },
    Exception {
        kind: "rds.DbSubnetGroup",
        claim: "changes `db_subnet_group_description` in place",
        reason: "ModifyDBSubnetGroup takes the group away",
    },
    Exception {
        kind: "rds.DbSubnetGroup",
        claim: "changes `subnet_ids` in place",
        reason: "ModifyDBSubnetGroup takes the group away",
    },
    Exception {
        kind: "secretsmanager.RotationSchedule",
        claim: Exception::ALL,
        reason: "RotateSecret wants a function of Lambda to be there, and invokes it in a container",
    },
    Exception {
        kind: "acm.Certificate",
        claim: "is replaced for another `validation_method`",
        reason: "each certificate is validated by records, whatever was asked for",
    },
    Exception {
        kind: "acm.Certificate",
        claim: "is replaced for another `key_algorithm`",
        reason: "each certificate has a key of RSA, whatever was asked for",
    },
    Exception {
        kind: "elb.LoadBalancer",
        claim: "gives back all its outputs",
        reason: "its answers leave out the hosted zone of the load balancer's name",
    },
    Exception {
        kind: "elbv2.TargetGroupAttachment",
        claim: "is replaced for another `port`",
        reason: "a target is registered with one port, and deregistered with any",
    },
    Exception {
        kind: "ec2.KeyPair",
        claim: "is deleted, and may be deleted twice",
        reason: "DeleteKeyPair knows no ids",
    },
    Exception {
        kind: "ec2.KeyPair",
        claim: "is made again when it has vanished",
        reason: "DeleteKeyPair knows no ids",
    },
    Exception {
        kind: "ec2.KeyPair",
        claim: "is found as often as it was made",
        reason: "DeleteKeyPair knows no ids",
    },
    Exception {
        kind: "ec2.KeyPair",
        claim: "is replaced for another `public_key_material`",
        reason: "DeleteKeyPair knows no ids",
    },
    Exception {
        kind: "iam.User",
        claim: "changes `permissions_boundary` in place",
        reason: "there is no PutUserPermissionsBoundary",
    },
    Exception {
        kind: "ec2.VpcEndpoint",
        claim: "changes `private_dns_enabled` in place",
        reason: "ModifyVpcEndpoint ignores it",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: "changes `default_cooldown` in place",
        reason: "UpdateAutoScalingGroup ignores it",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: "changes `termination_policies` in place",
        reason: "UpdateAutoScalingGroup ignores it",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: "changes `capacity_rebalance` in place",
        reason: "UpdateAutoScalingGroup ignores it",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: "changes `max_instance_lifetime` in place",
        reason: "UpdateAutoScalingGroup ignores it",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: "changes `default_instance_warmup` in place",
        reason: "UpdateAutoScalingGroup ignores it",
    },
    Exception {
        kind: "ecs.CapacityProvider",
        claim: "changes `managed_draining` in place",
        reason: "UpdateCapacityProvider loses it",
    },
];

/// MiniStack 1.5.33.
pub(crate) const MINISTACK: &[Exception] = &[
    Exception {
        kind: "ec2.NatGateway",
        claim: Exception::ALL,
        reason: "it says nothing of a NAT gateway's addresses, so that they seem to have been taken away",
    },
    Exception {
        kind: "ec2.NetworkAclAssociation",
        claim: Exception::ALL,
        reason: "ReplaceNetworkAclAssociation fails with an IndexError",
    },
    Exception {
        kind: "ec2.NetworkAclRule",
        claim: Exception::ALL,
        reason: "its answers leave out a rule's ports",
    },
    Exception {
        kind: "ecs.Service",
        claim: "changes `propagate_tags` in place",
        reason: "`UpdateService` ignores it",
    },
    Exception {
        kind: "ecs.Service",
        claim: "changes `availability_zone_rebalancing` in place",
        reason: "`UpdateService` ignores it",
    },
    Exception {
        kind: "ecs.Service",
        claim: "changes `enable_ecs_managed_tags` in place",
        reason: "`UpdateService` ignores it",
    },
    Exception {
        kind: "ecs.TaskDef",
        claim: "is replaced for another `enable_fault_injection`",
        reason: "RegisterTaskDefinition leaves it out",
    },
    Exception {
        kind: "servicediscovery.PrivateDnsNamespace",
        claim: "is adopted as it is",
        reason: "Cloud Map never tells the VPC, on AWS neither: the hosted zone knows it",
    },
    Exception {
        kind: "servicediscovery.PrivateDnsNamespace",
        claim: "is replaced for another `vpc`",
        reason: "a name is given once in the account, whatever the VPC",
    },
    Exception {
        kind: "servicediscovery.Service",
        claim: "changes `description` in place",
        reason: "UpdateService forgets the routing policy, which nobody can send to it",
    },
    Exception {
        kind: "servicediscovery.Service",
        claim: "changes `dns_records` in place",
        reason: "UpdateService forgets the routing policy, which nobody can send to it",
    },
    Exception { kind: "iam.Group", claim: "changes `path` in place", reason: "there is no UpdateGroup" },
    Exception {
        kind: "opensearch.Domain",
        claim: "changes `engine_version` in place",
        reason: "there is no UpgradeDomain",
    },
    Exception {
        kind: "rds.DbInstance",
        claim: "changes `auto_minor_version_upgrade` in place",
        reason: "ModifyDBInstance ignores it",
    },
    Exception {
        kind: "rds.DbInstance",
        claim: "changes `enable_cloudwatch_logs_exports` in place",
        reason: "ModifyDBInstance ignores it",
    },
    Exception {
        kind: "rds.DbInstance",
        claim: "changes `port` in place",
        reason: "ModifyDBInstance ignores DBPortNumber",
    },
    Exception {
        kind: "secretsmanager.RotationSchedule",
        claim: Exception::ALL,
        reason: "there is no CancelRotateSecret",
    },
    Exception {
        kind: "acm.Certificate",
        claim: "is replaced for another `key_algorithm`",
        reason: "each certificate has a key of RSA, whatever was asked for",
    },
    Exception { kind: "elb.LoadBalancer", claim: Exception::ALL, reason: "it has no classic load balancers" },
    Exception {
        kind: "elbv2.ListenerCertificate",
        claim: Exception::ALL,
        reason: "there is no DescribeListenerCertificates",
    },
    Exception {
        kind: "elbv2.ListenerRule",
        claim: "changes `actions` in place",
        reason: "it knows one target group an action, and no `ForwardConfig`",
    },
    Exception {
        kind: "elbv2.TargetGroupAttachment",
        claim: "is replaced for another `port`",
        reason: "a target is registered with one port, and deregistered with any",
    },
    Exception {
        kind: "elbv2.TargetGroup",
        claim: "is told in full by its id alone",
        reason: "its answers leave out the versions of HTTP and IP",
    },
    Exception {
        kind: "elbv2.TargetGroup",
        claim: "is replaced for another `protocol_version`",
        reason: "its answers leave out the version of HTTP",
    },
    Exception {
        kind: "elbv2.TargetGroup",
        claim: "is replaced for another `ip_address_type`",
        reason: "its answers leave out the version of IP",
    },
    Exception {
        kind: "ec2.KeyPair",
        claim: Exception::ALL,
        reason: "it keeps neither keys nor tags of key pairs, and several under one name",
    },
    Exception {
        kind: "ec2.VpcEndpoint",
        claim: Exception::ALL,
        reason: "it says nothing of an endpoint's groups, policy and names",
    },
    Exception { kind: "iam.User", claim: "changes `path` in place", reason: "there is no UpdateUser" },
    Exception {
        kind: "autoscaling.LaunchConfiguration",
        claim: Exception::ALL,
        reason: "it says nothing of most of what a launch configuration was made with",
    },
    Exception {
        kind: "autoscaling.Group",
        claim: Exception::ALL,
        reason: "it knows a part of a group's properties, and no load balancers of it",
    },
    Exception {
        kind: "applicationautoscaling.ScalableTarget",
        claim: Exception::ALL,
        reason: "it has no Application Auto Scaling",
    },
    Exception {
        kind: "applicationautoscaling.ScalingPolicy",
        claim: Exception::ALL,
        reason: "it has no Application Auto Scaling",
    },
    Exception {
        kind: "applicationautoscaling.ScheduledAction",
        claim: Exception::ALL,
        reason: "it has no Application Auto Scaling",
    },
];
