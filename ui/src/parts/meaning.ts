// From the engine's words to the four meanings of colour (and two quiet ones). Every meaning is shown with an icon and a word as well.

export type Meaning = "good" | "waiting" | "look" | "wrong" | "active" | "quiet";

const REVIEW: Record<string, Meaning> = {
  live: "good",
  submitted: "waiting",
  "in-review": "waiting",
  scheduled: "waiting",
  "awaiting-release": "look",
  "needs-look": "look",
  removed: "look",
  rejected: "wrong",
};

const RUN: Record<string, Meaning> = {
  submitted: "good",
  done: "good",
  running: "active",
  waiting: "waiting",
  failed: "wrong",
  unclear: "look",
  interrupted: "look",
};

const IMPORT: Record<string, Meaning> = { new: "good", "name-changes": "active", duplicate: "look", invalid: "wrong" };
const STANDING: Record<string, Meaning> = {
  there: "good",
  changed: "look",
  left: "look",
  refused: "wrong",
  unclear: "look",
  recorded: "waiting",
};
const TESTER: Record<string, Meaning> = {
  sent: "good",
  "already-there": "good",
  removed: "good",
  refused: "wrong",
  unclear: "look",
};

const PROBE: Record<string, Meaning> = { pass: "good", fail: "wrong" };
const TILE: Record<string, Meaning> = { ready: "good", "needs-attention": "look" };
const HINT: Record<string, Meaning> = { good: "good", remark: "look", wrong: "wrong" };

/** Where a version stands with a store. */
export const ofReview = (state: string): Meaning => REVIEW[state] ?? "quiet";
/** A store's share of a release, or one of its steps. */
export const ofRun = (state: string): Meaning => RUN[state] ?? "quiet";
/** What an import does with a row. */
export const ofImport = (status: string): Meaning => IMPORT[status] ?? "quiet";
/** How a person stands in a group of a store. */
export const ofStanding = (standing: string): Meaning => STANDING[standing] ?? "quiet";
/** What became of a tester in a release. */
export const ofTester = (state: string): Meaning => TESTER[state] ?? "quiet";
export const ofProbe = (state: string): Meaning => PROBE[state] ?? "quiet";
export const ofTile = (state: string): Meaning => TILE[state] ?? "quiet";
export const ofHint = (state: string): Meaning => HINT[state] ?? "quiet";
