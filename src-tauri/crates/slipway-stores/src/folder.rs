//! How a folder of this crate becomes a [`crate::Store`]. The shape of the folders *is* the mechanism: every answer of the trait lies in
//! the module of the same purpose, so a store's `mod.rs` is its modules, its card and one call of [`own_folder`].

/// Makes the unit struct of that name and implements [`crate::Store`] for it from the modules beside the file that says this:
///
/// | asked | answered by |
/// |---|---|
/// | `card`, `guide`, `words` | `CARD`, `guide.toml`, `words.toml` |
/// | `hint`, `credentials` | `credentials::hint`, `credentials::clean` |
/// | `check`, `survey` | `check::check`, `check::survey` |
/// | `objections` | `objections::objections` |
/// | `plan`, `intent` | `plan::plan`, `plan::intent` |
/// | `run`, `look`, `review` | `publish::run`, `look::look`, `status::review` |
///
/// What only some stores have is named after the struct, each with the function that answers it: `trace = trace::of`,
/// `steer = phases::steer`, `tester_groups = testers::groups`, `quotas = quotas::quotas`. Anything else that a store answers in its own
/// way stands as a whole method after a semicolon; what is not
/// named keeps the trait's own answer.
///
/// Guide and words are parts of the program: a broken one is empty here and fails `tests/complete.rs`.
macro_rules! own_folder {
    ($store:ident $(, $asked:ident = $answer:path)* $(,)? $(; $($whole:tt)*)?) => {
        $crate::folder::own_folder! {
            @ $store { $($($whole)*)? } $($asked = $answer,)*
        }
    };

    (@ $store:ident { $($done:tt)* } trace = $answer:path, $($rest:tt)*) => {
        $crate::folder::own_folder! {
            @ $store {
                $($done)*
                fn trace(&self, outputs: &slipway_model::Outputs) -> serde_json::Value {
                    $answer(outputs)
                }
            }
            $($rest)*
        }
    };

    (@ $store:ident { $($done:tt)* } tester_groups = $answer:path, $($rest:tt)*) => {
        $crate::folder::own_folder! {
            @ $store {
                $($done)*
                async fn tester_groups(
                    &self,
                    visit: &$crate::Visit,
                    app: &slipway_model::AppRef,
                ) -> Result<Vec<$crate::GroupThere>, slipway_model::Problem> {
                    $answer(visit, app).await
                }
            }
            $($rest)*
        }
    };

    (@ $store:ident { $($done:tt)* } quotas = $answer:path, $($rest:tt)*) => {
        $crate::folder::own_folder! {
            @ $store {
                $($done)*
                fn quotas(
                    &self,
                    order: &slipway_model::Order,
                    credentials: &$crate::Credentials,
                ) -> Vec<$crate::Quota> {
                    $answer(order, credentials)
                }
            }
            $($rest)*
        }
    };

    (@ $store:ident { $($done:tt)* } steer = $answer:path, $($rest:tt)*) => {
        $crate::folder::own_folder! {
            @ $store {
                $($done)*
                async fn steer(
                    &self,
                    visit: &$crate::Visit,
                    app: &slipway_model::AppRef,
                    submitted: Option<&$crate::Submitted>,
                    steering: &slipway_model::Steering,
                ) -> Result<(), slipway_model::Problem> {
                    $answer(visit, app, submitted, steering).await
                }
            }
            $($rest)*
        }
    };

    (@ $store:ident { $($done:tt)* }) => {
        pub(crate) struct $store;

        #[async_trait::async_trait]
        impl $crate::Store for $store {
            fn card(&self) -> &'static $crate::Card {
                &CARD
            }

            fn guide(&self) -> &'static $crate::Guide {
                static GUIDE: std::sync::LazyLock<$crate::Guide> = std::sync::LazyLock::new(|| {
                    $crate::Guide::parse(include_str!("guide.toml")).unwrap_or_default()
                });
                &GUIDE
            }

            fn words(&self) -> &'static slipway_model::Words {
                static WORDS: std::sync::LazyLock<slipway_model::Words> =
                    std::sync::LazyLock::new(|| {
                        slipway_model::Words::parse(include_str!("words.toml")).unwrap_or_default()
                    });
                &WORDS
            }

            fn hint(&self, field: &str, value: &str) -> $crate::Hint {
                credentials::hint(field, value)
            }

            fn credentials(
                &self,
                form: &$crate::Form,
            ) -> Result<$crate::Credentials, Vec<$crate::FieldProblem>> {
                credentials::clean(form)
            }

            async fn check(
                &self,
                visit: &$crate::Visit,
                app: Option<&slipway_model::AppRef>,
            ) -> Vec<$crate::Probe> {
                check::check(visit, app).await
            }

            async fn survey(
                &self,
                visit: &$crate::Visit,
                app: &slipway_model::AppRef,
            ) -> Result<$crate::Survey, slipway_model::Problem> {
                check::survey(visit, app).await
            }

            fn objections(
                &self,
                order: &slipway_model::Order,
                now: jiff::Timestamp,
            ) -> Vec<slipway_model::Problem> {
                objections::objections(order, now)
            }

            fn plan(&self, order: &slipway_model::Order) -> Vec<slipway_model::Step> {
                plan::plan(order)
            }

            fn intent(
                &self,
                order: &slipway_model::Order,
                step: &slipway_model::Step,
                outputs: &slipway_model::Outputs,
            ) -> serde_json::Value {
                plan::intent(order, step, outputs)
            }

            async fn run(
                &self,
                visit: &$crate::Visit,
                order: &slipway_model::Order,
                step: &slipway_model::Step,
                outputs: &slipway_model::Outputs,
                attempt: $crate::Attempt,
            ) -> slipway_model::Outcome {
                publish::run(visit, order, step, outputs, attempt).await
            }

            async fn look(
                &self,
                visit: &$crate::Visit,
                order: &slipway_model::Order,
                step: &slipway_model::Step,
                intent: &serde_json::Value,
                outputs: &slipway_model::Outputs,
                waited_s: u64,
            ) -> slipway_model::Looked {
                look::look(visit, order, step, intent, outputs, waited_s).await
            }

            async fn review(
                &self,
                visit: &$crate::Visit,
                app: &slipway_model::AppRef,
                submitted: Option<&$crate::Submitted>,
            ) -> Result<slipway_model::Review, slipway_model::Problem> {
                status::review(visit, app, submitted).await
            }

            $($done)*
        }
    };
}

pub(crate) use own_folder;
