//! `import`: the declaration of what exists, on stdout.

use crate::tool::Project;

/// What the tiny program has made, as somebody else's: the id of its VPC.
fn somebody_elses(project: &Project) -> String {
    project.done("up --yes");
    let mut outputs = project.command(&["outputs", "vpc"]);
    let id = String::from_utf8(outputs.output().expect("starts").stdout).expect("an id").trim().to_owned();
    for address in
        ["network/ec2.Subnet.s0", "network/ec2.Subnet.s1", "network/ec2.Vpc.main", "iam.Role.execution"]
    {
        project.done(&format!("state rm {address} --yes"));
    }
    id
}

#[test]
fn the_declaration_of_what_exists_goes_to_stdout_with_a_name_that_fits() {
    let project = Project::new();
    let id = somebody_elses(&project);
    let ran = project.done(&format!("import ec2.Vpc {id} --name net"));
    assert_eq!(
        ran.out,
        "stack.add(\n    \"net\",\n    ec2::Vpc::new(cidr(\"10.0.0.0/16\"))\n        .import(\"vpc-[id]\"),\n);\n"
    );
    assert!(ran.err.contains("`use ironwright::aws::ec2;`"), "{}", ran.err);
    let role = project.done("import iam.Role tiny-execution");
    assert!(role.out.starts_with("stack.add(\n    \"tiny-execution\",\n    iam::Role::new("), "{}", role.out);
    let json: serde_json::Value =
        serde_json::from_str(&project.done(&format!("import ec2.Vpc {id} --json")).out).expect("a document");
    assert_eq!((&json["kind"], &json["name"]), (&"ec2.Vpc".into(), &"main".into()));
}

#[test]
fn what_cannot_be_imported_is_said_with_what_to_do() {
    let project = Project::new();
    let nowhere = project.run("import ec2.Vpc vpc-0");
    assert_eq!(
        (nowhere.code, nowhere.err.as_str()),
        (
            2,
            "error: there is no ec2.Vpc with the id vpc-0 in rehearsal (account 123456789012, region us-east-1)\n  hint: \
             the id of an ec2.Vpc has the form `vpc-…`: see that it, the account and the region are right\n"
        )
    );
    let role = project.run("import iam.RolePolicy tiny-execution");
    assert!(role.err.contains("has the form `{role_name}:{policy_name}`"), "{}", role.err);
    let other = project.run("import ec2.Vpc subnet-0");
    assert_eq!(
        other.err,
        "error: subnet-0 is the id of an ec2.Subnet, and an ec2.Vpc is asked for\n  hint: type `import ec2.Subnet \
         subnet-0`\n"
    );
    let unknown = project.run("import ec2.Subnets subnet-0");
    assert_eq!(unknown.err, "error: there is no kind `ec2.Subnets`\n  hint: did you mean `ec2.Subnet`?\n");
}

#[test]
fn what_the_stack_has_is_not_imported_again() {
    let project = Project::new();
    project.done("up --yes");
    let ran = project.run("import iam.Role tiny-execution");
    assert_eq!(ran.code, 4);
    assert!(ran.err.contains("is this stack's already, as iam.Role.execution"), "{}", ran.err);
}
