//! CPU and memory on Fargate.

use super::*;

/// Every memory that Fargate offers with some CPU, out of AWS's table.
const OFFERED: [(u32, &[u32]); 7] = [
    (256, &[512, 1024, 2048]),
    (512, &[1024, 2048, 3072, 4096]),
    (1024, &[2048, 3072, 4096, 5120, 6144, 7168, 8192]),
    (2048, &[4096, 5120, 6144, 7168, 8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384]),
    (
        4096,
        &[
            8192, 9216, 10240, 11264, 12288, 13312, 14336, 15360, 16384, 17408, 18432, 19456, 20480, 21504,
            22528, 23552, 24576, 25600, 26624, 27648, 28672, 29696, 30720,
        ],
    ),
    (8192, &[16384, 20480, 24576, 28672, 32768, 36864, 40960, 45056, 49152, 53248, 57344, 61440]),
    (16384, &[32768, 40960, 49152, 57344, 65536, 73728, 81920, 90112, 98304, 106_496, 114_688, 122_880]),
];

#[test]
fn exactly_the_pairs_of_awss_table_are_taken() {
    let mut memories: Vec<u32> = OFFERED.iter().flat_map(|(_, memories)| memories.iter().copied()).collect();
    memories.extend([1536, 2560, 131_072]);
    for (cpu, offered) in OFFERED {
        for &memory in &memories {
            let task = TaskDef::fargate("poc", Cpu::units(cpu), Memory::mib(memory));
            let found = problems_of(task.container(nginx()));
            assert_eq!(found.is_empty(), offered.contains(&memory), "{cpu}/{memory}: {found:?}");
        }
    }
}

#[test]
fn memory_that_goes_with_another_cpu_names_both() {
    let task = TaskDef::fargate("poc", Cpu::QuarterVcpu, Memory::gib(10)).container(nginx());
    assert_eq!(
        problems_of(task),
        [
            "memory: Fargate does not offer 10240 MiB with 256 CPU units (with 256 CPU units take 512, 1024 or 2048 \
          MiB; 10240 MiB go with 2048 CPU units)"
        ]
    );
}

#[test]
fn memory_that_goes_with_no_cpu_names_the_nearest() {
    let task = TaskDef::fargate("poc", Cpu::Vcpu4, Memory::mib(10_000)).container(nginx());
    assert_eq!(
        problems_of(task),
        [
            "memory: Fargate does not offer 10000 MiB with 4096 CPU units (with 4096 CPU units take 8192 to 30720 in \
          steps of 1024 MiB; the nearest is 10240)"
        ]
    );
}

#[test]
fn cpu_that_is_no_size_names_the_nearest() {
    let task = TaskDef::fargate("poc", Cpu::units(1000), Memory::gib(2)).container(nginx());
    assert_eq!(
        problems_of(task),
        [
            "cpu: Fargate does not offer 1000 CPU units (take 256, 512, 1024, 2048, 4096, 8192 or 16384; the nearest \
          is 1024)"
        ]
    );
}

#[test]
fn instances_take_any_pair() {
    let task = TaskDef::ec2("poc").cpu(Cpu::units(1000)).memory(Memory::mib(10_000));
    assert_eq!(problems_of(task.container(nginx())), [""; 0]);
}

#[test]
fn fargate_needs_its_network_mode_and_a_size() {
    let task = TaskDef::ec2("poc").requires_compatibilities([LaunchType::Fargate]).container(nginx());
    assert_eq!(
        problems_of(task),
        [
            "network_mode: Fargate does not have `bridge` (take `awsvpc`, as `TaskDef::fargate` does)",
            "cpu: Fargate needs it (`TaskDef::fargate` takes CPU and memory together)",
            "memory: Fargate needs it (`TaskDef::fargate` takes CPU and memory together)",
        ]
    );
}
