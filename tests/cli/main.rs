//! The headless twin as scripts see it: exit codes, NDJSON, sentences, and a foreign program against its practice.

mod bad_input;
mod ends;
mod practice;
mod publish;
mod stands;
mod testers;
