//! The harness that all suites share.
