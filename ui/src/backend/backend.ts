// Everything the window can ask of the program behind it. Two implementations: `tauri.ts` (the shell) and `fake.ts` (tests and design).
// A refused call rejects with a `ProblemView`; `asProblem` makes one of whatever else may be thrown.

import type {
  AccountView,
  Action,
  AppRow,
  BuildView,
  DeskView,
  Draft,
  HintView,
  Keep,
  KeyringView,
  LedgerEntry,
  Lever,
  Place,
  PlanView,
  ProbeView,
  ProblemView,
  RecordView,
  ReleaseEvent,
  ReleaseRow,
  ReleaseView,
  ReviewRow,
  SaveAnswer,
  Settings,
  Steered,
  StorePage,
  StoreTile,
  WindowPrefs,
  WorldKind,
  WorldView,
} from "./views";

/** Ends a subscription. */
export type Unsubscribe = () => void;

export interface Backend {
  worldView(): Promise<WorldView>;
  switchWorld(kind: WorldKind): Promise<WorldView>;

  desk(): Promise<DeskView>;
  newAppFromBuild(path: string): Promise<AppRow>;

  tiles(): Promise<StoreTile[]>;
  storePage(store: string): Promise<StorePage>;
  fieldHint(store: string, field: string, value: string): Promise<HintView>;
  /** Opens the system's file dialog; the text stays with the shell until the account is saved. `null`: nothing was picked. */
  pickKeyFile(store: string, field: string): Promise<HintView | null>;
  /** Takes the file that was just dropped on that field; as with a picked one, its text stays with the shell. */
  dropKeyFile(store: string, field: string): Promise<HintView | null>;
  /** Fields that are absent keep the value that the account already has. */
  saveAccount(store: string, name: string, form: Record<string, string>, keep: Keep): Promise<SaveAnswer>;
  /** Keys and everything that was remembered under the old name follow. */
  renameAccount(store: string, name: string, to: string): Promise<AccountView>;
  removeAccount(store: string, name: string): Promise<void>;
  checkAccount(store: string, account: string, app: string | null): Promise<ProbeView[]>;
  /** The store's console in the browser, at a guide's step; in a practice world its practice page. */
  openConsole(store: string, step: string | null): Promise<void>;
  keyringRetry(): Promise<KeyringView>;

  pickBuilds(): Promise<string[]>;
  pickIcon(): Promise<string | null>;
  /** Files that were dropped, named on the command line or by a second instance. Asking takes them. */
  openedFiles(): Promise<string[]>;
  inspectBuild(path: string, bytesRead: (bytes: number) => void): Promise<BuildView>;
  stopInspecting(path: string): Promise<void>;
  planRelease(draft: Draft): Promise<PlanView>;
  startRelease(planId: string): Promise<string>;
  /** Replays the journal after that number, then follows. */
  watchRelease(id: string, afterSeq: number, seen: (event: ReleaseEvent) => void): Promise<Unsubscribe>;
  release(id: string): Promise<ReleaseView>;
  releases(): Promise<ReleaseRow[]>;
  record(id: string): Promise<RecordView>;
  /** Where the record was written; `null`: nothing was chosen. */
  exportRecord(id: string): Promise<string | null>;
  /** The draft that would make this release anew; nothing is begun. */
  draftAgain(id: string): Promise<Draft>;
  /** `store` null: all stores of the release. */
  act(id: string, store: string | null, action: Action): Promise<void>;

  reviews(): Promise<ReviewRow[]>;
  refreshReviews(app: string | null, store: string | null): Promise<ReviewRow[]>;
  /** Pulls a lever of the submitted version and reads back what the store shows. `percent` goes with `widen`. */
  steer(app: string, store: string, lever: Lever, percent: string | null): Promise<Steered>;

  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  windowPrefs(): Promise<WindowPrefs>;
  saveWindowPrefs(prefs: WindowPrefs): Promise<void>;
  practiceLedger(after: number): Promise<LedgerEntry[]>;
  /** What runs in this process, in both worlds. */
  running(): Promise<ReleaseRow[]>;
  /** Ends the program when nothing runs, or when `force` says that the person was asked. */
  quit(force: boolean): Promise<void>;

  /** Something changed: ask again. */
  onChanged(then: () => void): Promise<Unsubscribe>;
  /** Files wait in `openedFiles`. `at`: where they were let go on the page, if they were dropped. */
  onOpenedFiles(then: (at: Place | null) => void): Promise<Unsubscribe>;
  /** The person wants to quit while releases run: `running` names them. */
  onQuitAsked(then: () => void): Promise<Unsubscribe>;
  /** A file hovers over the window (true) or left it (false). */
  onDragging(then: (over: boolean) => void): Promise<Unsubscribe>;
}

export function asProblem(thrown: unknown): ProblemView {
  if (isProblem(thrown)) return thrown;
  const says = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: "ours", says, code: null, words: null, can_retry: true, guide_step: null, about: null, causes: [] };
}

function isProblem(thrown: unknown): thrown is ProblemView {
  return typeof thrown === "object" && thrown !== null && "says" in thrown && "kind" in thrown;
}
