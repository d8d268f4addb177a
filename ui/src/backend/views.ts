// The engine's snapshots as they cross the wire. The types are generated from Rust; this is the door to them for every room, so that
// nobody but this folder knows the generated file. Times are RFC 3339 strings, and no secret ever stands in a record.

export type {
  AccountView,
  Action,
  AppRow,
  AskView,
  BuildView,
  DeskCell,
  DeskView,
  Draft,
  DraftStore,
  DraftWhen,
  FieldSet,
  FieldView,
  GuideStep,
  GuideWay,
  HintView,
  Keep,
  KeyringView,
  LedgerEntry,
  Look,
  NoteCount,
  PlanView,
  ProbeView,
  Progress,
  Receipt,
  RecordView,
  ReleaseEvent,
  ReleaseRow,
  ReleaseView,
  ReviewRow,
  SaveAnswer,
  Settings,
  SignerView,
  Sketch,
  StepView,
  StorePage,
  StorePlan,
  StoreRun,
  StoreTile,
  WindowPrefs,
  WorldKind,
  WorldView,
} from "./bindings";

import type { ProblemView as Generated } from "./bindings";

/** What an objection is about (`build`, `account`, `occasion`, `notes`, `when`, `icon`), where the engine says so. */
export type ProblemView = Generated & { about?: string | null };
