//! Devices that are set aside for a container.

use ironwright_core::Input;
use ironwright_macros::Block;

ironwright_core::choices! {
    /// The sort of a device.
    ResourceType {
        /// A graphics processor.
        Gpu = "GPU",
        /// An Elastic Inference accelerator of the task definition, by its device name. AWS has ended the service.
        InferenceAccelerator = "InferenceAccelerator",
    }
}

/// Devices that are set aside for a container. Not on Fargate.
#[derive(Block, Clone, Debug)]
pub struct ResourceRequirement {
    /// The sort of device.
    r#type: Input<ResourceType>,
    /// How many GPUs, `1`; of an accelerator its name.
    value: Input<String>,
}

impl ResourceRequirement {
    /// So many GPUs.
    pub fn gpus(count: u32) -> Self {
        Self::new(ResourceType::Gpu, count.to_string())
    }
}
