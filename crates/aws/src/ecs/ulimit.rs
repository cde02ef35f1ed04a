//! What the kernel limits and lets be set for a container: ulimits, and parameters of its own.

use ironwright_core::Input;
use ironwright_core::check::{Inputs as Known, Problems};
use ironwright_macros::Block;

ironwright_core::choices! {
    /// What the kernel limits, as `ulimit` and `setrlimit` name it.
    UlimitName {
        /// The size of a core file, in bytes.
        Core = "core",
        /// Seconds of CPU time.
        Cpu = "cpu",
        /// The size of a process's data segment, in bytes.
        Data = "data",
        /// The size of a file, in bytes.
        Fsize = "fsize",
        /// How many locks there may be.
        Locks = "locks",
        /// How many bytes may be locked into memory.
        Memlock = "memlock",
        /// How many bytes POSIX message queues may have.
        Msgqueue = "msgqueue",
        /// How far the nice value may be raised.
        Nice = "nice",
        /// How many files may be open. On Fargate 65535 unless it is set.
        Nofile = "nofile",
        /// How many processes there may be.
        Nproc = "nproc",
        /// How many pages may be in memory.
        Rss = "rss",
        /// The highest real-time priority.
        Rtprio = "rtprio",
        /// Microseconds of CPU time under a real-time scheduler without a system call that waits.
        Rttime = "rttime",
        /// How many signals may be queued.
        Sigpending = "sigpending",
        /// The size of the stack, in bytes.
        Stack = "stack",
    }
}

/// A limit that the kernel sets to a container's processes.
///
/// ```
/// use ironwright::aws::ecs::{Container, Ulimit, UlimitName};
/// let search = Container::new("search", "search:1").ulimit(Ulimit::new(UlimitName::Nofile, 65536, 65536));
/// # let _ = search;
/// ```
#[derive(Block, Clone, Debug)]
pub struct Ulimit {
    /// What is limited.
    name: Input<UlimitName>,
    /// The limit to begin with, which a process may raise up to the hard one. -1 is none.
    soft_limit: Input<i32>,
    /// The limit of the limit. -1 is none.
    hard_limit: Input<i32>,
}

/// A parameter of the kernel that a container has for itself.
#[derive(Block, Clone, Debug)]
pub struct SystemControl {
    /// The parameter, `net.core.somaxconn`.
    #[input(pattern(
        "(net[.]|fs[.]mqueue[.]|kernel[.]).+",
        "a parameter that begins with `net.`, `kernel.` or `fs.mqueue.`"
    ))]
    namespace: Input<String>,
    /// Its value, `1024`.
    value: Input<String>,
}

/// A soft limit is at most the hard one, and each is said once.
pub(super) fn check(path: &str, container: &Known<'_>, problems: &mut Problems<'_>) {
    let mut seen = Vec::new();
    for (limit_path, limit) in container.blocks("ulimits", Some("name")) {
        if let Some(name) = limit.text("name") {
            if seen.contains(&name) {
                problems.report(format!("{path}.{limit_path}"), "is there twice", "say each limit once");
            }
            seen.push(name);
        }
        if let (Some(soft), Some(hard)) = (limit.int("soft_limit"), limit.int("hard_limit"))
            && hard != -1
            && (soft > hard || soft == -1)
        {
            problems.report(
                format!("{path}.{limit_path}.soft_limit"),
                format!("{soft} is more than {hard}, the hard limit"),
                "make it at most the hard limit",
            );
        }
    }
}
