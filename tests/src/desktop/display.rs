//! The window from outside, as a window manager has it: whether it is shown, and its close button. WebDriver's own "close window" ends the
//! process without asking, which no person can do.
#![expect(clippy::expect_used, reason = "the harness speaks to a test runner")]

use x11rb::{
    connection::Connection as _,
    protocol::xproto::{
        Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState,
        Window as Handle,
    },
    rust_connection::{ReplyError, RustConnection},
};

use super::Window;

impl Window {
    /// Is the window on the display?
    ///
    /// # Panics
    /// Without a display.
    pub fn is_shown(&self) -> bool {
        let display = Display::open();
        self.process()
            .is_some_and(|process| display.windows_of(process).next().is_some())
    }

    /// Waits until the window is hidden, with its process still there.
    ///
    /// # Panics
    /// When it stays, or its process ends.
    pub async fn hides(&self) {
        self.until("the window is not hidden", async || !self.is_shown())
            .await;
        self.process().expect("the process goes on");
    }

    /// Waits until the window is on the display.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn shows_itself(&self) {
        self.until("the window is not shown", async || self.is_shown())
            .await;
    }

    /// Presses the window's close button.
    ///
    /// # Panics
    /// When there is no window to close.
    pub fn press_close(&self) {
        let display = Display::open();
        let process = self.process().expect("a process");
        let window = display.windows_of(process).next().expect("a window");
        display.ask_to_close(window).expect("asked");
    }
}

struct Display {
    connection: RustConnection,
    root: Handle,
}

impl Display {
    fn open() -> Self {
        let (connection, screen) = x11rb::connect(None).expect("a display");
        let root = connection.setup().roots[screen].root;
        Self { connection, root }
    }

    /// Windows that this process shows and that can be closed. There is no window manager here, so they are the root's own children.
    fn windows_of(&self, process: u32) -> impl Iterator<Item = Handle> {
        let tree = self.connection.query_tree(self.root).expect("asked");
        let children = tree.reply().expect("windows").children;
        // A window may be gone between two questions.
        children
            .into_iter()
            .filter(move |window| self.belongs(*window, process).unwrap_or(false))
    }

    fn belongs(&self, window: Handle, process: u32) -> Result<bool, ReplyError> {
        let attributes = self.connection.get_window_attributes(window)?.reply()?;
        let owner = self.numbers(window, "_NET_WM_PID", AtomEnum::CARDINAL)?;
        let closes = self.numbers(window, "WM_PROTOCOLS", AtomEnum::ATOM)?;
        Ok(attributes.map_state == MapState::VIEWABLE
            && owner == [process]
            && closes.contains(&self.atom("WM_DELETE_WINDOW")?))
    }

    /// ICCCM 4.2.8.1: a client message WM_PROTOCOLS with WM_DELETE_WINDOW.
    fn ask_to_close(&self, window: Handle) -> Result<(), ReplyError> {
        let data = [self.atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, window, self.atom("WM_PROTOCOLS")?, data);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)?
            .check()
    }

    fn numbers(&self, window: Handle, name: &str, kind: AtomEnum) -> Result<Vec<u32>, ReplyError> {
        let property =
            self.connection
                .get_property(false, window, self.atom(name)?, kind, 0, 64)?;
        let reply = property.reply()?;
        Ok(reply.value32().into_iter().flatten().collect())
    }

    fn atom(&self, name: &str) -> Result<Atom, ReplyError> {
        let atom = self.connection.intern_atom(false, name.as_bytes())?;
        Ok(atom.reply()?.atom)
    }
}
