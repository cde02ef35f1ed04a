# The 89 resources of `examples/dmp-frontend.rs` as a Terraform configuration, for `cargo xtask bench terraform`.
#
# It is written as one would write it by hand: what there is several of stands once, with `for_each`. The service is not
# waited for, as is Terraform's default.

terraform {
  required_version = ">= 1.4"
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "region" {
  type    = string
  default = "eu-west-2"
}

variable "replicas" {
  type    = number
  default = 1
}

provider "aws" {
  region = var.region
  default_tags {
    tags = {
      ENVIRONMENT  = "dev"
      ORGANISATION = "CCS"
      PROJECT      = "DMP15POC"
    }
  }
}

data "aws_caller_identity" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  zones   = ["a", "b"]
  tiers   = ["public", "web", "application", "database"]

  subnets = {
    for pair in setproduct(local.tiers, local.zones) : "${pair[0]}-${pair[1]}" => {
      tier = pair[0]
      zone = pair[1]
      cidr = cidrsubnet(
        aws_vpc.main.cidr_block, 3, index(local.tiers, pair[0]) * 2 + index(local.zones, pair[1])
      )
    }
  }
  private = { for key, subnet in local.subnets : key => subnet if contains(["web", "application"], subnet.tier) }

  anywhere = "0.0.0.0/0"
  public_rules = [
    { number = 5000, egress = false, from = 443, to = 443, cidr = local.anywhere },
    { number = 5100, egress = false, from = 80, to = 80, cidr = aws_vpc.main.cidr_block },
    { number = 5200, egress = false, from = 1024, to = 65535, cidr = local.anywhere },
    { number = 5100, egress = true, from = 1024, to = 65535, cidr = local.anywhere },
    { number = 5200, egress = true, from = 80, to = 80, cidr = local.anywhere },
    { number = 5300, egress = true, from = 443, to = 443, cidr = local.anywhere },
    { number = 10000, egress = false, from = 8080, to = 8080, cidr = local.anywhere },
  ]
  answers_to = {
    for front in ["public", "web", "application"] : front => [
      for at, zone in local.zones : {
        number = 5100 + at * 100, egress = true, from = 1024, to = 65535, cidr = local.subnets["${front}-${zone}"].cidr
      }
    ]
  }
  behind = {
    for front in ["public", "web"] : front => concat(
      [
        { number = 5200, egress = false, from = 1024, to = 65535, cidr = local.anywhere },
        { number = 5300, egress = true, from = 80, to = 80, cidr = local.anywhere },
        { number = 5400, egress = true, from = 443, to = 443, cidr = local.anywhere },
      ],
      [
        for at, zone in local.zones : {
          number = 5000 + at * 100, egress = false, from = 80, to = 80, cidr = local.subnets["${front}-${zone}"].cidr
        }
      ],
      local.answers_to[front],
    )
  }
  allowed = {
    public      = local.public_rules
    web         = local.behind["public"]
    application = local.behind["web"]
    database    = local.answers_to["application"]
  }
  unwanted = { number = 5000, egress = true, from = 25565, to = 25565, cidr = local.anywhere }
  rules = merge([
    for tier in local.tiers : {
      for rule in concat(
        [merge(local.unwanted, { action = "deny" })],
        [for rule in local.allowed[tier] : merge(rule, { action = "allow" })],
      ) : "${tier}-${rule.egress ? "out" : "in"}-${rule.number}" => merge(rule, { tier = tier })
    }
  ]...)

  push = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
  ]
  repositories = [for repository in aws_ecr_repository.all : repository.arn]
}

# The network.

resource "aws_vpc" "main" {
  cidr_block           = "10.12.1.0/24"
  enable_dns_hostnames = true
  tags                 = { Name = "DMP:DEV:VPC" }
}

resource "aws_subnet" "all" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value.cidr
  availability_zone = "${var.region}${each.value.zone}"
  tags              = { Name = "DMP:DEV:SUBNET:${upper(each.value.tier)}:${each.value.zone}" }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "DMP-DEV-IGW" }
}

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  lifecycle {
    ignore_changes = [route]
  }
}

