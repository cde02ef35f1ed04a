//! What differs from one environment to the next, and the names that follow from it.

use ironwright::aws::ecr::Repository;
use ironwright::prelude::*;

ironwright::core::choices! {
    /// What the deployment is for.
    Environment {
        /// Where changes are tried out.
        Dev = "dev",
        /// Where a release is tested.
        Test = "test",
        /// What the public uses.
        Live = "live",
    }
}

/// Every setting has a value that a rehearsal is happy with; overrule it in `ironwright.toml`, by
/// `IRONWRIGHT_REPLICAS=2` or by `--set replicas=2`.
#[derive(Settings, Clone, Debug)]
pub struct Settings {
    /// The number of the AWS account.
    /// Any other account is refused.
    #[setting(default = "123456789012", pattern("[0-9]{12}", "an account's number, twelve digits"))]
    pub aws_account_id: String,
    /// The AWS region, with the availability zones `a` and `b`.
    #[setting(default = "eu-west-2", pattern("[a-z]{2}(-[a-z]+)+-[0-9]", "a region such as `eu-west-2`"))]
    pub aws_region: String,
    /// What the deployment is for.
    #[setting(default = "dev")]
    pub environment_name: Environment,
    /// What the names of network resources begin with, before the environment.
    #[setting(default = "DMP", pattern("[A-Z][A-Z0-9]*", "capital letters and digits"))]
    pub name_prefix: String,
    /// The addresses of the VPC, a /25 or larger.
    /// Each service has a range of its own when it is not set.
    pub vpc_cidr: Option<Cidr>,
    /// How many tasks the service starts with.
    /// Once it runs, people and alarms may scale it, and `up` does not undo that.
    #[setting(default = 1, range = 0..=10)]
    pub replicas: u32,
    /// The tag of the images that run, such as `1.4.2`.
    /// Whatever was pushed last when it is not set.
    #[setting(pattern(
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}",
        "an image's tag, up to 128 letters, digits and `_.-`"
    ))]
    pub image_tag: Option<String>,
    /// Whether destroying the stack also destroys the images in its repositories.
    #[setting(default = true)]
    pub ephemeral: bool,
}

impl Settings {
    /// Binds a stack to the account and the region, and says with three tags on everything whose it is.
    pub fn apply_to(&self, stack: &mut Stack) {
        stack.located(&self.aws_account_id, &self.aws_region);
        stack.default_tag("ENVIRONMENT", self.environment_name.as_str());
        stack.default_tag("ORGANISATION", "CCS");
        stack.default_tag("PROJECT", "DMP15POC");
    }

    /// The addresses of the VPC, where they are not set those of a literal.
    #[track_caller]
    pub fn vpc_cidr_or(&self, literal: &str) -> Input<Cidr> {
        self.vpc_cidr.map_or_else(|| cidr(literal), Input::from)
    }

    /// An availability zone of the region: `eu-west-2a` for `a`.
    pub fn availability_zone(&self, zone: &str) -> String {
        format!("{}{zone}", self.aws_region)
    }

    /// A name of the deployment, `DMP:DEV:SUBNET:WEB:a` for `SUBNET:WEB:a`.
    pub fn name(&self, of: &str) -> String {
        [&self.name_prefix, &self.environment(), of].join(":")
    }

    /// A name without colons, `DMP-DEV-NAT-a` for `NAT-a`.
    pub fn hyphenated(&self, of: &str) -> String {
        [&self.name_prefix, &self.environment(), of].join("-")
    }

    /// The image to run out of a repository.
    pub fn image(&self, repository: &Declared<Repository>) -> Output<String> {
        match &self.image_tag {
            Some(tag) => text!("{}:{}", repository.repository_url, tag),
            None => repository.repository_url.clone(),
        }
    }

    fn environment(&self) -> String {
        self.environment_name.as_str().to_uppercase()
    }
}
