//! Whether there is a session bus. Without one a second start cannot find the first, so closing the window must not hide it.

/// Asks by connecting, since a stale address is as good as none.
#[cfg(target_os = "linux")]
pub(crate) fn can_find_the_first_window() -> bool {
    match std::env::var("DBUS_SESSION_BUS_ADDRESS") {
        Ok(addresses) if !addresses.is_empty() => addresses.split(';').any(answers),
        _ => std::env::var("XDG_RUNTIME_DIR")
            .is_ok_and(|folder| answers(&format!("unix:path={folder}/bus"))),
    }
}

/// Windows has a named mutex and macOS a socket; both are always there.
#[cfg(not(target_os = "linux"))]
pub(crate) fn can_find_the_first_window() -> bool {
    true
}

#[cfg(target_os = "linux")]
fn answers(address: &str) -> bool {
    use std::os::{
        linux::net::SocketAddrExt as _,
        unix::net::{SocketAddr, UnixStream},
    };

    let Some(options) = address.strip_prefix("unix:") else {
        // A bus over TCP or behind a launcher: rare, and only its own client can tell.
        return !address.is_empty();
    };
    options
        .split(',')
        .any(|option| match option.split_once('=') {
            Some(("path", path)) => UnixStream::connect(path).is_ok(),
            Some(("abstract", name)) => SocketAddr::from_abstract_name(name)
                .is_ok_and(|address| UnixStream::connect_addr(&address).is_ok()),
            _ => false,
        })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::answers;

    #[test]
    fn a_bus_is_there_when_its_socket_answers() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bus");
        let address = format!("unix:path={},guid=0", path.display());
        assert!(!answers(&address));
        let _bus = UnixListener::bind(&path).unwrap();
        assert!(answers(&address));
        assert!(!answers(""));
    }
}
