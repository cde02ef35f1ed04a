use ironwright::aws::iam::{Condition, PolicyDocument, Statement};

/// What the stack `web` must be allowed on AWS.
pub fn permissions() -> PolicyDocument {
    PolicyDocument::new()
        .statement(
            Statement::allow()
                .sid("Ec2")
                .actions([
                    "ec2:CreateSubnet",
                    "ec2:CreateTags",
                    "ec2:CreateVpc",
                    "ec2:DeleteSubnet",
                    "ec2:DeleteTags",
                    "ec2:DeleteVpc",
                    "ec2:DescribeNetworkAcls",
                    "ec2:DescribeRouteTables",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSubnets",
                    "ec2:DescribeVpcAttribute",
                    "ec2:DescribeVpcs",
                    "ec2:ModifySubnetAttribute",
                    "ec2:ModifyVpcAttribute",
                ])
                .resource("*")
                .condition(Condition::string_equals("aws:RequestedRegion", "eu-west-2")),
        )
        .statement(
            Statement::allow()
                .sid("Ecs")
                .actions([
                    "ecs:CreateCluster",
                    "ecs:DeleteCluster",
                    "ecs:DescribeClusters",
                    "ecs:TagResource",
                    "ecs:UntagResource",
                    "ecs:UpdateCluster",
                ])
                .resource("*")
                .condition(Condition::string_equals("aws:RequestedRegion", "eu-west-2")),
        )
        .statement(
            Statement::allow()
                .sid("Iam")
                .actions([
                    "iam:CreateRole",
                    "iam:DeleteRole",
                    "iam:GetRole",
                    "iam:TagRole",
                    "iam:UntagRole",
                    "iam:UpdateAssumeRolePolicy",
                    "iam:UpdateRole",
                ])
                .resource("*"),
        )
        .statement(
            Statement::allow()
                .sid("Logs")
                .actions([
                    "logs:CreateLogGroup",
                    "logs:DeleteLogGroup",
                    "logs:DeleteRetentionPolicy",
                    "logs:DescribeLogGroups",
                    "logs:ListTagsForResource",
                    "logs:PutRetentionPolicy",
                    "logs:TagResource",
                    "logs:UntagResource",
                ])
                .resource("*")
                .condition(Condition::string_equals("aws:RequestedRegion", "eu-west-2")),
        )
        .statement(
            Statement::allow()
                .sid("Sts")
                .action("sts:GetCallerIdentity")
                .resource("*"),
        )
}
