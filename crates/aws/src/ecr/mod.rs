//! Amazon Elastic Container Registry: where images live.

mod repository;

pub use repository::{
    EncryptionType, ImageTagMutability, Repository, RepositoryArn, RepositoryName, RepositoryOutputs,
};
