"""Reads what exists on a server that speaks AWS, with AWS's own Python library: nothing of Ironwright is believed.

Reads a line for each question and answers with a line of JSON. `read ENDPOINT ACCOUNT REGION`: everything that exists and
that a program can set, each thing by its name with its attributes as text. `bucket ENDPOINT ACCOUNT REGION NAME`: makes a
bucket that keeps old versions; buckets are not read. moto keeps accounts apart by a header, so that many can be asked about
on one server.

Two accounts in which the same was deployed read alike: what AWS makes up, an id or an address, is written as whose it is, by
the address that the thing is tagged with; the account's own number and what tells of time or of earlier attempts is left out.
"""

import functools
import json
import re
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


# What says when something happened, how often, or in which attempt: it differs between lives that went equally well.
VOLATILE = {
    "CreateDate", "UpdateDate", "createdAt", "creationTime", "CreateTime", "registeredAt", "updatedAt", "events",
    "deployments", "RoleId", "PolicyId", "RoleLastUsed", "NetworkInterfaceId", "PrivateIp", "PrivateIpAddress",
    "AssociationId", "RouteTableAssociationId", "NetworkAclAssociationId", "AttachmentCount", "VersionId",
    "DefaultVersionId", "revision", "registeredBy", "ResponseMetadata", "createdBy", "storedBytes", "metricFilterCount",
    "statistics", "registryId", "PublicIpv4Pool", "NetworkBorderGroup", "AvailabilityZoneId", "taskSets", "pendingCount",
    "IsTruncated", "AllocationTime",
}  # fmt: skip
# Lists that are sets to AWS.
UNORDERED = {"subnets", "securityGroups", "capacityProviders", "requiresCompatibilities", "compatibilities"}
MADE_UP = re.compile(r"\b(?:[a-z]{2,12}-[0-9a-f]{8,17})\b")


class Reading:
    """What was read of an account: things by their names, and what their ids are written as."""

    def __init__(self, account):
        self.things = []
        self.texts = {account: "<account>"}

    def add(self, sort, attributes, natural=None, ids=()):
        """Takes a thing in; `ids` are the texts that AWS has made up for it."""
        tags = attributes.get("Tags", attributes.get("tags")) or {}
        if isinstance(tags, list):
            tags = {it.get("Key", it.get("key")): it.get("Value", it.get("value")) for it in tags}
        address = tags.get("ironwright:address")
        # What AWS makes by itself has no tags.
        name = f"{sort} {natural or address or attributes.get('CidrBlock')}"
        for number, made_up in enumerate(it for it in ids if it):
            self.texts[made_up] = f"<{address or name}>" if number == 0 else f"<{address or name} {number}>"
        kept = {key: value for key, value in attributes.items() if key not in ("Tags", "tags")}
        kept["tags"] = {key: value for key, value in tags.items() if key != "ironwright:token"}
        self.things.append((name, kept))
        return name

    def written(self, text):
        for made_up, name in self.longest:
            text = text.replace(made_up, name)
        return MADE_UP.sub("<made up>", text)

    def plain(self, value, key=None):
        if isinstance(value, dict):
            return {it: self.plain(value[it], it) for it in sorted(value) if it not in VOLATILE}
        if isinstance(value, (list, tuple)):
            items = [self.plain(it) for it in value]
            unordered = key in UNORDERED or any(isinstance(it, dict) for it in items)
            return sorted(items, key=lambda it: json.dumps(it, sort_keys=True)) if unordered else items
        return self.written(value if isinstance(value, str) else json.dumps(value, default=str))

    def answer(self):
        self.longest = sorted(self.texts.items(), key=lambda it: -len(it[0]))
        things = {}
        for name, attributes in self.things:
            name = self.written(name)
            while name in things:
                name += ", once more"
            things[name] = {
                key: json.dumps(self.plain(value, key), sort_keys=True)
                for key, value in attributes.items()
                if key not in VOLATILE
            }
        return things


def census(endpoint, region):
    reading = Reading(asked_account)
    of = lambda service: client(service, endpoint, region)
    networks(reading, of("ec2"))
    access(reading, of("iam"))
    images(reading, of("ecr"))
    containers(reading, of("ecs"))
    logs(reading, of("logs"))
    return reading.answer()


def every(of, operation, key, **arguments):
    if of.can_paginate(operation):
        for page in of.get_paginator(operation).paginate(**arguments):
            yield from page[key]
    else:
        yield from getattr(of, operation)(**arguments)[key]


def unless_missing(question, key, **arguments):
    """What there is one of at most, or nothing."""
    try:
        return question(**arguments)[key]
    except question.__self__.exceptions.ClientError as error:
        if "NotFound" in error.response["Error"]["Code"]:
            return None
        raise