resource "aws_route" "internet" {
  route_table_id         = aws_default_route_table.main.id
  destination_cidr_block = local.anywhere
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_eip" "nat" {
  for_each   = toset(local.zones)
  domain     = "vpc"
  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "main" {
  for_each      = toset(local.zones)
  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.all["public-${each.key}"].id
  tags          = { Name = "DMP-DEV-NAT-${each.key}" }
  depends_on    = [aws_internet_gateway.main]
}

resource "aws_route_table" "private" {
  for_each = local.private
  vpc_id   = aws_vpc.main.id
  tags     = { Name = "DMP:DEV:RT:${upper(each.value.tier)}:${each.value.zone}" }
}

resource "aws_route" "private" {
  for_each               = local.private
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = local.anywhere
  nat_gateway_id         = aws_nat_gateway.main[each.value.zone].id
}

resource "aws_route_table_association" "private" {
  for_each       = local.private
  route_table_id = aws_route_table.private[each.key].id
  subnet_id      = aws_subnet.all[each.key].id
}

resource "aws_network_acl" "all" {
  for_each = toset(local.tiers)
  vpc_id   = aws_vpc.main.id
  tags     = { Name = "DMP:DEV:${upper(each.key)}" }
}

resource "aws_network_acl_association" "all" {
  for_each       = local.subnets
  network_acl_id = aws_network_acl.all[each.value.tier].id
  subnet_id      = aws_subnet.all[each.key].id
}

resource "aws_network_acl_rule" "all" {
  for_each       = local.rules
  network_acl_id = aws_network_acl.all[each.value.tier].id
  rule_number    = each.value.number
  egress         = each.value.egress
  protocol       = "tcp"
  rule_action    = each.value.action
  cidr_block     = each.value.cidr
  from_port      = each.value.from
  to_port        = each.value.to
}

# The images.

resource "aws_ecr_repository" "all" {
  for_each     = toset(["nginx", "uwsgi"])
  name         = each.key
  force_delete = true
}

resource "aws_ecr_lifecycle_policy" "all" {
  for_each   = aws_ecr_repository.all
  repository = each.value.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Expire untagged images older than 14 days"
      selection = {
        tagStatus   = "untagged"
        countType   = "sinceImagePushed"
        countUnit   = "days"
        countNumber = 14
      }
      action = { type = "expire" }
    }]
  })
}

resource "aws_ecr_repository_policy" "all" {
  for_each   = aws_ecr_repository.all
  repository = each.value.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowPushFromJenkinsAccounts"
      Effect    = "Allow"
      Principal = { AWS = ["473251818902", "974531504241"] }
      Action    = concat(local.push, ["ecr:BatchGetImage"])
    }]
  })
}

resource "aws_iam_group" "pushers" {
  name = "allow-ecr-login-and-push"
}

resource "aws_iam_policy" "push" {
  name = "allow-ecr-login-and-push"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "AllowGetAuthorizationToken", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      { Sid = "AllowDescribeRegistry", Effect = "Allow", Action = ["ecr:DescribeRegistry"], Resource = ["*"] },
      {
        Sid      = "AllowDescribeRepositories", Effect = "Allow", Action = ["ecr:DescribeRepositories"]
        Resource = local.repositories
      },
      { Sid = "AllowImagePush", Effect = "Allow", Action = local.push, Resource = local.repositories },
    ]
  })
}

resource "aws_iam_group_policy_attachment" "pushers" {
  group      = aws_iam_group.pushers.name
  policy_arn = aws_iam_policy.push.arn
}

# The cluster.

resource "aws_ecs_cluster" "main" {
  name = "DMP15-POC"
  configuration {
    execute_command_configuration {
      logging = "DEFAULT"
    }
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE"]
  default_capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 100
  }
}

resource "aws_iam_role" "execution" {
  name        = "ecs-execution"
  description = "Role assumed by the ECS service during provision and setup of tasks"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Principal = { Service = ["ecs-tasks.amazonaws.com"] }, Action = ["sts:AssumeRole"]
    }]
  })
}

