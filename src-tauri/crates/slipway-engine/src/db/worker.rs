//! A thread that owns one connection and answers questions in order, so that no async task ever blocks on the disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::DbError;

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

#[derive(Clone, Debug)]
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
}

impl Worker {
    pub(super) fn start(name: &str, mut connection: Connection) -> Result<Self, DbError> {
        let (jobs, inbox) = mpsc::channel::<Job>();
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                while let Ok(job) = inbox.recv() {
                    // A question that panics takes its own answer with it, not the thread of everybody.
                    let _ = catch_unwind(AssertUnwindSafe(|| job(&mut connection)));
                }
            })
            .map_err(|_| DbError::Closed)?;
        Ok(Self { jobs })
    }

    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, DbError> {
        let (answer, answered) = oneshot::channel();
        self.jobs
            .send(Box::new(move |connection| {
                let _ = answer.send(question(connection));
            }))
            .map_err(|_| DbError::Closed)?;
        answered
            .await
            .map_err(|_| DbError::Closed)?
            .map_err(DbError::Sql)
    }
}