def networks(reading, ec2):
    vpcs = list(every(ec2, "describe_vpcs", "Vpcs"))
    for vpc in vpcs:
        for attribute, member in (("enableDnsSupport", "EnableDnsSupport"), ("enableDnsHostnames", "EnableDnsHostnames")):
            vpc[member] = ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)[member]["Value"]
        reading.add("vpc", vpc, ids=[vpc["VpcId"]])
    ids = [vpc["VpcId"] for vpc in vpcs]
    for subnet in every(ec2, "describe_subnets", "Subnets"):
        reading.add("subnet", subnet, ids=[subnet["SubnetId"]])
    for gateway in every(ec2, "describe_internet_gateways", "InternetGateways"):
        reading.add("internet gateway", gateway, ids=[gateway["InternetGatewayId"]])
    for address in every(ec2, "describe_addresses", "Addresses"):
        reading.add("address", address, ids=[address["AllocationId"], address["PublicIp"]])
    for gateway in every(ec2, "describe_nat_gateways", "NatGateways"):
        if gateway["State"] not in ("deleted", "deleting"):
            reading.add("nat gateway", gateway, ids=[gateway["NatGatewayId"]])
    for table in every(ec2, "describe_route_tables", "RouteTables"):
        is_main = any(one.get("Main") for one in table["Associations"])
        natural = f"main of {table['VpcId']}" if is_main else None
        reading.add("route table", table, natural, ids=[table["RouteTableId"]])
    for acl in every(ec2, "describe_network_acls", "NetworkAcls"):
        # moto keeps the default list of a VPC that is gone.
        if acl["VpcId"] in ids:
            natural = f"default of {acl['VpcId']}" if acl["IsDefault"] else None
            reading.add("network acl", acl, natural, ids=[acl["NetworkAclId"]])
    for group in every(ec2, "describe_security_groups", "SecurityGroups"):
        reading.add("security group", group, f"{group['GroupName']} of {group.get('VpcId')}", ids=[group["GroupId"]])
    for rule in every(ec2, "describe_security_group_rules", "SecurityGroupRules"):
        side = "egress" if rule["IsEgress"] else "ingress"
        what = [rule.get(it) for it in ("IpProtocol", "FromPort", "ToPort", "CidrIpv4", "CidrIpv6")]
        other = rule.get("ReferencedGroupInfo", {}).get("GroupId")
        reading.add(
            "security group rule",
            rule,
            f"{side} of {rule['GroupId']} {what} {other}",
            ids=[rule["SecurityGroupRuleId"]],
        )


def access(reading, iam):
    for role in every(iam, "list_roles", "Roles"):
        name = role["RoleName"]
        role = iam.get_role(RoleName=name)["Role"]
        role["inline"] = {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            for policy in every(iam, "list_role_policies", "PolicyNames", RoleName=name)
        }
        role["attached"] = list(every(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name))
        reading.add("role", role, name)
    for policy in every(iam, "list_policies", "Policies", Scope="Local"):
        arn = policy["Arn"]
        version = policy["DefaultVersionId"]
        policy = iam.get_policy(PolicyArn=arn)["Policy"]
        policy["document"] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
        reading.add("policy", policy, policy["PolicyName"])
    for group in every(iam, "list_groups", "Groups"):
        name = group["GroupName"]
        group["attached"] = list(every(iam, "list_attached_group_policies", "AttachedPolicies", GroupName=name))
        reading.add("group", group, name, ids=[group.pop("GroupId")])


def images(reading, ecr):
    for repository in every(ecr, "describe_repositories", "repositories"):
        name = repository["repositoryName"]
        repository["tags"] = ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"]
        for question, key in (
            (ecr.get_lifecycle_policy, "lifecyclePolicyText"),
            (ecr.get_repository_policy, "policyText"),
        ):
            text = unless_missing(question, key, repositoryName=name)
            repository[key] = json.loads(text) if text else None
        reading.add("repository", repository, name)


def containers(reading, ecs):
    arns = list(every(ecs, "list_task_definitions", "taskDefinitionArns", status="ACTIVE"))
    for arn in arns:
        answer = ecs.describe_task_definition(taskDefinition=arn, include=["TAGS"])
        task = answer["taskDefinition"]
        task["tags"] = answer.get("tags", [])
        reading.add("task definition", task, task["family"], ids=[arn])
    for arn in every(ecs, "list_clusters", "clusterArns"):
        # With tags, as Ironwright asks: moto remembers for all who ask at the same time, in any account, whether to show them.
        described = ecs.describe_clusters(clusters=[arn], include=["TAGS", "SETTINGS", "CONFIGURATIONS"])["clusters"]
        for cluster in (it for it in described if it["status"] != "INACTIVE"):
            reading.add("cluster", cluster, cluster["clusterName"])
            for service in every(ecs, "list_services", "serviceArns", cluster=arn):
                for one in ecs.describe_services(cluster=arn, services=[service], include=["TAGS"])["services"]:
                    if one["status"] != "INACTIVE":
                        reading.add("service", one, one["serviceName"])


def logs(reading, logs):
    for group in every(logs, "describe_log_groups", "logGroups"):
        name = group["logGroupName"]
        group["tags"] = logs.list_tags_log_group(logGroupName=name)["tags"]
        group["retentionInDays"] = group.get("retentionInDays")
        reading.add("log group", group, name)


for line in sys.stdin:
    verb, endpoint, asked_account, *rest = line.split()
    answer = make_bucket(endpoint, *rest) if verb == "bucket" else census(endpoint, *rest)
    print(json.dumps(answer), flush=True)
