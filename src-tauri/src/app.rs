//! Puts the window together: plugins, the engine, the one window, and what happens to it.

use std::{
    collections::hash_map::DefaultHasher,
    fs,
    hash::{Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use slipway_engine::{Engine, Home, PracticeAt, data_folder, problem_view};
use slipway_model::Sentence;
use tauri::{
    AppHandle, DragDropEvent, Manager as _, PhysicalPosition, RunEvent, State,
    WebviewWindowBuilder, WindowEvent, async_runtime, webview::PageLoadEvent,
};
use tauri_plugin_window_state::StateFlags;

use crate::{
    args::Args,
    bindings::{self, Place},
    leaving, overview, picker,
    prefs::Prefs,
    shell::Shell,
    start::{self, say, system_language},
    wire::Across,
};

/// Label of the one window.
pub(crate) const MAIN: &str = "main";

/// The state that every command shares.
pub(crate) fn shell(app: &AppHandle) -> State<'_, Shell> {
    app.state::<Shell>()
}

/// Opens the window and stays until the process ends.
///
/// # Errors
/// A sentence for the person who started Slipway and got no window.
pub(crate) fn run(args: Args) -> Result<(), String> {
    if let Some(says) = start::no_display() {
        return Err(says);
    }
    let context = tauri::generate_context!();
    let home = home(&args, &context.package_info().version.to_string())?;
    let folder = home.folder.clone();
    let engine =
        Engine::open(home).map_err(|problem| problem_view(&problem, system_language()).says)?;
    let window_folder = folder.join("window");
    fs::create_dir_all(&window_folder).map_err(|error| no_folder(&window_folder, &error))?;

    let commands = bindings::builder();
    let handler = commands.invoke_handler();
    let state_file = window_folder.join("place.json");
    let app = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .callback(|app, line, folder| {
                    let files = Args::of_second_start(&line, Path::new(&folder));
                    leaving::show(app);
                    shell(app).open_files(files.unwrap_or_default(), None);
                })
                .dbus_id(bus_name(&context.config().identifier, &folder))
                .build(),
        )
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_filename(state_file.to_string_lossy())
                // A window that was hidden while a release ran is not hidden at the next start.
                .with_state_flags(StateFlags::all() - StateFlags::VISIBLE)
                .build(),
        )
        .invoke_handler(handler)
        .setup(move |app| {
            commands.mount_events(app);
            if let Err(error) = open_window(app.handle(), engine, &args, &window_folder) {
                // An error answered from here is a panic inside the toolkit's loop.
                start::explain(&no_window(&*error));
                app.cleanup_before_exit();
                std::process::exit(1);
            }
            Ok(())
        })
        .on_page_load(|page, load| {
            if load.event() == PageLoadEvent::Started {
                shell(page.app_handle()).end_all();
            }
        })
        .on_window_event(|window, event| on_window_event(window.app_handle(), event))
        .build(context)
        .map_err(|error| no_window(&error))?;
    app.run(|app, event| {
        // `code` is set when we end it ourselves.
        if let RunEvent::ExitRequested {
            api, code: None, ..
        } = event
        {
            api.prevent_exit();
            let app = app.clone();
            async_runtime::spawn(async move { leaving::end(&app).await });
        }
    });
    Ok(())
}

fn open_window(
    app: &AppHandle,
    engine: Engine,
    args: &Args,
    folder: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let prefs = Prefs::open(app, folder)?;
    let shown = args.world().map_or_else(|| prefs.world(), Across::across);
    app.manage(Shell::new(app, engine, prefs, picker::picker(app), shown));
    shell(app).open_files(args.opened(), None);

    let config = app
        .config()
        .app
        .windows
        .first()
        .ok_or("tauri.conf.json names no window")?;
    WebviewWindowBuilder::from_config(app, config)?
        .data_directory(folder.join("webview"))
        .initialization_script(one_language())
        .build()?;
    async_runtime::spawn(overview::keep(app.clone()));
    Ok(())
}

/// WebKitGTK answers `navigator.language` from the C library's locale, which is English where the person's locale was never generated.
/// Page and shell must agree, so the page hears what the shell found.
fn one_language() -> String {
    let tag = system_language().tag();
    format!("Object.defineProperty(navigator, 'language', {{ value: '{tag}' }});")
}

fn on_window_event(app: &AppHandle, event: &WindowEvent) {
    match event {
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            let app = app.clone();
            async_runtime::spawn(async move { leaving::close(&app).await });
        }
        WindowEvent::DragDrop(DragDropEvent::Drop { paths, position }) => {
            let scale = app
                .get_webview_window(MAIN)
                .and_then(|window| window.scale_factor().ok())
                .unwrap_or(1.0);
            shell(app).open_files(paths.clone(), Some(on_the_page(*position, scale)));
        }
        _ => {}
    }
}

/// Where a drop fell. The toolkit calls every position physical; only WebView2's is, the two WebKits count the page's pixels
/// (`drag_drop.rs` of wry 0.57's three platforms).
fn on_the_page(position: PhysicalPosition<f64>, scale: f64) -> Place {
    let scale = if cfg!(windows) { scale } else { 1.0 };
    Place {
        x: (position.x / scale) as i32,
        y: (position.y / scale) as i32,
    }
}

fn home(args: &Args, version: &str) -> Result<Home, String> {
    let folder = args
        .home
        .clone()
        .or_else(data_folder)
        .ok_or_else(|| say(&Sentence::new("window.no-home"), system_language()))?;
    let folder = std::path::absolute(&folder).unwrap_or(folder);
    let mut home = Home::new(folder, version);
    if let Some(file) = args.practice_file() {
        home.practice = PracticeAt::Joined(PathBuf::from(file));
    }
    Ok(home)
}

/// The name under which a second start finds the first. Another home is another Slipway: its window has other worlds.
fn bus_name(identifier: &str, folder: &Path) -> String {
    if data_folder().is_some_and(|own| own == folder) {
        return identifier.to_owned();
    }
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("{identifier}.home{:016x}", hasher.finish())
}

fn no_folder(folder: &Path, error: &std::io::Error) -> String {
    let sentence = Sentence::new("window.no-folder")
        .with("folder", folder.display())
        .with("error", error);
    say(&sentence, system_language())
}

fn no_window(error: &dyn std::error::Error) -> String {
    let sentence = Sentence::new("window.no-window").with("error", error);
    say(&sentence, system_language())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{PhysicalPosition, Place, bus_name, data_folder, on_the_page};

    #[test]
    fn a_drop_falls_where_the_page_sees_it() {
        let shown = PhysicalPosition::new(300.0, 201.0);
        let expected = match cfg!(windows) {
            true => Place { x: 150, y: 100 },
            false => Place { x: 300, y: 201 },
        };
        assert_eq!(on_the_page(shown, 2.0), expected);
    }

    #[test]
    fn each_home_is_found_by_a_name_of_its_own() {
        let own = data_folder().unwrap();
        assert_eq!(bus_name("org.x", &own), "org.x");
        let other = bus_name("org.x", Path::new("/elsewhere"));
        assert!(other.starts_with("org.x.home"));
        assert_ne!(other, bus_name("org.x", Path::new("/third")));
        assert_eq!(other, bus_name("org.x", Path::new("/elsewhere")));
    }
}
