//! `ecr.Repository`

use ironwright_core::behaviour::{Behaviour, Refusal, World};
use ironwright_core::{Input, InputMap, Map, Output};
use ironwright_macros::{Outputs, Resource};

ironwright_core::references! {
    /// The name of a repository, `nginx`.
    RepositoryName = "ecr.Repository" . "repository_name";
    /// The ARN of a repository.
    RepositoryArn = "ecr.Repository" . "arn";
}

ironwright_core::choices! {
    /// Whether a tag can move to another image.
    ImageTagMutability {
        /// A push may move a tag.
        Mutable = "MUTABLE",
        /// A push of a tag that exists is refused.
        Immutable = "IMMUTABLE",
    }
    /// How images are encrypted at rest.
    EncryptionType {
        /// By Amazon S3's own keys.
        Aes256 = "AES256",
        /// By a key of AWS KMS.
        Kms = "KMS",
    }
}

/// A repository of container images.
///
/// ```
/// use ironwright_aws::ecr::Repository;
/// use ironwright_core::{Stack, text};
///
/// let mut stack = Stack::new("demo");
/// let nginx = stack.add("nginx", Repository::new("nginx").scan_on_push(true));
/// stack.output("image", text!("{}:latest", nginx.repository_url));
/// assert!(stack.graph().is_ok());
/// ```
#[derive(Resource, Clone, Debug)]
#[resource(
    kind = "ecr.Repository",
    id = "{repository_name}",
    outputs = RepositoryOutputs,
    page = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html",
    cloudformation = "AWS::ECR::Repository",
    unique = [["repository_name"]],
    behaviour = PoliciesOfRepository,
    yields(RepositoryName = repository_name, RepositoryArn = arn)
)]
pub struct Repository {
    /// The name, one of its kind in the registry: `nginx`, or with namespaces `web/nginx`, 2 to 256 characters.
    #[input(
        replaces,
        length = 2..=256,
        pattern(super::NAME, super::NAME_IN_WORDS)
    )]
    repository_name: Input<RepositoryName>,
    /// Whether a push may move a tag to another image.
    #[input(default = "MUTABLE")]
    image_tag_mutability: Option<Input<ImageTagMutability>>,
    /// How images are encrypted at rest.
    #[input(default = "AES256", replaces, cloudformation = "EncryptionConfiguration")]
    encryption_type: Option<Input<EncryptionType>>,
    /// Whether each pushed image is scanned for known vulnerabilities.
    #[input(default = false, cloudformation = "ImageScanningConfiguration")]
    scan_on_push: Option<Input<bool>>,
    /// Whether deleting the repository deletes the images in it. Otherwise AWS refuses to delete one that has images.
    /// AWS is told when it comes to that, not before.
    #[input(default = false, write_only, cloudformation = "EmptyOnDelete")]
    force_delete: Option<Input<bool>>,
    /// Names and values for people and bills.
    #[input(each = tag, tags = super::TAGS)]
    tags: Option<InputMap<String>>,
}

/// What AWS gives back of a [`Repository`].
#[derive(Outputs, Debug)]
pub struct RepositoryOutputs {
    /// The repository's name.
    pub repository_name: Output<RepositoryName>,
    /// The repository's ARN.
    #[output("arn:aws:ecr:{region}:{account}:repository/{repository_name}")]
    pub arn: Output<RepositoryArn>,
    /// Where images are pushed to and pulled from; a tag follows after `:`.
    #[output("{account}.dkr.ecr.{region}.amazonaws.com/{repository_name}")]
    pub repository_url: Output<String>,
    /// The registry that the repository is part of: the account's number.
    #[output("{account}")]
    pub registry_id: Output<String>,
}

/// The policies of a repository go with it.
struct PoliciesOfRepository;

impl Behaviour for PoliciesOfRepository {
    fn deleting(&self, world: &mut dyn World, id: &str, _: &Map) -> Result<(), Refusal> {
        for kind in ["ecr.LifecyclePolicy", "ecr.RepositoryPolicy"] {
            if world.properties(kind, id).is_some() {
                world.remove(kind, id);
            }
        }
        Ok(())
    }
}
