//! Canaries: 64 secrets go through every verb in every form, and none of them may be found anywhere afterwards.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use ironwright_core::digest::Digest;

use crate::tool::{Project, example};

const SEEDS: [&str; 2] = ["seed7c1f9a20e4", "seed0b62d5f813"];

/// What is looked for: each secret's letters and digits, in the forms in which bytes are commonly written.
struct Search {
    forms: Vec<(String, Vec<u8>)>,
    /// The forms by what they begin with: a run leaves megabytes to look through.
    beginnings: HashMap<[u8; BEGINNING], Vec<usize>>,
}

const BEGINNING: usize = 6;

impl Search {
    fn new() -> Self {
        let mut secrets: Vec<String> = SEEDS.iter().map(ToString::to_string).collect();
        for seed in SEEDS {
            for n in 0..64 {
                let mut digest = Digest::new();
                digest.text(&format!("{seed} {n}"));
                secrets.push(digest.finish()[..16].to_owned());
            }
        }
        let mut forms = Vec::new();
        for secret in &secrets {
            let mut add = |form: &str, bytes: Vec<u8>| forms.push((format!("{secret} as {form}"), bytes));
            // As it is: escapes of JSON, of URLs and of Rust leave letters and digits alone.
            add("text", secret.clone().into_bytes());
            add("upper case", secret.to_uppercase().into_bytes());
            let hex = ironwright_core::veil::hex(secret.as_bytes());
            add("hex", hex.clone().into_bytes());
            add("upper hex", hex.to_uppercase().into_bytes());
            add("percents", secret.bytes().flat_map(|byte| format!("%{byte:02x}").into_bytes()).collect());
            add("escapes", secret.bytes().flat_map(|byte| format!("\\u{byte:04x}").into_bytes()).collect());
            add("UTF-16", secret.bytes().flat_map(|byte| [byte, 0]).collect());
            for shift in 0..3 {
                add("base 64", base64_inside(secret.as_bytes(), shift));
            }
            add("reversed", secret.bytes().rev().collect());
        }
        let mut beginnings: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, (_, form)) in forms.iter().enumerate() {
            let beginning = form[..BEGINNING].try_into().expect("long enough");
            beginnings.entry(beginning).or_default().push(at);
        }
        Self { forms, beginnings }
    }

    /// Which secrets stand in some bytes.
    fn found(&self, bytes: &[u8]) -> Vec<&str> {
        let mut found = Vec::new();
        for (at, window) in bytes.windows(BEGINNING).enumerate() {
            for &form in self.beginnings.get(window).into_iter().flatten() {
                let (name, form) = &self.forms[form];
                if bytes[at..].starts_with(form) {
                    found.push(name.as_str());
                }
            }
        }
        found
    }
}

/// What stays the same in the base 64 form of anything that holds these bytes at a position.
fn base64_inside(bytes: &[u8], shift: usize) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut padded = vec![0; shift];
    padded.extend_from_slice(bytes);
    let whole = &padded[if shift == 0 { 0 } else { 3 }..];
    let sextets = whole.chunks_exact(3).flat_map(|three| {
        let number = u32::from_be_bytes([0, three[0], three[1], three[2]]);
        [18, 12, 6, 0].map(|bits| DIGITS[(number >> bits & 63) as usize])
    });
    sextets.collect()
}

fn every_file(folder: &Path, look: &mut dyn FnMut(&Path, &[u8])) {
    for entry in fs::read_dir(folder).expect("lists").flatten() {
        let path = entry.path();
        if path.is_dir() {
            every_file(&path, look);
        } else {
            look(&path, &fs::read(&path).expect("reads"));
        }
    }
}

struct Aviary {
    project: Project,
    search: Search,
    looked_at: u64,
}

impl Aviary {
    /// Types a command; whatever comes of it, and whatever it leaves on the disk, is searched.
    fn run(&mut self, seed: usize, line: &str) -> i32 {
        self.told(seed, line).0
    }

