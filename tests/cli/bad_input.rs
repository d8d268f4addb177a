//! Bad input, item by item: exit code 3, one clear sentence in each language, and nothing sent.

use slipway_tests::{
    build::{self, Wish},
    cli::{Cli, PracticeProcess},
};
use tempfile::TempDir;

struct Desk {
    folder: TempDir,
    practice: PracticeProcess,
    cli: Cli,
    world: String,
}

impl Desk {
    fn new() -> Self {
        let folder = TempDir::new().expect("a folder");
        let practice = PracticeProcess::start(&[]);
        let cli = Cli::new(&folder);
        let world = format!("--practice={}", practice.file(&folder));
        Self {
            folder,
            practice,
            cli,
            world,
        }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path.display().to_string()
    }

    fn build(&self, wish: &Wish) -> String {
        build::apk(self.folder.path(), wish).display().to_string()
    }

    /// Refused with a sentence that holds `english` or `chinese`; the whole output otherwise.
    fn refused(&self, arguments: &[&str], english: &str, chinese: &str) {
        for (lang, words) in [("en", english), ("zh", chinese)] {
            let mut all = vec!["--lang", lang];
            all.extend_from_slice(arguments);
            all.push(&self.world);
            let output = self.cli.run(&all);
            assert_eq!(output.code, 3, "{arguments:?}: {output:?}");
            assert!(
                output.stderr.contains(words),
                "{words:?} is not in {output:?}"
            );
            assert!(
                output.stdout.is_empty(),
                "an answer and a refusal: {output:?}"
            );
        }
    }

    fn refused_build(&self, path: &str, english: &str, chinese: &str) {
        self.refused(
            &[
                "publish",
                path,
                "--to",
                "huawei,xiaomi",
                "--notes",
                "修复",
                "--app",
                "com.example.slipway",
            ],
            english,
            chinese,
        );
    }

    fn refused_options(&self, options: &[&str], english: &str, chinese: &str) {
        let demo = self.cli.demo();
        let mut arguments = vec!["publish", &demo];
        arguments.extend_from_slice(options);
        self.refused(&arguments, english, chinese);
    }

    fn nothing_was_sent(&self) {
        for store in ["huawei", "xiaomi"] {
            let sent = self.practice.noted(store, "submitted").len()
                + self.practice.noted(store, "stored").len();
            assert_eq!(sent, 0, "{store}");
        }
        let releases = self.cli.run(&["releases", "--json", &self.world]);
        assert_eq!(releases.stdout.trim(), "[]", "{releases:?}");
    }
}

#[test]
fn files_that_are_no_builds() {
    let desk = Desk::new();
    let demo = slipway_practice::demo_build();
    let folder = desk.folder.path();
    std::os::unix::fs::symlink(folder.join("nowhere"), folder.join("link.apk")).expect("a link");
    let at = |name: &str| folder.join(name).display().to_string();
    desk.refused_build(
        &desk.file("text.apk", b"text"),
        "neither an Android package nor an app for Apple",
        "既不是 Android 安装包",
    );
    desk.refused_build(
        &desk.file("half.apk", &demo[..6_000]),
        "half.apk",
        "half.apk",
    );
    desk.refused_build(&desk.file("empty.apk", b""), "0 bytes", "0 字节");
    desk.refused_build(&folder.display().to_string(), "is a folder", "文件夹");
    desk.refused_build(&at("link.apk"), "is a link to", "链接");
    desk.refused_build(&at("missing.apk"), "There is no file", "没有文件");
    desk.nothing_was_sent();
}

#[test]
fn builds_that_must_not_go_out() {
    let desk = Desk::new();
    let wish = Wish::default();
    let cases = [
        (
            Wish {
                unsigned: true,
                ..wish
            },
            "not signed",
            "没有签名",
        ),
        (
            Wish {
                debuggable: true,
                ..wish
            },
            "debug build",
            "调试包",
        ),
        (
            Wish {
                package: "com.example.other",
                ..wish
            },
            "Choose a build of that app",
            "请选择该应用的安装包",
        ),
        (
            Wish {
                version_code: 19,
                ..wish
            },
            "19",
            "19",
        ),
        (
            Wish {
                version_code: 3,
                ..wish
            },
            "not higher than",
            "不高于",
        ),
    ];
    for (wish, english, chinese) in cases {
        desk.refused_build(&desk.build(&wish), english, chinese);
    }
    desk.nothing_was_sent();
}

