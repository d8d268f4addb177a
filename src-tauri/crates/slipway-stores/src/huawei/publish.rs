//! A release to AppGallery: sign in, find the app, upload, attach the package, wait until it is read, write the notes, submit,
//! read back. Only *attach* and *submit* change something that a second time would change again; each is one request, and
//! `look.rs` finds out afterwards whether it happened.

use std::time::Duration;

use serde_json::{Value, json};
use slipway_http::{FileBody, Method};
use slipway_model::{
    Artifact, Order, Outcome, Outputs, Problem, ProblemKind, Repeat, Retry, Said, Sentence, Step,
    When,
};

use super::{
    auth,
    look::Standing,
    objections::app_id,
    problem::Heard,
    status::{app_info, find_app, is_in_review, not_found, term, unreadable},
    wire::{
        self, CompileReply, FileInfo, FileInfoReply, FileInfoRequest, LanguageInfoRequest,
        UploadUrlReply, UrlInfo,
    },
};
use crate::{Attempt, Survey, Visit, failure::Failure, notes};

/// How long the reading of a package may take: two minutes by the page, three to five by the error text [official].
const READING: Duration = Duration::from_secs(15 * 60);
/// How long *submit* is repeated while the store says that it still reads.
const SUBMITTING: Duration = Duration::from_secs(10 * 60);
/// How long a submission may stay invisible before it is doubted.
const SEEING: Duration = Duration::from_secs(2 * 60);
const SLOW: Duration = Duration::from_secs(15);

pub(super) fn plan(order: &Order) -> Vec<Step> {
    let step = |key: &str, title: Sentence, weight: u32, repeat: Repeat| Step {
        key: key.to_owned(),
        title,
        weight,
        repeat,
        bulk: key == "upload",
        after: Vec::new(),
    };
    let plain = |key: &str| Sentence::new(format!("title.{key}"));
    let mut steps = vec![
        step("sign-in", plain("sign-in"), 1, Repeat::Freely),
        step("find-app", plain("find-app"), 1, Repeat::Freely),
        step("upload", plain("upload"), 70, Repeat::Freely),
        step("attach", plain("attach"), 2, Repeat::AfterLooking),
        step("compile", plain("compile"), 14, Repeat::Freely),
    ];
    steps.extend(notes_to_send(order).into_iter().map(|note| {
        let title = Sentence::new("title.notes").with("language", &note.language);
        step(
            &format!("notes:{}", note.language),
            title,
            1,
            Repeat::Freely,
        )
    }));
    let submit = match &order.when {
        When::At { instant, .. } => {
            Sentence::new("title.submit-at").with("time", wire::time(*instant))
        }
        When::AfterApproval | When::ByHand => plain("submit"),
    };
    steps.push(step("submit", submit, 4, Repeat::AfterLooking));
    steps.push(step("confirm", plain("confirm"), 3, Repeat::Freely));
    steps
}

/// One `notes:` step.
pub(super) struct Note<'a> {
    pub(super) language: String,
    pub(super) text: &'a str,
    /// Set when the language is new for the listing, where the name is mandatory.
    app_name: Option<String>,
}

/// What is written to which language: those of the listing, and those that the person asked to add (`add_languages`).
pub(super) fn notes_to_send(order: &Order) -> Vec<Note<'_>> {
    let survey = Survey::of(order);
    let known = if survey.languages.is_empty() {
        vec![super::CARD.default_language.to_owned()]
    } else {
        survey.languages
    };
    let of_listing =
        notes::for_listing(&order.notes, &known)
            .into_iter()
            .map(|(language, text)| Note {
                language,
                text,
                app_name: None,
            });
    let asked = order
        .answers
        .get("add_languages")
        .map(String::as_str)
        .unwrap_or_default();
    let added = asked
        .split([',', ' '])
        .filter(|tag| !tag.is_empty() && !known.iter().any(|known| notes::same(known, tag)));
    let added = added.filter_map(|tag| {
        let (_, text) = order
            .notes
            .0
            .iter()
            .find(|(note, text)| notes::same(note, tag) && !text.trim().is_empty())?;
        Some(Note {
            language: tag.to_owned(),
            text,
            app_name: survey.store_name.clone(),
        })
    });
    of_listing.chain(added).collect()
}

