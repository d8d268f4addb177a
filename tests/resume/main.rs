//! The process is killed at every border of the journal, in mid-upload and while an answer is on its way, and started again.
//! Practice lives in another process (this one) and remembers. Afterwards no store has been sent to twice, and whatever cannot
//! be known is called unclear.

mod borders;
mod moments;
mod scene;
mod verdict;