    /// The same, with what was told on stderr.
    fn told(&mut self, seed: usize, line: &str) -> (i32, String) {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let mut command = self.project.command_of(&example("canaries"), &arguments);
        command.env("IRONWRIGHT_SEED", SEEDS[seed]);
        command.env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
        let output = command.output().expect("starts");
        for (name, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr)] {
            self.looked_at += bytes.len() as u64;
            let found = self.search.found(bytes);
            assert!(
                found.is_empty(),
                "`{line}` wrote to {name}: {found:?}\n{}",
                String::from_utf8_lossy(bytes)
            );
        }
        let (search, looked_at) = (&self.search, &mut self.looked_at);
        for folder in [self.project.path("."), self.project.home().to_owned()] {
            every_file(&folder, &mut |path, bytes| {
                *looked_at += bytes.len() as u64;
                let found = search.found(bytes);
                assert!(found.is_empty(), "`{line}` left in {}: {found:?}", path.display());
                #[cfg(unix)]
                {
                    use std::os::unix::fs::PermissionsExt as _;
                    let mode = fs::metadata(path).expect("is there").permissions().mode() & 0o777;
                    assert_eq!(mode, 0o600, "{}", path.display());
                }
            });
        }
        let code = output.status.code().expect("an exit code");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(code != 101, "`{line}` panicked: {told}");
        (code, told)
    }
}

#[test]
fn no_secret_leaves_a_trace_anywhere() {
    let mut aviary = Aviary { project: Project::new(), search: Search::new(), looked_at: 0 };
    for mishap in ["error", "panic", "limit", "check"] {
        for verb in ["preview", "preview --json", "up --yes", "graph"] {
            let code = aviary.run(0, &format!("{verb} --set mishap={mishap}"));
            assert_eq!(code, 2, "{verb} with {mishap}");
        }
    }
    for line in [
        "preview",
        "preview --details",
        "preview --json",
        "preview --out plan.json",
        "settings",
        "settings --json",
        "graph",
        "graph --format dot",
        "graph --format mermaid",
        "graph --json",
    ] {
        assert_eq!(aviary.run(0, line), 0, "{line}");
    }
    // A cloud that fails, and repeats what it was told.
    let (code, told) = aviary.told(0, "up --yes --set mishap=reference");
    assert!(code == 1 && told.contains("there is no ec2.Vpc whose id is \"(secret)\""), "{told}");
    let mut digest = Digest::new();
    digest.text(&format!("{} 9", SEEDS[0]));
    let echo = format!("up --yes --rehearse fail=create:ecs.*:2:Bad-{}", &digest.finish()[..16]);
    let (code, told) = aviary.told(0, &echo);
    assert!(code == 1 && told.contains("Bad-(secret)"), "{told}");
    assert_eq!(aviary.run(0, "up --yes --json --rehearse dies-after=2,lost-responses=0.3,throttled=0.3"), 1);
    for line in [
        "up --yes",
        "up --yes --json",
        "outputs",
        "outputs --json",
        "outputs vpc",
        "state list",
        "state list --json",
        "state show ecs.TaskDef.web",
        "state show ecs.TaskDef.web --json",
        "state show builtin.Record.nested",
        "state show iam.Role.execution --json",
        "drift",
        "drift --json",
        "refresh",
        "refresh --json",
        "state rotate-key",
        "state mv ecr.Repository.images ecr.Repository.moved --yes",
        "state mv ecr.Repository.moved ecr.Repository.images --yes",
    ] {
        assert_eq!(aviary.run(0, line), 0, "{line}");
    }
    assert_eq!(aviary.run(0, "outputs list"), 4);
    assert_eq!(aviary.run(0, "outputs list --json"), 4);
    // All secrets change: differences, replacements, a stored plan that is carried out and one that is stale.
    for line in ["preview --json", "preview --details", "preview --out plan.json"] {
        assert_eq!(aviary.run(1, line), 0, "{line}");
    }
    assert_eq!(aviary.run(0, "up --plan plan.json"), 4, "the secrets are not those of the plan");
    for line in ["preview --out plan.json", "up --plan plan.json --json", "outputs"] {
        assert_eq!(aviary.run(1, line), 0, "{line}");
    }
    let mut sealed = 0;
    every_file(&aviary.project.path("."), &mut |_, bytes| {
        sealed += String::from_utf8_lossy(bytes).matches("$sealed").count();
    });
    assert!(sealed > 64, "the secrets did come that far: {sealed} are sealed");
    assert_eq!(aviary.run(1, "destroy --yes"), 0);
    assert!(aviary.looked_at > 100_000, "{} bytes", aviary.looked_at);
}

#[test]
fn show_secrets_shows_them_and_nothing_else_does() {
    let project = Project::new();
    let run = |line: &str| {
        let arguments: Vec<&str> = line.split_whitespace().collect();
        let mut command = project.command_of(&example("canaries"), &arguments);
        let output = command.env("IRONWRIGHT_SEED", SEEDS[0]).output().expect("starts");
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    run("up --yes");
    let search = Search::new();
    assert!(!search.found(&run("outputs --show-secrets")).is_empty(), "the search finds what is shown");
    assert!(!search.found(&run("outputs list --show-secrets")).is_empty());
    assert!(search.found(&run("outputs")).is_empty());
}
