//! CPU and memory of tasks and containers, and which pairs of them Fargate offers.

use ironwright_core::kind::Type;
use ironwright_core::{Data, Plain, Value};

/// CPU, counted in units: 1024 are one vCPU.
///
/// ```
/// use ironwright::aws::ecs::Cpu;
/// assert_eq!(Cpu::Vcpu4.as_units(), 4096);
/// assert_eq!(Cpu::units(4096), Cpu::Vcpu4);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Cpu {
    /// A quarter of a vCPU, 256 units.
    QuarterVcpu,
    /// Half a vCPU, 512 units.
    HalfVcpu,
    /// One vCPU, 1024 units.
    Vcpu1,
    /// 2 vCPUs, 2048 units.
    Vcpu2,
    /// 4 vCPUs, 4096 units.
    Vcpu4,
    /// 8 vCPUs, 8192 units.
    Vcpu8,
    /// 16 vCPUs, 16384 units.
    Vcpu16,
    /// Any number of units.
    Units(u32),
}

impl Cpu {
    /// So many units.
    pub const fn units(units: u32) -> Self {
        Self::Units(units)
    }

    /// The number of units.
    pub const fn as_units(self) -> u32 {
        match self {
            Self::QuarterVcpu => 256,
            Self::HalfVcpu => 512,
            Self::Vcpu1 => 1024,
            Self::Vcpu2 => 2048,
            Self::Vcpu4 => 4096,
            Self::Vcpu8 => 8192,
            Self::Vcpu16 => 16384,
            Self::Units(units) => units,
        }
    }
}

/// As much CPU, however it is written.
impl PartialEq for Cpu {
    fn eq(&self, other: &Self) -> bool {
        self.as_units() == other.as_units()
    }
}

impl Eq for Cpu {}

impl Data for Cpu {
    const TYPE: Type = Type::Int;

    fn encode(&self) -> Value {
        self.as_units().encode()
    }

    fn decode(value: &Value) -> Result<Self, String> {
        u32::decode(value).map(Self::Units)
    }
}

impl Plain for Cpu {}

/// Memory, counted in MiB.
///
/// ```
/// use ironwright::aws::ecs::Memory;
/// assert_eq!(Memory::gib(10), Memory::mib(10240));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Memory(u32);

impl Memory {
    /// So many MiB.
    pub const fn mib(mib: u32) -> Self {
        Self(mib)
    }

    /// So many GiB.
    pub const fn gib(gib: u32) -> Self {
        Self(gib.saturating_mul(1024))
    }

    /// The number of MiB.
    pub const fn as_mib(self) -> u32 {
        self.0
    }
}

impl Data for Memory {
    const TYPE: Type = Type::Int;

    fn encode(&self) -> Value {
        self.0.encode()
    }

    fn decode(value: &Value) -> Result<Self, String> {
        u32::decode(value).map(Self)
    }
}

impl Plain for Memory {}

/// What Fargate offers: CPU units, and with them MiB from, to and in which steps.
const FARGATE: [(i64, i64, i64, usize); 7] = [
    (256, 512, 2048, 512),
    (512, 1024, 4096, 1024),
    (1024, 2048, 8192, 1024),
    (2048, 4096, 16384, 1024),
    (4096, 8192, 30720, 1024),
    (8192, 16384, 61440, 4096),
    (16384, 32768, 122_880, 8192),
];

/// What is wrong with a pair of CPU units and MiB on Fargate.
pub(super) struct NotOffered {
    pub(super) property: &'static str,
    pub(super) message: String,
    pub(super) hint: String,
}

/// Whether Fargate offers so many CPU units, and so many MiB with them.
pub(super) fn check_fargate(cpu: i64, memory: Option<i64>) -> Result<(), NotOffered> {
    let cpus = FARGATE.map(|(cpu, ..)| cpu);
    if !cpus.contains(&cpu) {
        return Err(NotOffered {
            property: "cpu",
            message: format!("Fargate does not offer {cpu} CPU units"),
            hint: format!("take {}; the nearest is {}", any_of(&cpus), nearest(cpu, cpus).unwrap_or(cpu)),
        });
    }
    let offered = memories(cpu);
    let Some(memory) = memory.filter(|memory| !offered.contains(memory)) else {
        return Ok(());
    };
    let alternative = match nearest(cpu, cpus.into_iter().filter(|&cpu| memories(cpu).contains(&memory))) {
        Some(cpu) => format!("{memory} MiB go with {cpu} CPU units"),
        None => format!("the nearest is {}", nearest(memory, offered.iter().copied()).unwrap_or(memory)),
    };
    Err(NotOffered {
        property: "memory",
        message: format!("Fargate does not offer {memory} MiB with {cpu} CPU units"),
        hint: format!("with {cpu} CPU units take {} MiB; {alternative}", in_words(&offered)),
    })
}

fn memories(cpu: i64) -> Vec<i64> {
    let Some(&(_, least, most, step)) = FARGATE.iter().find(|size| size.0 == cpu) else {
        return Vec::new();
    };
    // The smallest size skips 1536.
    (least..=most).step_by(step).filter(|&memory| cpu != 256 || memory != 1536).collect()
}

fn nearest(number: i64, numbers: impl IntoIterator<Item = i64>) -> Option<i64> {
    numbers.into_iter().min_by_key(|other| (other - number).abs())
}

/// `512, 1024 or 2048`; `8192 to 30720 in steps of 1024` where there are many.
fn in_words(memories: &[i64]) -> String {
    match memories {
        [first, second, .., last] if memories.len() > 4 => {
            format!("{first} to {last} in steps of {}", second - first)
        }
        few => any_of(few),
    }
}

fn any_of(numbers: &[i64]) -> String {
    let mut words: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() { last } else { format!("{} or {last}", words.join(", ")) }
}
