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
    Exception { kind: "iam.Group", claim: "changes `path` in place", reason: "there is no UpdateGroup" },
];
