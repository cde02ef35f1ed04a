//! What CloudFormation says of each kind's properties, distilled from the schemas in cfn-lint: which of them force a
//! replacement, which AWS computes, which it never gives back. A test of the kinds compares our rules with these.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

/// The committed file, relative to the root.
pub(super) const PATH: &str = "crates/aws/tests/data/cloudformation.json";

/// The types that our kinds are compared with. ECR has no type for a repository's policy: it is a property of the
/// repository.
const TYPES: [&str; 27] = [
    "AWS::EC2::EIP",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::NetworkAcl",
    "AWS::EC2::NetworkAclEntry",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetNetworkAclAssociation",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::ECS::ClusterCapacityProviderAssociations",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::IAM::Group",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::UserToGroupAddition",
    "AWS::Logs::LogGroup",
];

/// The region whose schemas count: the first to get a new type, so the most complete.
const REGION: &str = "us_east_1";

/// CloudFormation's schema of a type, as far as we read it. Properties are JSON pointers: `/properties/VpcId`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Schema {
    properties: BTreeMap<String, serde_json::Value>,
    required: Vec<String>,
    create_only_properties: Vec<String>,
    conditional_create_only_properties: Vec<String>,
    read_only_properties: Vec<String>,
    write_only_properties: Vec<String>,
}

#[derive(Serialize)]
struct Distillate {
    source: String,
    types: BTreeMap<&'static str, Rules>,
}

/// One type in our file. Each list is sorted; a nested property is written `EncryptionConfiguration/KmsKey`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rules {
    properties: Vec<String>,
    required: Vec<String>,
    create_only: Vec<String>,
    conditional_create_only: Vec<String>,
    read_only: Vec<String>,
    write_only: Vec<String>,
}

/// The text of the committed file, from the Python packages in `packages`. A type that has no schema there is named
/// on stderr and left out.
pub(super) fn distil(packages: &Path) -> Result<String> {
    let version = version(packages)?;
    let schemas = packages.join("cfnlint/data/schemas");
    let index = read(&schemas.join(format!("providers/{REGION}.py")))?;
    let files = files_by_type(&index);
    let mut types = BTreeMap::new();
    for name in TYPES {
        let Some(file) = files.get(name) else {
            eprintln!("{name}: cfn-lint {version} has no schema of it; left out of {PATH}");
            continue;
        };
        let text = read(&schemas.join(format!("resources/{file}.json")))?;
        let schema: Schema = serde_json::from_str(&text)
            .with_context(|| format!("the schema of {name} in cfn-lint {version} is not what we expect"))?;
        types.insert(name, Rules::from(schema));
    }
    let source = format!(
        "cfn-lint {version} (MIT-0), region {REGION}; written by `cargo xtask regenerate`, not by hand"
    );
    let mut text = serde_json::to_string_pretty(&Distillate { source, types })?;
    text.push('\n');
    Ok(text)
}

/// Reads the index of a region, a Python file whose lines are `    "AWS::EC2::VPC": "f08626e9e82df64f",`.
fn files_by_type(index: &str) -> BTreeMap<&str, &str> {
    index
        .lines()
        .filter_map(|line| {
            let (name, file) = line.trim().strip_suffix(',')?.split_once(": ")?;
            Some((unquoted(name)?, unquoted(file)?))
        })
        .collect()
}

fn unquoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// The installed version, from the folder `cfn_lint-1.51.0.dist-info` that pip writes.
fn version(packages: &Path) -> Result<String> {
    fs::read_dir(packages)
        .with_context(|| format!("{} cannot be listed", packages.display()))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find_map(|name| Some(name.strip_prefix("cfn_lint-")?.strip_suffix(".dist-info")?.to_owned()))
        .with_context(|| {
            format!("cfn-lint is not installed in {}; remove .venv and run again", packages.display())
        })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

impl From<Schema> for Rules {
    fn from(schema: Schema) -> Self {
        Self {
            properties: schema.properties.into_keys().collect(),
            required: sorted_names(schema.required),
            create_only: sorted_names(schema.create_only_properties),
            conditional_create_only: sorted_names(schema.conditional_create_only_properties),
            read_only: sorted_names(schema.read_only_properties),
            write_only: sorted_names(schema.write_only_properties),
        }
    }
}

fn sorted_names(mut pointers: Vec<String>) -> Vec<String> {
    for pointer in &mut pointers {
        if let Some(name) = pointer.strip_prefix("/properties/") {
            *pointer = name.to_owned();
        }
    }
    pointers.sort_unstable();
    pointers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packages_with(index: &str, schema: &str) -> tempfile::TempDir {
        let packages = tempfile::tempdir().unwrap();
        let schemas = packages.path().join("cfnlint/data/schemas");
        fs::create_dir(packages.path().join("cfn_lint-9.8.7.dist-info")).unwrap();
        fs::create_dir_all(schemas.join("providers")).unwrap();
        fs::create_dir_all(schemas.join("resources")).unwrap();
        fs::write(schemas.join("providers/us_east_1.py"), index).unwrap();
        fs::write(schemas.join("resources/abc.json"), schema).unwrap();
        packages
    }

    #[test]
    fn schema_is_distilled_to_sorted_names_and_types_without_one_are_left_out() {
        let packages = packages_with(
            "types: dict[str, str] = {\n    \"AWS::IAM::Role\": \"abc\",\n}\n",
            r#"{
                "typeName": "AWS::IAM::Role",
                "properties": {"RoleName": {"type": "string"}, "Arn": {"type": "string"}},
                "required": ["AssumeRolePolicyDocument"],
                "createOnlyProperties": ["/properties/RoleName", "/properties/Path/*/Nested"],
                "readOnlyProperties": ["/properties/Arn"]
            }"#,
        );
        let distilled: serde_json::Value = serde_json::from_str(&distil(packages.path()).unwrap()).unwrap();
        assert_eq!(
            distilled,
            serde_json::json!({
                "source": "cfn-lint 9.8.7 (MIT-0), region us_east_1; written by `cargo xtask regenerate`, not by hand",
                "types": {"AWS::IAM::Role": {
                    "properties": ["Arn", "RoleName"],
                    "required": ["AssumeRolePolicyDocument"],
                    "createOnly": ["Path/*/Nested", "RoleName"],
                    "conditionalCreateOnly": [],
                    "readOnly": ["Arn"],
                    "writeOnly": [],
                }},
            })
        );
    }

    #[test]
    fn schema_of_another_shape_is_an_error_that_names_the_type() {
        let packages = packages_with("    \"AWS::IAM::Role\": \"abc\",\n", r#"{"properties": []}"#);
        let error = distil(packages.path()).unwrap_err().to_string();
        assert_eq!(error, "the schema of AWS::IAM::Role in cfn-lint 9.8.7 is not what we expect");
    }
}
