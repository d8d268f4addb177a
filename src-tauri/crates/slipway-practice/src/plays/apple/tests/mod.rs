//! The play, judged by requests written by hand from Apple's documents.
