// One release while it runs. The snapshot is the engine's; an event of the journal means "ask for a new one". Only bytes and speed,
// which the engine does not keep, live here.

import { asProblem } from "../backend/backend";
import { backend } from "../backend/current";
import type { Action, ProblemView, Progress, ReleaseEvent, ReleaseView, StoreRun } from "../backend/views";

export interface StoreProgress extends Progress {
  step: string | null;
}

export class Run {
  view = $state.raw<ReleaseView>();
  problem = $state.raw<ProblemView>();
  /** The live view broke off; the release itself goes on. */
  lost = $state(false);
  progress = $state<Record<string, StoreProgress>>({});

  readonly #id: string;
  #end: (() => void) | undefined;
  #closed = false;
  #asking: Promise<void> | undefined;
  #again = false;

  constructor(id: string) {
    this.#id = id;
  }

  async open(): Promise<void> {
    await this.#ask();
    const after = this.view?.seq ?? 0;
    try {
      const end = await backend().watchRelease(this.#id, after, (event) => this.#seen(event));
      if (this.#closed) end();
      else this.#end = end;
    } catch {
      this.lost = true;
    }
  }

  close(): void {
    this.#closed = true;
    this.#end?.();
  }

  /** Asks for a new snapshot; asking twice at once is asked once more afterwards. */
  refresh(): void {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = this.#ask().finally(() => {
      this.#asking = undefined;
      if (!this.#again || this.#closed) return;
      this.#again = false;
      this.refresh();
    });
  }

  /** Live bytes and speed; after a reload, the last that the engine saw. */
  progressOf(store: StoreRun): StoreProgress | undefined {
    const live = this.progress[store.store];
    if (live || !store.progress) return live;
    const step = store.steps.find(({ state }) => state === "running")?.key ?? null;
    return { ...store.progress, step };
  }

  async act(store: string | null, action: Action): Promise<void> {
    await backend().act(this.#id, store, action);
    this.refresh();
  }

  #seen(event: ReleaseEvent): void {
    if (this.#closed) return;
    if (event.progress && event.store) {
      this.progress[event.store] = { ...event.progress, step: event.step };
    } else {
      this.refresh();
    }
  }

  async #ask(): Promise<void> {
    try {
      this.view = await backend().release(this.#id);
      this.problem = undefined;
    } catch (thrown) {
      this.problem = asProblem(thrown);
    }
  }
}

/** How much of a step is done, 0 to 1. */
export function stepFraction(run: StoreRun, index: number, progress: StoreProgress | undefined): number {
  const step = run.steps[index];
  if (!step) return 0;
  if (step.state === "done" || step.state === "skipped") return 1;
  if (progress && progress.total > 0 && progress.step === step.key) return Math.min(1, progress.bytes / progress.total);
  return 0;
}

/** Is a release, as a whole or for one store, still going to change by itself? */
export function moves(state: string): boolean {
  return state === "running" || state === "waiting" || state === "to-do";
}
