//! A release to Xiaomi: ask, push, ask again. Push uploads and submits in one request that nothing can take back and that has
//! no receipt, so it is sent once; when its answer is lost, the store is asked for ten minutes and then a person decides.

use std::path::Path;

use serde_json::{Value, json};
use slipway_http::{FileBody, Method, Multipart};
use slipway_model::{
    Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Sentence, Step, When,
};

use super::{
    auth::{Signed, sig},
    check::not_there,
    look::has_landed,
    objections::{privacy_url, update_note},
    problem::{Heard, failure},
    status::query,
    wire::{self, NEW_VERSION, PushData, PushedApp},
};
use crate::{Attempt, Visit, failure::Failure};

pub(super) async fn run(
    visit: &Visit,
    order: &Order,
    step: &Step,
    outputs: &Outputs,
    _attempt: Attempt,
) -> Outcome {
    let ended = match step.key.as_str() {
        "query" => ask(visit, order).await,
        "push" => push(visit, order, outputs).await,
        _ => confirm(visit, order).await,
    };
    match ended {
        Ok(output) => Outcome::Done { output },
        Err(failure) => failure.outcome(step.repeat),
    }
}

/// Stops before a byte of the package is sent when the push cannot succeed.
async fn ask(visit: &Visit, order: &Order) -> Result<Value, Failure> {
    let (reply, _) = query(visit, &order.app.package).await?;
    let no = |kind: ProblemKind, says: Sentence| Err(Failure::certain(Problem::new(kind, says)));
    let Some(info) = &reply.package_info else {
        return Err(Failure::certain(not_there(&order.app.package)));
    };
    if let Some(other) = info
        .package_name
        .as_deref()
        .filter(|name| *name != order.app.package)
    {
        let says = Sentence::new("problem.other-package")
            .with("package", &order.app.package)
            .with("found", other);
        return no(ProblemKind::StoreDown, says);
    }
    if reply.update_version == Some(false) {
        return no(
            ProblemKind::AlreadyThere,
            Sentence::new("problem.in-review"),
        );
    }
    let ours = order
        .build()
        .map(|build| build.version_code)
        .unwrap_or_default();
    if let Some(live) = reply.live().filter(|live| ours <= *live) {
        let says = Sentence::new("problem.version-not-higher")
            .with("ours", ours)
            .with("live", live);
        return no(ProblemKind::BadArtifact, says);
    }
    // The name in the store is sent back to it; any other would rename the app [issues].
    let Some(name) = &info.app_name else {
        return no(
            ProblemKind::StoreDown,
            Sentence::new("problem.name-not-told"),
        );
    };
    Ok(json!({ "app_name": name, "newest": reply.newest(), "live": reply.live() }))
}

async fn push(visit: &Visit, order: &Order, outputs: &Outputs) -> Result<Value, Failure> {
    let parcel = Parcel::pack(visit, order, outputs).await?;
    // The store answers only after it has read the package: up to ten minutes after the last byte [several clients].
    let request = visit
        .line
        .request(Method::POST, wire::PUSH)
        .changes()
        .takes_long();
    let request = if wire::EXPECT_CONTINUE {
        request.header("Expect", "100-continue")
    } else {
        request
    };
    let answer = request.multipart(parcel.into_parts()).send().await?;
    let heard = Heard::new(&answer, visit.now());
    if heard.succeeded() {
        Ok(json!({ "said": heard.message() }))
    } else {
        Err(failure(&heard))
    }
}

/// Everything that one push sends, hashed and signed.
struct Parcel {
    data: String,
    sig: String,
    packages: Vec<(&'static str, String, FileBody)>,
    icon: Vec<u8>,
}

impl Parcel {
    async fn pack(visit: &Visit, order: &Order, outputs: &Outputs) -> Result<Self, Failure> {
        let credentials = &visit.account.credentials;
        let app_name = outputs
            .get("query")
            .and_then(|found| found.get("app_name"))
            .and_then(Value::as_str);
        let data = request_data(
            order,
            credentials.expose("account_email").unwrap_or_default(),
            app_name.ok_or_else(|| input("problem.name-not-told"))?,
        );
        let icon = icon(order.icon.as_deref()).await?;
        let named = named(order)?;
        let mut signed = vec![Signed::bytes("RequestData", data.as_bytes())];
        signed.extend(named.iter().map(|(name, artifact)| Signed {
            name,
            hash: artifact.build.digests.md5.clone(),
        }));
        signed.push(Signed::bytes("icon", &icon));
        let sig = sig(credentials, &signed).map_err(Failure::certain)?;
        let packages = named
            .into_iter()
            .map(|(name, artifact)| {
                (
                    name,
                    file_name(&artifact.path),
                    FileBody::new(&artifact.path, artifact.build.size),
                )
            })
            .collect();
        Ok(Self {
            data,
            sig,
            packages,
            icon,
        })
    }

