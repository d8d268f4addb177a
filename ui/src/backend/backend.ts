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
  ImportPage,
  ImportView,
  Imported,
  Keep,
  KeyringView,
  LedgerEntry,
  Lever,
  OwnGroup,
  PeoplePage,
  PeopleQuery,
  PersonEdit,
  PersonStanding,
  PersonView,
  Place,
  PlacePage,
  PlaceQuery,
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
  StoreGroup,
  StorePage,
  StoreTile,
  TesterPlace,
  TesterRowView,
  TesterSend,
  TesterStore,
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

  /** Every row of a store's testers in a release, with what became of it. */
  testerRows(id: string, store: string): Promise<TesterRowView[]>;
  /** A stretch of the recorded people, by address. */
  testerPeople(query: PeopleQuery): Promise<PeoplePage>;
  /** Own groups, and where each was sent. */
  ownGroups(): Promise<OwnGroup[]>;
  /** Every group of a store into which people were sent. */
  testerPlaces(): Promise<TesterPlace[]>;
  placePeople(query: PlaceQuery): Promise<PlacePage>;
  testerStanding(person: string): Promise<PersonStanding>;
  /** Stores that take testers, and what each cannot do. */
  testerStores(): Promise<TesterStore[]>;
  groupsAtStore(store: string, account: string, app: string): Promise<StoreGroup[]>;
  saveTester(edit: PersonEdit): Promise<PersonView>;
  /** Here only; stores keep them. */
  forgetTester(person: string): Promise<void>;
  /** Answers its id; of the one that has this name already, where there is one. */
  newOwnGroup(name: string): Promise<string>;
  renameOwnGroup(id: string, name: string): Promise<void>;
  deleteOwnGroup(id: string): Promise<void>;
  addToOwnGroup(id: string, people: string[]): Promise<void>;
  removeFromOwnGroup(id: string, people: string[]): Promise<void>;
  /** Opens the system's file dialog. `group`: name of the own group that people join; empty: none. `null`: nothing was picked. */
  pickTesterList(group: string): Promise<ImportView | null>;
  /** For a list that was dropped: its path from `openedFiles`. */
  previewTesterList(path: string, group: string): Promise<ImportView>;
  previewTesterText(text: string, group: string): Promise<ImportView>;
  /** `only`: a status, or empty for all. */
  importRows(id: string, only: string, from: number, count: number): Promise<ImportPage>;
  mendImportRow(id: string, row: number, email: string, firstName: string, lastName: string): Promise<ImportView>;
  /** Another own group for the rows that name none. */
  importInto(id: string, group: string): Promise<ImportView>;
  /** `whole`: all rows or none. */
  applyImport(id: string, whole: boolean): Promise<Imported>;
  dropImport(id: string): Promise<void>;
  /** `group` null: everybody. `apple`: App Store Connect's order. Answers where it was written. */
  exportTesters(group: string | null, apple: boolean): Promise<string | null>;
  /** Text of a certificate for a draft's store. */
  pickCertificate(): Promise<string | null>;
  /** The draft that sends own groups to a store, or takes people out there: plan and start it like any other. */
  testerDraft(send: TesterSend): Promise<Draft>;

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
