//! Secrets that a key in KMS seals, in a folder and in a bucket, and the ways there and back.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::place::{MOTO, Shared};

/// Makes a key in KMS, and returns its ARN.
fn key_of(shared: &Shared) -> String {
    let host = shared.endpoint.trim_start_matches("http://");
    let request = format!(
        "POST / HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/x-amz-json-1.1\r\n\
         x-amz-target: TrentService.CreateKey\r\nauthorization: AWS4-HMAC-SHA256 \
         Credential=test/20260101/us-east-1/kms/aws4_request\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let mut stream = TcpStream::connect(host).expect("connects");
    stream.write_all(request.as_bytes()).expect("asks");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    let at = answer.find("arn:aws:kms:").unwrap_or_else(|| panic!("no key was made: {answer}"));
    answer[at..].split('"').next().expect("its end").to_owned()
}

/// Takes away what only this machine has.
fn forget_key_files(shared: &Shared) {
    let keys = shared.project.home().join(".config/ironwright/keys");
    if keys.exists() {
        fs::remove_dir_all(keys).expect("removes");
    }
}

#[test]
fn a_folder_s_secrets_go_from_a_key_file_to_kms_to_a_passphrase_and_back() {
    let shared = Shared::on(MOTO);
    let key = key_of(&shared);
    shared.done("up --yes --set password=hunter2xyz");
    let first = shared.done("state history").out;
    shared.done(&format!("state rotate-key --to-kms-key {key}"));
    forget_key_files(&shared);
    let read = |more: &str| shared.done(&format!("outputs password --show-secrets {more}")).out;
    assert_eq!(read(""), "hunter2xyz\n", "who may use the key is asked for nothing");
    assert!(shared.done("up --yes --set password=hunter2xyz").out.contains("No changes"), "{first}");
    // What was sealed before opens as the new key does.
    assert!(shared.done("state export --serial 12 --show-secrets").out.contains("hunter2xyz"));

    shared.project.write("passphrase", "correct horse battery\n");
    shared.done("state rotate-key --to-passphrase-file passphrase");
    let mut without_aws = shared.command("outputs password --show-secrets --passphrase-file passphrase");
    without_aws.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let ran = shared.project.ran(without_aws);
    assert_eq!((ran.code, ran.out.as_str()), (0, "hunter2xyz\n"), "{ran:#?}");
    let ran = shared.run("outputs");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("no passphrase was given"), "{}", ran.err);

    shared.done("state rotate-key --to-key-file --passphrase-file passphrase");
    assert_eq!(read(""), "hunter2xyz\n");
    let kept = fs::read_dir(shared.project.store()).expect("lists").flatten();
    for file in kept.filter(|file| file.path().is_file()) {
        let bytes = fs::read(file.path()).expect("reads");
        assert!(!bytes.windows(10).any(|part| part == b"hunter2xyz"), "{:?}", file.path());
    }
}

#[test]
fn a_bucket_s_secrets_go_from_kms_to_a_passphrase_and_back() {
    let here = Shared::made_on(MOTO);
    let key = key_of(&here);
    let settings = format!("[secrets]\nkms_key = \"{key}\"\n");
    here.project.write("ironwright.toml", &settings);
    here.done(&here.there("up --yes --set password=hunter2xyz"));
    let there = here.elsewhere();
    let read = |shared: &Shared, more: &str| {
        shared.run(&shared.there(&format!("outputs password --show-secrets {more}")))
    };
    assert_eq!(read(&there, "").out, "hunter2xyz\n", "another machine is asked for nothing");

    for shared in [&here, &there] {
        shared.project.write("passphrase", "correct horse battery\n");
    }
    here.done(&here.there("state rotate-key --to-passphrase-file passphrase"));
    let ran = read(&there, "");
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("no passphrase was given"), "{}", ran.err);
    assert_eq!(read(&there, "--passphrase-file passphrase").out, "hunter2xyz\n");
    there.done(&there.there(&format!("state rotate-key --to-kms-key {key} --passphrase-file passphrase")));
    assert_eq!(read(&here, "").out, "hunter2xyz\n");
    assert!(here.done(&here.there("up --yes --set password=hunter2xyz")).out.starts_with("No changes"));

    let gone = "arn:aws:kms:us-east-1:123456789012:key/00000000-0000-0000-0000-000000000000";
    let ran = here.run(&here.there(&format!("state rotate-key --to-kms-key {gone}")));
    assert_eq!(ran.code, 1, "{ran:#?}");
    assert!(ran.err.contains("kms:Encrypt"), "{}", ran.err);
    assert_eq!(read(&there, "").out, "hunter2xyz\n", "the old key goes on");
}

#[test]
fn a_state_with_a_key_file_moves_to_a_bucket_once_kms_has_its_keys_and_back_again() {
    let shared = Shared::made_on(MOTO);
    let key = key_of(&shared);
    shared.done("up --yes --set password=hunter2xyz");
    let to = format!("state migrate --to {} --yes", shared.url);
    let ran = shared.run(&to);
    assert_eq!(ran.code, 4, "{ran:#?}");
    assert!(ran.err.contains("`--to-kms-key ARN`"), "{}", ran.err);
    shared.done(&format!("state rotate-key --to-kms-key {key}"));
    forget_key_files(&shared);
    shared.done(&to);
    let there = shared.elsewhere();
    let read = there.done(&there.there("outputs password --show-secrets")).out;
    assert_eq!(read, "hunter2xyz\n");

    let back = shared.project.path(".ironwright").display().to_string();
    shared.done(&shared.there(&format!("state migrate --to {back} --yes")));
    shared.done("state rotate-key --to-key-file");
    let mut without_aws = shared.command("outputs password --show-secrets");
    without_aws.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let ran = shared.project.ran(without_aws);
    assert_eq!((ran.code, ran.out.as_str()), (0, "hunter2xyz\n"), "{ran:#?}");
    assert!(shared.done("up --yes --set password=hunter2xyz").out.starts_with("No changes"));
}