/// What `look` compares with afterwards.
pub(super) fn intent(order: &Order, step: &Step, outputs: &Outputs) -> Value {
    let found = outputs.get("find-app");
    let before = |name: &str| {
        found
            .and_then(|found| found.get(name))
            .cloned()
            .unwrap_or_default()
    };
    match step.key.as_str() {
        "attach" | "submit" => json!({
            "app_id": before("app_id"),
            "version_code": order.build().map(|build| build.version_code),
            "state_before": before("state"),
            "newest_before": before("newest"),
        }),
        _ => Value::Null,
    }
}

pub(super) async fn run(
    visit: &Visit,
    order: &Order,
    step: &Step,
    outputs: &Outputs,
    attempt: Attempt,
) -> Outcome {
    let release = Release {
        visit,
        order,
        outputs,
        attempt,
    };
    let ended = match step.key.as_str() {
        "sign-in" => release.sign_in().await,
        "find-app" => release.find_app().await,
        "upload" => release.upload().await,
        "attach" => release.attach().await,
        "compile" => release.compile().await,
        "submit" => release.submit().await,
        "confirm" => release.confirm().await,
        key => release.notes(key.trim_start_matches("notes:")).await,
    };
    ended.unwrap_or_else(|failure| failure.outcome(step.repeat))
}

struct Release<'a> {
    visit: &'a Visit,
    order: &'a Order,
    outputs: &'a Outputs,
    attempt: Attempt,
}

type Ended = Result<Outcome, Failure>;

fn done(output: Value) -> Ended {
    Ok(Outcome::Done { output })
}

