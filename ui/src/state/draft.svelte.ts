// What a person composes in the wizard: files, stores, notes, time. It outlives the wizard's page and a reload (it holds no secret);
// the plan is the engine's answer to exactly this draft and is worthless as soon as the draft differs.

import { asProblem } from "../backend/backend";
import { backend } from "../backend/current";
import type {
  BuildView,
  Draft,
  DraftGoal,
  DraftStore,
  DraftWhen,
  PlanView,
  ProblemView,
  StorePlan,
} from "../backend/views";

const PLAN_AFTER_MS = 500;
const KEPT = "slipway.draft";

export interface Reading {
  path: string;
  bytes: number;
  problem: ProblemView | undefined;
}

export class ReleaseDraft {
  app = $state("");
  builds = $state.raw<BuildView[]>([]);
  reading = $state<Reading[]>([]);
  stores = $state<DraftStore[]>([]);
  notes = $state<Record<string, string>>({ "": "" });
  when = $state<DraftWhen>({ kind: "after-approval" });
  goal = $state<DraftGoal>("submit");
  icon = $state<string | null>(null);

  plan = $state.raw<PlanView>();
  planning = $state(false);
  planProblem = $state.raw<ProblemView>();

  #plannedFor = $state("");
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly draft: Draft = $derived({
    app: this.app,
    builds: this.builds.map((build) => build.path),
    stores: this.stores,
    notes: written(this.notes),
    when: this.when,
    goal: this.goal,
    removes: false,
    icon: this.icon,
  });
  /** The whole draft as text: changes with every change in it, however deep. */
  readonly text = $derived(JSON.stringify(this.draft));
  /** The plan on screen is the answer to the draft on screen. */
  readonly planned = $derived(this.plan !== undefined && this.#plannedFor === this.text);

  /** Reads a build's facts; the first known app among the files becomes the app unless one was chosen. */
  async add(path: string): Promise<void> {
    const known = [...this.builds.map((build) => build.path), ...this.reading.map((reading) => reading.path)];
    if (known.includes(path)) {
      this.reading = this.reading.filter((reading) => reading.path !== path || !reading.problem);
      if (this.builds.some((build) => build.path === path)) return;
    }
    const entry: Reading = $state({ path, bytes: 0, problem: undefined });
    this.reading = [...this.reading, entry];
    try {
      const build = await backend().inspectBuild(path, (bytes) => (entry.bytes = bytes));
      if (!this.reading.includes(entry)) return;
      this.builds = [...this.builds, build];
      if (!this.app && build.app) this.app = build.app;
      this.reading = this.reading.filter((reading) => reading !== entry);
    } catch (thrown) {
      entry.problem = asProblem(thrown);
    }
  }

  drop(path: string): void {
    if (this.reading.some((reading) => reading.path === path)) void backend().stopInspecting(path);
    this.builds = this.builds.filter((build) => build.path !== path);
    this.reading = this.reading.filter((reading) => reading.path !== path);
    for (const store of this.stores) store.builds = store.builds.filter((build) => build !== path);
  }

  store(id: string): DraftStore | undefined {
    return this.stores.find((store) => store.store === id);
  }

  choose(id: string, chosen: boolean): void {
    if (!chosen) this.stores = this.stores.filter((store) => store.store !== id);
    else if (!this.store(id)) this.stores = [...this.stores, fresh(id)];
  }

  /** An account has another name now. */
  renamed(store: string, from: string, to: string): void {
    const chosen = this.store(store);
    if (chosen?.account !== from) return;
    chosen.account = to;
    this.keep();
  }

  planOf(id: string): StorePlan | undefined {
    return this.plan?.stores.find((plan) => plan.store === id);
  }

  /** Plans after a short rest in typing. */
  planSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.planNow(), PLAN_AFTER_MS);
  }

  async planNow(): Promise<void> {
    clearTimeout(this.#timer);
    this.#turn += 1;
    const turn = this.#turn;
    const text = this.text;
    this.planning = true;
    try {
      const plan = await backend().planRelease(JSON.parse(text) as Draft);
      if (turn !== this.#turn) return;
      this.plan = plan;
      this.planProblem = undefined;
      this.#plannedFor = text;
    } catch (thrown) {
      if (turn === this.#turn) this.planProblem = asProblem(thrown);
    } finally {
      if (turn === this.#turn) this.planning = false;
    }
  }

  clear(app = ""): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.app = app;
    this.builds = [];
    this.reading = [];
    this.stores = [];
    this.notes = { "": "" };
    this.when = { kind: "after-approval" };
    this.goal = "submit";
    this.icon = null;
    this.plan = this.planProblem = undefined;
    this.planning = false;
    this.keep();
  }

  /** So that a reload finds it again. */
  keep(): void {
    sessionStorage.setItem(KEPT, this.text);
  }

  async restore(): Promise<void> {
    const text = sessionStorage.getItem(KEPT);
    if (!text || this.builds.length + this.reading.length > 0) return;
    await this.take(JSON.parse(text) as Draft);
  }

  /** Becomes that draft, whatever it was before; its files are read anew. */
  async take(other: Draft): Promise<void> {
    this.clear(other.app);
    this.stores = other.stores;
    this.notes = { "": "", ...other.notes };
    this.when = other.when;
    this.goal = other.goal;
    this.icon = other.icon;
    for (const path of other.builds) await this.add(path);
  }
}

export const draft = new ReleaseDraft();

function fresh(store: string): DraftStore {
  return {
    store,
    account: "",
    builds: [],
    notes: null,
    when: null,
    first_release: null,
    store_app_id: null,
    answers: {},
    listing: {},
    address: "",
    groups: [],
    certificate: "",
  };
}

/** Languages with a text; the wizard keeps empty ones open. */
function written(notes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(notes).filter(([, text]) => text !== ""));
}
