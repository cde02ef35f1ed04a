//! What instances start with: keys, user data, volumes, templates.

use ironwright_aws::ec2::{
    BlockDeviceMapping, CloudConfig, KeyPair, LaunchTemplate, ShellScript, UserData, VolumeType,
};
use ironwright_core::Input;

use crate::common::problems;

fn known(text: impl Into<Input<String>>) -> String {
    text.into().known().expect("it is known")
}

#[test]
fn a_key_is_as_openssh_writes_it() {
    let with = |key: &str| {
        problems(|stack| {
            stack.add("it", KeyPair::new("it", key));
        })
    };
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKtxnbDHXbuCJHqPGhQBxnsZ6iNNwJUoXHAGNvZ3rtw2";
    for good in [key.to_owned(), format!("{key} me@home\n")] {
        assert_eq!(with(&good), [""; 0]);
    }
    let found = with("-----BEGIN OPENSSH PRIVATE KEY-----");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("is not a public key as OpenSSH writes it"), "{found:#?}");
}

#[test]
fn what_a_script_is_given_stays_a_word() {
    let script = ShellScript::sh().run(["echo", "$(rm -rf /)", ""]).append("/tmp/a file", "it's `x`");
    assert_eq!(
        known(script),
        "#!/bin/sh\necho '$(rm -rf /)' ''\nprintf '%s\\n' 'it'\\''s `x`' >> '/tmp/a file'\n"
    );
}

#[test]
fn parts_are_told_apart_by_a_line_that_none_of_them_has() {
    let script = ShellScript::sh().line("# ==PART==");
    let config = CloudConfig::new().write_file("/etc/motd", "größe\n");
    let text = known(UserData::new().boothook(script.clone()).shell_script(script).cloud_config(config));
    assert!(
        text.starts_with("Content-Type: multipart/mixed; boundary=\"===PART==\"\nMIME-Version: 1.0\n"),
        "{text}"
    );
    let parts: Vec<&str> = text.split("\n--===PART==").collect();
    assert_eq!(parts.len(), 5, "{text}");
    assert!(parts[1].contains("Content-Type: text/cloud-boothook; charset=\"us-ascii\""), "{text}");
    assert!(parts[1].ends_with("\n\n#!/bin/sh\n# ==PART==\n"), "{text}");
    assert!(parts[2].contains("text/x-shellscript"), "{text}");
    assert!(parts[3].contains("text/cloud-config; charset=\"utf-8\""), "{text}");
    assert!(parts[3].contains("Content-Transfer-Encoding: base64"), "{text}");
    assert_eq!(parts[4], "--\n");
}

#[test]
fn user_data_of_a_template_over_16_kib_is_refused() {
    let found = problems(|stack| {
        let script = ShellScript::bash().line("x".repeat(16_384));
        stack.add("it", LaunchTemplate::new("ecs").user_data(UserData::new().shell_script(script)));
    });
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].contains("user_data: has 16"), "{found:#?}");
    assert!(found[0].contains("bytes, AWS takes 16384"), "{found:#?}");
}

#[test]
fn only_volumes_that_take_it_have_their_speed_set() {
    let with = |volume: BlockDeviceMapping| {
        problems(|stack| {
            stack.add("it", LaunchTemplate::new("ecs").block_device_mapping(volume));
        })
    };
    let volume = |of_type| BlockDeviceMapping::new("/dev/xvda").volume_size(8).volume_type(of_type);
    assert_eq!(with(volume(VolumeType::Gp3).iops(4000).throughput(250)), [""; 0]);
    for (volume, message) in [
        (volume(VolumeType::Standard).iops(100), "iops: a volume of type `standard` has none to be set"),
        (volume(VolumeType::Gp2).throughput(125), "throughput: a volume of type `gp2` has none to be set"),
        (volume(VolumeType::Io2), "iops: a volume of type `io2` needs it"),
    ] {
        let found = with(volume);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].contains(message), "{found:#?}");
    }
}