impl Release<'_> {
    async fn sign_in(&self) -> Ended {
        auth::pass(self.visit).await?;
        done(Value::Null)
    }

    /// Finds the app and reads where it stands, so that nothing is uploaded that cannot be submitted.
    async fn find_app(&self) -> Ended {
        let given = app_id(self.order);
        let package = &self.order.app.package;
        let id = find_app(self.visit, package, given.as_deref()).await?;
        let id = id.ok_or_else(|| Failure::certain(not_found(&self.order.app)))?;
        let reply = app_info(self.visit, &id).await?;
        let (info, state, ours) = (reply.info(), reply.state(), self.version_code());
        if is_in_review(state) {
            let says = Sentence::new("problem.in-review");
            return Err(refused(ProblemKind::AlreadyThere, says, term(state)));
        }
        if let Some(live) = info.on_shelf_version_code.filter(|live| ours <= *live) {
            let says = Sentence::new("problem.version-not-higher")
                .with("ours", ours)
                .with("live", live);
            return Err(Failure::certain(Problem::new(
                ProblemKind::BadArtifact,
                says,
            )));
        }
        done(
            json!({ "app_id": id, "state": state, "newest": info.version_code, "live": info.on_shelf_version_code }),
        )
    }

    /// Asks for a place and fills it. A place is good for one try and about five minutes, so each attempt asks anew.
    async fn upload(&self) -> Ended {
        let artifact = self.artifact()?;
        let file_name = wire::file_name(&artifact.path);
        let place = self.place(artifact, &file_name).await?;
        let mut request = self.visit.line.request_given(Method::PUT, &place.url)?;
        for (name, value) in &place.headers {
            // The library sets these two itself, to the same values: the URL's host and the file's length.
            if !["host", "content-length"].contains(&name.to_lowercase().as_str()) {
                request = request.header(name, value);
            }
        }
        let answer = request
            .file(FileBody::new(&artifact.path, artifact.build.size))
            .send()
            .await?;
        match answer.status {
            200..=299 => done(json!({
                "object_id": place.object_id,
                "file_name": file_name,
                // Named for the record when it is none of the hosts that are known to be Huawei's.
                "new_host": answer.new_host(),
            })),
            status => {
                let said = answer.said(format!("HTTP {status}"));
                let (kind, retry, says) = match status {
                    // The address has expired or was used: a fresh one is asked for at once.
                    403 => (ProblemKind::StoreDown, Retry::Now, "problem.upload-again"),
                    429 | 500.. => (
                        ProblemKind::StoreDown,
                        Retry::After { wait: SLOW },
                        "problem.upload-again",
                    ),
                    _ => (ProblemKind::Refused, Retry::No, "problem.upload-refused"),
                };
                Err(Failure::certain(
                    Problem::new(kind, Sentence::new(says))
                        .retry(retry)
                        .said(said),
                ))
            }
        }
    }

    async fn place(&self, artifact: &Artifact, file_name: &str) -> Result<UrlInfo, Failure> {
        let length = artifact.build.size.to_string();
        let app_id = self.app_id()?;
        let mut query = vec![
            ("appId", app_id.as_str()),
            ("fileName", file_name),
            ("contentLength", &length),
            ("releaseType", wire::FULL_RELEASE),
        ];
        if !artifact.build.digests.sha256.is_empty() {
            query.push(("sha256", &artifact.build.digests.sha256));
        }
        query.extend(wire::mainland(self.visit));
        let heard = self.get(wire::UPLOAD_URL, &query).await?;
        let place = heard
            .read()
            .and_then(|reply: UploadUrlReply| reply.url_info);
        place.ok_or_else(|| Failure::open(unreadable()))
    }

    async fn attach(&self) -> Ended {
        let uploaded = |name: &str| {
            self.output("upload", name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let body = FileInfoRequest {
            file_type: 5,
            files: [FileInfo {
                file_name: uploaded("file_name"),
                file_dest_url: uploaded("object_id"),
            }],
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", wire::FULL_RELEASE),
        ];
        let address = wire::address(self.visit, wire::FILE_INFO);
        let heard = auth::call(self.visit, |line| {
            line.request(Method::PUT, &address)
                .query(query)
                .json(&body)
                .changes()
        })
        .await?;
        let packages = heard
            .read()
            .map(|reply: FileInfoReply| reply.pkg_version)
            .unwrap_or_default();
        let package = packages.first().and_then(crate::lenient::as_text);
        if !heard.confirmed() && package.is_none() {
            return Err(Failure::open(unreadable()));
        }
        done(json!({ "pkg_id": package }))
    }

    async fn compile(&self) -> Ended {
        // After a lost answer the package's id is unknown; *submit* then waits for the reading instead.
        let Some(package) = self.output("attach", "pkg_id").and_then(Value::as_str) else {
            return done(json!({ "asked": false }));
        };
        let app_id = self.app_id()?;
        let heard = self
            .get(
                wire::COMPILE_STATUS,
                &[("appId", &app_id), ("pkgIds", package)],
            )
            .await?;
        let states = heard
            .read()
            .map(|reply: CompileReply| reply.states)
            .unwrap_or_default();
        match states.first().and_then(|package| package.status) {
            Some(0) => done(json!({ "asked": true })),
            Some(2) => Err(Failure::certain(Problem::new(
                ProblemKind::BadArtifact,
                Sentence::new("problem.package-unreadable"),
            ))),
            // 1, or nothing yet: an empty list is normal at first.
            _ if self.attempt.waited < READING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.package"),
            }),
            _ => Err(Failure::certain(Problem::new(
                ProblemKind::TimedOut,
                Sentence::new("problem.still-reading"),
            ))),
        }
    }

    async fn notes(&self, language: &str) -> Ended {
        let notes = notes_to_send(self.order);
        let Some(note) = notes.iter().find(|note| note.language == language) else {
            return done(Value::Null);
        };
        let body = LanguageInfoRequest {
            lang: &note.language,
            new_features: note.text,
            app_name: note.app_name.as_deref(),
        };
        let app_id = self.app_id()?;
        let query = [
            ("appId", app_id.as_str()),
            ("releaseType", wire::FULL_RELEASE),
        ];
        let address = wire::address(self.visit, wire::LANGUAGE_INFO);
        let heard = auth::call(self.visit, |line| {
            line.request(Method::PUT, &address).query(query).json(&body)
        })
        .await?;
        if heard.confirmed() {
            done(Value::Null)
        } else {
            Err(Failure::open(unreadable()))
        }
    }

    async fn submit(&self) -> Ended {
        let app_id = self.app_id()?;
        let mut query = vec![
            ("appId", app_id.clone()),
            ("releaseType", wire::FULL_RELEASE.to_owned()),
        ];
        if let When::At { instant, .. } = &self.order.when {
            query.push(("releaseTime", wire::time(*instant)));
        }
        let pairs = || query.iter().map(|(name, value)| (*name, value.as_str()));
        let address = wire::address(self.visit, wire::SUBMIT);
        let sent = auth::call(self.visit, |line| {
            line.request(Method::POST, &address)
                .query(pairs())
                .json(&json!({}))
                .changes()
        })
        .await;
        match sent {
            Ok(heard) if heard.confirmed() => done(Value::Null),
            Ok(_) => Err(Failure::open(unreadable())),
            Err(failure) if failure.wait.is_some() && self.attempt.waited < SUBMITTING => {
                Ok(Outcome::WaitUntil {
                    after: wait(&failure),
                    what: failure.wait.unwrap_or_default(),
                })
            }
            Err(failure) if failure.wait.is_some() => {
                let said = failure.problem.said.unwrap_or_default();
                let says = Sentence::new("problem.still-reading");
                Err(Failure::certain(
                    Problem::new(ProblemKind::TimedOut, says).said(said),
                ))
            }
            // "In review" may be our own submission, whose first answer was lost.
            Err(failure) if failure.problem.kind == ProblemKind::AlreadyThere => {
                let standing = Standing::read(self.visit, &app_id).await?;
                if standing.has_landed(self.version_code(), self.state_before()) {
                    done(standing.output())
                } else {
                    Err(failure)
                }
            }
            Err(failure) => Err(failure),
        }
    }

    /// Success is what was read back. A yes that the store then does not know of is doubted, not believed; a question that
    /// cannot be asked takes nothing away from that yes.
    async fn confirm(&self) -> Ended {
        let standing = match Standing::read(self.visit, &self.app_id()?).await {
            Err(failure) if failure.problem.kind == ProblemKind::Cancelled => return Err(failure),
            standing => standing,
        };
        match standing {
            Ok(standing) if standing.has_landed(self.version_code(), None) => {
                done(standing.output())
            }
            _ if self.attempt.waited < SEEING => Ok(Outcome::WaitUntil {
                after: pace(self.attempt),
                what: Sentence::new("wait.seeing"),
            }),
            Ok(standing) => Ok(Outcome::Unclear {
                problem: standing.not_seen(),
            }),
            Err(_) => done(json!({ "seen": false })),
        }
    }

    async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Heard, Failure> {
        let address = wire::address(self.visit, path);
        auth::call(self.visit, |line| {
            line.request(Method::GET, &address)
                .query(query.iter().copied())
        })
        .await
    }

    fn artifact(&self) -> Result<&Artifact, Failure> {
        self.order.artifacts.first().ok_or_else(|| {
            Failure::certain(Problem::new(
                ProblemKind::BadInput,
                Sentence::new("problem.no-build"),
            ))
        })
    }

    fn version_code(&self) -> u64 {
        self.order
            .build()
            .map(|build| build.version_code)
            .unwrap_or_default()
    }

    fn output(&self, step: &str, name: &str) -> Option<&Value> {
        self.outputs
            .get(step)?
            .get(name)
            .filter(|value| !value.is_null())
    }

    fn state_before(&self) -> Option<i64> {
        self.output("find-app", "state").and_then(Value::as_i64)
    }

    fn app_id(&self) -> Result<String, Failure> {
        known_app_id(self.order, self.outputs)
    }
}