resource "aws_iam_role_policy" "execution" {
  for_each = {
    ecr = [
      { Sid = "AllowGetAuthorizationToken", Effect = "Allow", Action = ["ecr:GetAuthorizationToken"], Resource = ["*"] },
      {
        Sid      = "AllowLayerAndImageAccess", Effect = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = local.repositories
      },
    ]
    log = [
      { Sid = "DescribeAllLogGroups", Effect = "Allow", Action = ["logs:DescribeLogGroups"], Resource = ["*"] },
      {
        Sid      = "WritepocLogGroup", Effect = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams"]
        Resource = ["${aws_cloudwatch_log_group.poc.arn}:*"]
      },
      {
        Sid      = "WritepocLogStream", Effect = "Allow", Action = ["logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.poc.arn}:log-stream:*"]
      },
    ]
    pass_task_role = [
      {
        Sid      = "PasspocTaskRole", Effect = "Allow", Action = ["iam:GetRole", "iam:PassRole"]
        Resource = [aws_iam_role.task.arn]
      },
    ]
  }
  name   = "ecs-execution-permissions-${each.key}"
  role   = aws_iam_role.execution.name
  policy = jsonencode({ Version = "2012-10-17", Statement = each.value })
}

# The task and its service.

resource "aws_cloudwatch_log_group" "poc" {
  name              = "poc"
  retention_in_days = 30
}

resource "aws_iam_role" "task" {
  name        = "poc-ecs-task"
  description = "Role to be assumed by the poc tasks during general operation"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow", Principal = { Service = ["ecs-tasks.amazonaws.com"] }, Action = ["sts:AssumeRole"]
      Condition = { ArnLike = { "aws:SourceArn" = "arn:aws:ecs:${var.region}:${local.account}:*" } }
    }]
  })
}

resource "aws_ecs_task_definition" "poc" {
  family                   = "poc"
  cpu                      = 4096
  memory                   = 10240
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  runtime_platform {
    cpu_architecture        = "X86_64"
    operating_system_family = "LINUX"
  }
  container_definitions = jsonencode([
    for name, container in { nginx = { memory = 2048, port = 8080 }, uwsgi = { memory = 8192, port = 8888 } } : {
      name                         = name
      image                        = aws_ecr_repository.all[name].repository_url
      cpu                          = 2048
      memory                       = container.memory
      essential                    = true
      portMappings                 = [{ containerPort = container.port, hostPort = container.port, protocol = "tcp" }]
      healthCheck = {
        command     = ["CMD-SHELL", "curl -f http://localhost:${container.port}/ || exit 1"]
        interval    = 30
        timeout     = 10
        retries     = 3
        startPeriod = 10
      }
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-create-group  = "true"
          awslogs-group         = aws_cloudwatch_log_group.poc.name
          awslogs-region        = var.region
          awslogs-stream-prefix = "container"
        }
      }
    }
  ])
}

resource "aws_security_group" "web" {
  name                   = "WEB"
  description            = "Identifies the holder as one of the Web tasks"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = false
  tags                   = { Name = "WEB" }
}

resource "aws_security_group_rule" "in" {
  security_group_id = aws_security_group.web.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_blocks       = [local.anywhere]
}

resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.web.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = [local.anywhere]
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  task_definition = aws_ecs_task_definition.poc.arn
  launch_type     = "FARGATE"
  desired_count   = var.replicas
  # What moto answers; left out, every plan would set it again.
  availability_zone_rebalancing = "DISABLED"
  network_configuration {
    assign_public_ip = true
    subnets          = [for zone in local.zones : aws_subnet.all["public-${zone}"].id]
    security_groups  = [aws_security_group.web.id]
  }
  depends_on = [aws_iam_role_policy.execution]
  lifecycle {
    ignore_changes = [desired_count]
  }
}

output "ecs_cluster_arn" {
  value = aws_ecs_cluster.main.arn
}
