//! Opens a world, real or practice, and is the one API of window and command line.

pub mod view;
