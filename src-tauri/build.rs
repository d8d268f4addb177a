//! Gives every command of the window a permission of its own. Without this manifest Tauri lets a local page call any command
//! unchecked; with it, `capabilities/main.json` decides. A house test holds this list, that file and the bindings together.

const COMMANDS: &[&str] = &[
    // worlds
    "world_view",
    "switch_world",
    // desk
    "desk",
    "new_app_from_build",
    // stores
    "tiles",
    "store_page",
    "field_hint",
    "pick_key_file",
    "drop_key_file",
    "save_account",
    "rename_account",
    "remove_account",
    "check_account",
    "open_console",
    "keyring_retry",
    // builds
    "pick_builds",
    "pick_icon",
    "opened_files",
    "inspect_build",
    "stop_inspecting",
    // releases
    "plan_release",
    "start_release",
    "watch_release",
    "unwatch_release",
    "release",
    "releases",
    "record",
    "export_record",
    "draft_again",
    "tester_rows",
    "act",
    "running",
    // reviews
    "reviews",
    "refresh_reviews",
    "steer",
    // testers
    "tester_people",
    "own_groups",
    "tester_places",
    "place_people",
    "tester_standing",
    "tester_stores",
    "groups_at_store",
    "save_tester",
    "forget_tester",
    "new_own_group",
    "rename_own_group",
    "delete_own_group",
    "add_to_own_group",
    "remove_from_own_group",
    "pick_tester_list",
    "preview_tester_list",
    "preview_tester_text",
    "import_rows",
    "mend_import_row",
    "import_into",
    "apply_import",
    "drop_import",
    "export_testers",
    "pick_certificate",
    "tester_draft",
    // settings
    "settings",
    "save_settings",
    "window_prefs",
    "save_window_prefs",
    "practice_ledger",
    "quit",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}