    fn into_parts(self) -> Multipart {
        let text = Multipart::new()
            .text("RequestData", self.data)
            .text("SIG", self.sig);
        self.packages
            .into_iter()
            .fold(text, |parts, (name, file_name, file)| {
                parts.file(name, &file_name, "application/octet-stream", file)
            })
            .bytes_part("icon", Some("icon.png"), "image/png", self.icon)
    }
}

/// `RequestData` of an update. Made once: what is hashed is what is sent.
fn request_data(order: &Order, user_name: &str, app_name: &str) -> String {
    let data = PushData {
        user_name,
        synchro_type: NEW_VERSION,
        app_info: PushedApp {
            app_name,
            package_name: &order.app.package,
            update_desc: update_note(order),
            privacy_url: privacy_url(order),
            online_time: match &order.when {
                When::At { instant, .. } => Some(wire::online_time(*instant)),
                When::AfterApproval | When::ByHand | When::InPhases(_) => None,
            },
        },
    };
    serde_json::to_string(&data).unwrap_or_default()
}

/// The packages under the names of their parts: `apk` is the only one or the 32-bit one, `secondApk` the other [official copy].
/// Any other name is silently ignored by the store [issue].
fn named(order: &Order) -> Result<Vec<(&'static str, &Artifact)>, Failure> {
    match order.artifacts.as_slice() {
        [one] => Ok(vec![("apk", one)]),
        [one, other] if one.build.is_64_only() => Ok(vec![("apk", other), ("secondApk", one)]),
        [one, other] => Ok(vec![("apk", one), ("secondApk", other)]),
        _ => Err(input("problem.no-build")),
    }
}

async fn icon(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let path = path.ok_or_else(|| input("problem.no-icon"))?;
    let read = tokio::fs::read(path).await;
    read.map_err(|error| {
        let problem = Problem::new(
            ProblemKind::BadInput,
            Sentence::new("problem.icon-unreadable"),
        );
        Failure::certain(problem.because(&error))
    })
}

fn input(key: &str) -> Failure {
    Failure::certain(Problem::new(ProblemKind::BadInput, Sentence::new(key)))
}

/// A real, plain file name for each part.
fn file_name(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let plain: String = stem
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
        .take(60)
        .collect();
    if plain.is_empty() {
        "app.apk".to_owned()
    } else {
        format!("{plain}.apk")
    }
}

/// The push was answered with a yes, and no status can be asked for: what the query shows is noted, and takes nothing away.
async fn confirm(visit: &Visit, order: &Order) -> Result<Value, Failure> {
    match query(visit, &order.app.package).await {
        Ok((reply, _)) => Ok(json!({
            "seen": has_landed(&reply, order, None),
            "update_version": reply.update_version,
            "newest": reply.newest(),
        })),
        Err(failure) if failure.problem.kind == ProblemKind::Cancelled => Err(failure),
        Err(_) => Ok(json!({ "seen": false })),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use slipway_model::When;

    use super::{file_name, named, request_data};
    use crate::{
        fixture::{artifact, build, notes, order},
        xiaomi::vectors::text,
    };

    #[test]
    fn request_data_is_the_documented_one_byte_for_byte() {
        let mut order = order("xiaomi");
        order.notes = notes(&[
            ("zh-CN", "1. 修复已知问题\n2. 优化启动速度"),
            ("en-US", "not for this listing"),
        ]);
        order
            .answers
            .insert("privacy_url".into(), "https://example.com/privacy".into());
        order.when = When::At {
            instant: "2027-01-01T01:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
        };
        assert_eq!(
            request_data(&order, &text("email"), "滑道演示"),
            text("vectors.push.request_data")
        );
    }

    #[test]
    fn what_was_not_asked_for_is_not_sent() {
        let data = request_data(&order("xiaomi"), "a@b.c", "滑道");
        assert!(
            !data.contains("privacyUrl") && !data.contains("onlineTime"),
            "{data}"
        );
    }

    #[test]
    fn a_pair_is_sent_with_the_32_bit_package_first() {
        let with = |abi: &str| {
            let mut build = build();
            build.abis = vec![abi.to_owned()];
            artifact(build)
        };
        let mut order = order("xiaomi");
        for pair in [["arm64-v8a", "armeabi-v7a"], ["armeabi-v7a", "arm64-v8a"]] {
            order.artifacts = pair.iter().map(|abi| with(abi)).collect();
            let named = named(&order).unwrap();
            let names: Vec<_> = named
                .iter()
                .map(|(name, artifact)| (*name, artifact.build.abis[0].as_str()))
                .collect();
            assert_eq!(names, [("apk", "armeabi-v7a"), ("secondApk", "arm64-v8a")]);
        }
    }

    #[test]
    fn file_names_are_plain() {
        assert_eq!(file_name(Path::new("/x/My App-1.0.apk")), "MyApp-1.0.apk");
        assert_eq!(file_name(Path::new("滑道.apk")), "app.apk");
    }
}
