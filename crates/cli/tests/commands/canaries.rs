//! Canaries: 64 secrets go through every verb in every form, and none of them may be found anywhere afterwards.

use std::fs;
use std::path::Path;

use ironwright_core::digest::Digest;
use ironwright_testkit::canaries::Search;

use crate::tool::{Project, example};

const SEEDS: [&str; 2] = ["seed7c1f9a20e4", "seed0b62d5f813"];

/// Every secret of the program, by its letters and digits.
fn search() -> Search {
    let mut secrets: Vec<String> = SEEDS.iter().map(ToString::to_string).collect();
    for seed in SEEDS {
        for n in 0..64 {
            let mut digest = Digest::new();
            digest.text(&format!("{seed} {n}"));
            secrets.push(digest.finish()[..16].to_owned());
        }
    }
    Search::new(&secrets).expect("a search")
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
        let (code, _, told) = self.heard(seed, line);
        (code, told)
    }

    /// The same, with what was said on stdout and told on stderr.
    fn heard(&mut self, seed: usize, line: &str) -> (i32, String, String) {
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
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (said, told) = (text(&output.stdout), text(&output.stderr));
        assert!(code != 101, "`{line}` panicked: {told}");
        (code, said, told)
    }
}

#[test]
fn no_secret_leaves_a_trace_anywhere() {
    let mut aviary = Aviary { project: Project::new(), search: search(), looked_at: 0 };
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
    drifts_and_goes_back(&mut aviary);
    let mut sealed = 0;
    every_file(&aviary.project.path("."), &mut |_, bytes| {
        sealed += String::from_utf8_lossy(bytes).matches("$sealed").count();
    });
    assert!(sealed > 64, "the secrets did come that far: {sealed} are sealed");
    assert_eq!(aviary.run(1, "destroy --yes"), 0);
    assert!(aviary.looked_at > 100_000, "{} bytes", aviary.looked_at);
}

/// The past, and a state in which every secret is another one than in the cloud.
fn drifts_and_goes_back(aviary: &mut Aviary) {
    let (_, listed, _) = aviary.heard(1, "state history");
    let serials = listed.lines().filter_map(|line| line.split_whitespace().next()?.parse().ok());
    let serials: Vec<u64> = serials.collect();
    let (first, last) = (serials[serials.len() / 2], *serials.last().expect("there were runs"));
    for line in [
        "state history --json".to_owned(),
        "state export".to_owned(),
        "state export --json".to_owned(),
        format!("state export --serial {first}"),
        "import ecr.Repository canaries".to_owned(),
    ] {
        aviary.run(1, &line);
    }
    assert_eq!(aviary.run(1, &format!("state restore {first}")), 4, "nobody can be asked");
    assert_eq!(aviary.run(1, &format!("state restore {first} --yes")), 0);
    for line in ["drift", "drift --json", "preview", "preview --details", "preview --json"] {
        let (_, said, told) = aviary.heard(1, line);
        assert!(
            format!("{said}{told}").contains("secret"),
            "{line} tells of secrets that are others: {said}{told}"
        );
    }
    assert_eq!(aviary.run(1, &format!("state restore {last} --yes --json")), 0);
    // What is nobody's, and holds secrets that the program knows.
    assert_eq!(aviary.run(1, "state rm ecr.Repository.images --yes"), 0);
    for line in ["import ecr.Repository canaries", "import ecr.Repository canaries --json"] {
        assert_eq!(aviary.run(1, line), 0, "{line}");
    }
    assert_eq!(aviary.run(1, &format!("state restore {last} --yes")), 0);
    assert_eq!(aviary.run(1, "up --yes"), 0);
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
    let search = search();
    assert!(!search.found(&run("outputs --show-secrets")).is_empty(), "the search finds what is shown");
    assert!(!search.found(&run("outputs list --show-secrets")).is_empty());
    assert!(search.found(&run("outputs")).is_empty());
}