#[test]
fn a_bundle_goes_to_no_store_that_takes_packages() {
    let desk = Desk::new();
    let bundle = build::bundle(desk.folder.path()).display().to_string();
    let to_xiaomi = ["publish", &bundle, "--to", "xiaomi", "--notes", "修复"];
    desk.refused(&to_xiaomi, "Choose an APK", "请选择 APK");
    desk.nothing_was_sent();
}

#[test]
fn notes_that_cannot_go_out() {
    let desk = Desk::new();
    let long = "长".repeat(501);
    desk.refused_options(&["--to", "huawei", "--notes", &long], "501", "501");
    desk.refused_options(&["--to", "xiaomi", "--notes", &long], "501", "501");
    desk.refused_options(&["--to", "xiaomi"], "Xiaomi", "小米");
    desk.refused_options(&["--to", "xiaomi", "--notes", " "], "Xiaomi", "小米");
    let latin1 = desk.file("latin1.txt", b"caf\xe9");
    for file in ["missing.txt", &latin1, "."] {
        desk.refused_options(&["--to", "huawei", "--notes-file", file], "UTF-8", "UTF-8");
    }
    desk.nothing_was_sent();
}

#[test]
fn options_that_mean_nothing() {
    let desk = Desk::new();
    let publish = |options: &[&str], english: &str, chinese: &str| {
        let mut all = vec!["--notes", "修复"];
        all.extend_from_slice(options);
        desk.refused_options(&all, english, chinese);
    };
    // One good store does not make a wrong name good.
    publish(&["--to", "huawei,nowhere"], "“nowhere”", "“nowhere”");
    publish(
        &["--to", "huawei", "--account", "huawei"],
        "NAME=VALUE",
        "名称=值",
    );
    publish(
        &["--to", "huawei", "--account", "huawei=nobody"],
        "“nobody”",
        "“nobody”",
    );
    publish(
        &["--to", "huawei", "--account", "xiaomi=practice"],
        "--to does not",
        "--to 里没有",
    );
    publish(
        &["--to", "huawei", "--at", "2099-01-01 10:00"],
        "no time zone",
        "没有时区",
    );
    publish(
        &["--to", "huawei", "--at", "2020-01-01T10:00:00+08:00"],
        "already passed",
        "已经过去",
    );
    publish(
        &["--to", "huawei", "--at", "tomorrow"],
        "not a time",
        "无法识别时间",
    );
    publish(
        &["--to", "huawei", "--icon", "missing.png"],
        "missing.png",
        "missing.png",
    );
    let text = desk.file("text.png", b"text");
    publish(&["--to", "huawei", "--icon", &text], "text.png", "text.png");
    desk.nothing_was_sent();
}

#[test]
fn worlds_that_cannot_be_opened() {
    let desk = Desk::new();
    let broken = desk.file("broken.json", b"{");
    let home_is_a_file = desk.file("home-file", b"");
    let demo = desk.cli.demo();
    let publish = ["publish", &demo, "--to", "huawei", "--notes", "修复"];
    for lang in ["en", "zh"] {
        for file in [&broken, "nowhere.json"] {
            let world = format!("--practice={file}");
            let mut arguments = vec!["--lang", lang];
            arguments.extend(publish);
            arguments.push(&world);
            let output = desk.cli.run(&arguments);
            assert_eq!(output.code, 3, "{output:?}");
            assert!(output.stderr.contains(file), "{output:?}");
        }
        let output = desk
            .cli
            .run(&["--lang", lang, "--home", &home_is_a_file, "stores"]);
        assert_eq!(output.code, 3, "{output:?}");
        assert!(output.stderr.contains(&home_is_a_file), "{output:?}");
    }
    // An argument that the program does not know, and none at all.
    for arguments in [
        &["publish"][..],
        &["publish", &demo, "--to", "huawei", "--nonsense"],
    ] {
        assert_eq!(desk.cli.run(arguments).code, 3);
    }
    desk.nothing_was_sent();
}
