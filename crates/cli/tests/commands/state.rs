//! Looking at the state, and correcting it.

use crate::tool::Project;

#[test]
fn what_exists_is_listed_and_shown() {
    let project = Project::new();
    project.done("up --yes --set protect=true --set subnets=1");
    assert_eq!(
        project.done("state list").out,
        "iam.Role.execution     tiny-execution  # protected\nnetwork/ec2.Subnet.s0  subnet-[id]\nnetwork/ec2.Vpc.main   \
         vpc-[id]\n"
    );
    let shown = project.done("state show network/ec2.Subnet.s0").out;
    assert!(shown.starts_with("network/ec2.Subnet.s0\n  id: subnet-[id]\n  inputs\n"), "{shown}");
    assert!(shown.contains("\n    cidr_block: \"10.0.0.0/24\"\n"), "{shown}");
    assert!(shown.ends_with("\n  needs network/ec2.Vpc.main\n"), "{shown}");
}

#[test]
fn a_moved_resource_is_the_same_under_another_address() {
    let project = Project::new();
    project.done("up --yes --set subnets=1");
    let line = "state mv network/ec2.Subnet.s0 network/ec2.Subnet.old";
    let ran = project.run(line);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            4,
            "error: nothing was changed: there is no terminal on which to ask\n  hint: type the same command with \
             `--yes`\n"
        )
    );
    project.done(&format!("{line} --yes"));
    let ran = project.run("state mv network/ec2.Subnet.old network/ec2.Vpc.old --yes");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            2,
            "error: network/ec2.Subnet.old is a ec2.Subnet, and network/ec2.Vpc.old would be a ec2.Vpc\n  hint: only \
             scope and name can change; what something is cannot\n"
        )
    );
    project.done("state mv network/ec2.Subnet.old network/ec2.Subnet.s0 --yes");
    assert!(project.done("up --yes --set subnets=1").out.starts_with("No changes"));
}

#[test]
fn what_others_need_is_not_forgotten_by_mistake() {
    let project = Project::new();
    project.done("up --yes --set subnets=1");
    let ran = project.run("state rm network/ec2.Vpc.main --yes");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            4,
            "error: network/ec2.Vpc.main is needed by network/ec2.Subnet.s0\n  hint: forget those first, or add \
             `--force`\n"
        )
    );
    let ran = project.done("state rm network/ec2.Subnet.s0 --yes");
    assert_eq!(ran.err, "network/ec2.Subnet.s0 is forgotten. It still exists in the cloud.\n");
    project.done("state rm network/ec2.Vpc.main --yes");
    assert_eq!(project.done("state list").out, "iam.Role.execution  tiny-execution\n");
}