/// The App ID that *find-app* found, else the one that the order knows.
pub(super) fn known_app_id(order: &Order, outputs: &Outputs) -> Result<String, Failure> {
    let found = outputs
        .get("find-app")
        .and_then(|found| found.get("app_id"))
        .and_then(Value::as_str);
    found
        .map(str::to_owned)
        .or_else(|| app_id(order))
        .ok_or_else(|| Failure::certain(not_found(&order.app)))
}

fn refused(kind: ProblemKind, says: Sentence, words: String) -> Failure {
    Failure::certain(Problem::new(kind, says).said(Said::new(
        "releaseState",
        words.as_bytes(),
        &[],
    )))
}

/// 1, 2, 4, 8 s, then the slow pace; no limit is documented, and small packages are read in a second.
fn pace(attempt: Attempt) -> Duration {
    match attempt.number {
        number @ 1..=4 => Duration::from_secs(1 << (number - 1)),
        _ => SLOW,
    }
}

fn wait(failure: &Failure) -> Duration {
    match failure.problem.retry {
        Retry::After { wait } => wait,
        _ => SLOW,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use slipway_model::{Repeat, When};

    use super::{intent, notes_to_send, plan};
    use crate::fixture::{notes, order};

    #[test]
    fn only_attach_and_submit_ask_before_they_are_repeated() {
        let mut order = order("huawei");
        order.notes = notes(&[("", "中"), ("en-US", "E"), ("ja-JP", "J")]);
        let steps = plan(&order);
        let keys: Vec<&str> = steps.iter().map(|step| step.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "sign-in",
                "find-app",
                "upload",
                "attach",
                "compile",
                "notes:zh-CN",
                "notes:en-US",
                "submit",
                "confirm"
            ]
        );
        let careful: Vec<_> = steps
            .iter()
            .filter(|step| step.repeat != Repeat::Freely)
            .map(|step| step.key.as_str())
            .collect();
        assert_eq!(careful, ["attach", "submit"]);
        let bulk: Vec<_> = steps
            .iter()
            .filter(|step| step.bulk)
            .map(|step| step.key.as_str())
            .collect();
        assert_eq!(bulk, ["upload"]);
    }

    #[test]
    fn a_schedule_is_named_in_the_title() {
        let mut order = order("huawei");
        order.when = When::At {
            instant: "2026-12-01T02:00:00Z".parse().unwrap(),
            zone: "UTC".into(),
        };
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(submit.title.args["time"], "2026-12-01T10:00:00+0800");
    }

    #[test]
    fn a_language_is_added_only_when_asked_for_and_with_the_apps_name() {
        let mut order = order("huawei");
        order.notes = notes(&[("zh-CN", "中"), ("ja-JP", "J")]);
        let sent = |order: &slipway_model::Order| -> Vec<(String, String, Option<String>)> {
            let named =
                |note: super::Note<'_>| (note.language, note.text.to_owned(), note.app_name);
            notes_to_send(order).into_iter().map(named).collect()
        };
        assert_eq!(sent(&order), [("zh-CN".to_owned(), "中".to_owned(), None)]);
        order
            .answers
            .insert("add_languages".into(), "ja-JP, de-DE".into());
        assert_eq!(
            sent(&order)[1..],
            [("ja-JP".to_owned(), "J".to_owned(), Some("滑道".to_owned()))]
        );
    }

    #[test]
    fn a_listing_that_names_no_language_gets_the_stores_default() {
        let mut order = order("huawei");
        order.survey = json!({"languages": []});
        let sent = notes_to_send(&order);
        assert_eq!((sent.len(), sent[0].language.as_str()), (1, "zh-CN"));
    }

    #[test]
    fn an_intent_keeps_what_stood_there_before() {
        let order = order("huawei");
        let outputs = [(
            "find-app".to_owned(),
            json!({"app_id":"100","state":8,"newest":19}),
        )]
        .into();
        let submit = plan(&order)
            .into_iter()
            .find(|step| step.key == "submit")
            .unwrap();
        assert_eq!(
            intent(&order, &submit, &outputs),
            json!({"app_id":"100","version_code":20,"state_before":8,"newest_before":19})
        );
    }
}
