"""Counts what exists on a server that speaks AWS, with AWS's own Python library: nothing of Ironwright is believed.

Reads a line for each question and answers with a line of JSON. `count ENDPOINT ACCOUNT REGION`: for each sort of thing, the
names or ids of all that exist. `bucket ENDPOINT ACCOUNT REGION NAME`: makes a bucket that keeps old versions; buckets are
not counted. moto keeps accounts apart by a header, so that many can be asked about on one server.
"""

import functools
import json
import sys

import boto3
from botocore.config import Config


# Whose account the next request is made in.
asked_account = None


@functools.cache
def client(service, endpoint, region):
    made = boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"mode": "standard", "total_max_attempts": 5}, s3={"addressing_style": "path"}),
    )
    as_account = lambda request, **_: request.headers.add_header("x-moto-account-id", asked_account)
    made.meta.events.register("before-sign.*.*", as_account)
    return made


def make_bucket(endpoint, region, name):
    s3 = client("s3", endpoint, region)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return name


def census(endpoint, region):
    ec2, iam, ecr, ecs, logs = (client(it, endpoint, region) for it in ("ec2", "iam", "ecr", "ecs", "logs"))

    def every(of, operation, key, **arguments):
        if of.can_paginate(operation):
            for page in of.get_paginator(operation).paginate(**arguments):
                yield from page[key]
        else:
            yield from getattr(of, operation)(**arguments)[key]

    vpcs = [it["VpcId"] for it in every(ec2, "describe_vpcs", "Vpcs")]
    tables = list(every(ec2, "describe_route_tables", "RouteTables"))
    # moto keeps the default list of a VPC that is gone.
    lists = [it for it in every(ec2, "describe_network_acls", "NetworkAcls") if it["VpcId"] in vpcs]
    gateways = every(ec2, "describe_nat_gateways", "NatGateways")
    roles = [role["RoleName"] for role in every(iam, "list_roles", "Roles")]
    groups = [group["GroupName"] for group in every(iam, "list_groups", "Groups")]
    repositories = [it["repositoryName"] for it in every(ecr, "describe_repositories", "repositories")]
    # With tags, as Ironwright asks: moto remembers for all who ask at the same time, in any account, whether to show them.
    clusters = [
        cluster["clusterArn"]
        for arn in every(ecs, "list_clusters", "clusterArns")
        for cluster in ecs.describe_clusters(clusters=[arn], include=["TAGS"])["clusters"]
        if cluster["status"] != "INACTIVE"
    ]
    services = [
        service["serviceArn"]
        for cluster in clusters
        for arn in every(ecs, "list_services", "serviceArns", cluster=cluster)
        for service in ecs.describe_services(cluster=cluster, services=[arn], include=["TAGS"])["services"]
        if service["status"] != "INACTIVE"
    ]

    def answers(question, **arguments):
        """Whether something that there is one of at most is there."""
        try:
            question(**arguments)
            return True
        except question.__self__.exceptions.ClientError as error:
            if "NotFound" in error.response["Error"]["Code"]:
                return False
            raise

    return {
        "vpcs": vpcs,
        "subnets": [it["SubnetId"] for it in every(ec2, "describe_subnets", "Subnets")],
        "internet gateways": [
            it["InternetGatewayId"] for it in every(ec2, "describe_internet_gateways", "InternetGateways")
        ],
        "addresses": [it["AllocationId"] for it in every(ec2, "describe_addresses", "Addresses")],
        "nat gateways": [it["NatGatewayId"] for it in gateways if it["State"] not in ("deleted", "deleting")],
        "route tables": [it["RouteTableId"] for it in tables],
        "routes": [
            f"{it['RouteTableId']} {route.get('DestinationCidrBlock')}" for it in tables for route in it["Routes"]
        ],
        "route table associations": [
            one["RouteTableAssociationId"] for it in tables for one in it["Associations"] if "SubnetId" in one
        ],
        "network acls": [it["NetworkAclId"] for it in lists],
        "network acl rules": [
            f"{it['NetworkAclId']} {rule['Egress']} {rule['RuleNumber']}" for it in lists for rule in it["Entries"]
        ],
        "subnets with an acl of ours": [
            one["SubnetId"] for it in lists if not it["IsDefault"] for one in it["Associations"]
        ],
        "security groups": [it["GroupId"] for it in every(ec2, "describe_security_groups", "SecurityGroups")],
        "security group rules": [
            it["SecurityGroupRuleId"] for it in every(ec2, "describe_security_group_rules", "SecurityGroupRules")
        ],
        "roles": roles,
        "role policies": [
            f"{role} {policy}"
            for role in roles
            for policy in every(iam, "list_role_policies", "PolicyNames", RoleName=role)
        ],
        "policies": [it["Arn"] for it in every(iam, "list_policies", "Policies", Scope="Local")],
        "groups": groups,
        "group policy attachments": [
            f"{group} {it['PolicyArn']}"
            for group in groups
            for it in every(iam, "list_attached_group_policies", "AttachedPolicies", GroupName=group)
        ],
        "repositories": repositories,
        "lifecycle policies": [it for it in repositories if answers(ecr.get_lifecycle_policy, repositoryName=it)],
        "repository policies": [it for it in repositories if answers(ecr.get_repository_policy, repositoryName=it)],
        "log groups": [it["logGroupName"] for it in every(logs, "describe_log_groups", "logGroups")],
        "clusters": clusters,
        "services": services,
        "task definitions": list(every(ecs, "list_task_definitions", "taskDefinitionArns", status="ACTIVE")),
    }


for line in sys.stdin:
    verb, endpoint, asked_account, *rest = line.split()
    answer = make_bucket(endpoint, *rest) if verb == "bucket" else census(endpoint, *rest)
    print(json.dumps(answer), flush=True)
