//! What every store's folder answers in the same way: its card, its guide and its words, read from the files that lie there.
//! Not for calls: those a store's `mod.rs` names one by one, because that is where stores differ.

/// The three answers of [`crate::Store`] that are the folder itself: `CARD` in scope, and `guide.toml` and `words.toml` beside
/// the file that says this. To stand in the `impl` of the trait.
///
/// Both texts are parts of the program: a broken one is empty here and fails `tests/complete.rs`.
macro_rules! own_folder {
    () => {
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
    };
}

pub(crate) use own_folder;
