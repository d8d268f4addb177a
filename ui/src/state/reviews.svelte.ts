// Which reviews still wait for a store, which need a person, and which are over.

import type { ReviewRow } from "../backend/views";

// A version that only a share of the users has is live, and still waits for a person's hand.
const MOVING = ["planned", "running", "paused"];
const OVER = ["live", "withdrawn", "removed", "none"];
const ATTENTION = ["rejected", "needs-look", "awaiting-release"];

export interface SortedReviews {
  attention: ReviewRow[];
  waiting: ReviewRow[];
  past: ReviewRow[];
}

export function sortReviews(rows: ReviewRow[]): SortedReviews {
  const attention = rows.filter((row) => ATTENTION.includes(row.state) || (row.problem && !OVER.includes(row.state)));
  const past = rows.filter((row) => OVER.includes(row.state) && !MOVING.includes(row.phase?.state ?? ""));
  const waiting = rows.filter((row) => !attention.includes(row) && !past.includes(row));
  return { attention, waiting, past };
}
