//! The table of everything that crosses between page and shell, and the TypeScript made from it.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::Wry;
use tauri_specta::{Builder, Event, collect_commands, collect_events};

use crate::commands::{builds, desk, releases, reviews, settings, stores, testers, worlds};

/// Something changed in a world: ask again.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "changed")]
pub(crate) struct Changed;

/// Files from outside wait: take them with `openedFiles`, or with `dropKeyFile` where they were dropped on a key's field.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "opened-files")]
pub(crate) struct OpenedFilesWait {
    pub(crate) at: Option<Place>,
}

/// A point of the page, in its own pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub(crate) struct Place {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// The person wants to leave while releases run: show which (`running`), and ask.
#[derive(Clone, Debug, Serialize, Deserialize, Type, Event)]
#[tauri_specta(event_name = "quit-asked")]
pub(crate) struct QuitAsked;

pub(crate) fn builder() -> Builder<Wry> {
    Builder::<Wry>::new()
        .commands(collect_commands![
            worlds::world_view,
            worlds::switch_world,
            desk::desk,
            desk::new_app_from_build,
            stores::tiles,
            stores::store_page,
            stores::field_hint,
            stores::pick_key_file,
            stores::drop_key_file,
            stores::save_account,
            stores::rename_account,
            stores::remove_account,
            stores::check_account,
            stores::open_console,
            stores::keyring_retry,
            builds::pick_builds,
            builds::pick_icon,
            builds::opened_files,
            builds::inspect_build,
            builds::stop_inspecting,
            releases::plan_release,
            releases::start_release,
            releases::watch_release,
            releases::unwatch_release,
            releases::release,
            releases::releases,
            releases::record,
            releases::export_record,
            releases::draft_again,
            releases::tester_rows,
            releases::act,
            releases::running,
            reviews::reviews,
            reviews::refresh_reviews,
            reviews::steer,
            testers::tester_people,
            testers::own_groups,
            testers::tester_places,
            testers::place_people,
            testers::tester_standing,
            testers::tester_stores,
            testers::groups_at_store,
            testers::save_tester,
            testers::forget_tester,
            testers::new_own_group,
            testers::rename_own_group,
            testers::delete_own_group,
            testers::add_to_own_group,
            testers::remove_from_own_group,
            testers::pick_tester_list,
            testers::preview_tester_list,
            testers::preview_tester_text,
            testers::import_rows,
            testers::mend_import_row,
            testers::import_into,
            testers::apply_import,
            testers::drop_import,
            testers::export_testers,
            testers::pick_certificate,
            testers::tester_draft,
            settings::settings,
            settings::save_settings,
            settings::window_prefs,
            settings::save_window_prefs,
            settings::practice_ledger,
            settings::quit,
        ])
        .events(collect_events![Changed, OpenedFilesWait, QuitAsked])
        // Sizes, counts and version codes stay far below 2^53.
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
}

#[cfg(test)]
mod tests {
    use std::{env, fs, path::Path};

    use specta_typescript::Typescript;

    /// `SLIPWAY_WRITE_BINDINGS=1 cargo test -p slipway` writes the file; without the variable a stale file fails.
    #[test]
    fn the_committed_bindings_are_current() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/backend/bindings.ts");
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("bindings.ts");
        super::builder()
            .export(
                Typescript::default().header(
                    "// Generated from the shell's commands; see src-tauri/src/bindings.rs.\n",
                ),
                &fresh,
            )
            .unwrap();
        let fresh = fs::read_to_string(fresh).unwrap();
        if env::var_os("SLIPWAY_WRITE_BINDINGS").is_some() {
            fs::create_dir_all(committed.parent().unwrap()).unwrap();
            fs::write(&committed, &fresh).unwrap();
        }
        let known = fs::read_to_string(&committed).unwrap_or_default();
        assert!(
            known == fresh,
            "ui/src/backend/bindings.ts is stale: SLIPWAY_WRITE_BINDINGS=1 cargo test -p slipway bindings"
        );
    }
}
