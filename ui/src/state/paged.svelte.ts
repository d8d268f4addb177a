// A long list that is asked for in stretches. Only what is near the window is held; while the list is asked anew, the old rows stay.

import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";

import { asProblem } from "../backend/backend";
import type { ProblemView } from "../backend/views";
import { changes } from "./changes.svelte";

export interface Stretch<T> {
  total: number;
  items: T[];
}

const PAGE = 100;

export class Paged<T> {
  /** Undefined until the first answer. */
  total = $state<number>();
  problem = $state.raw<ProblemView>();

  readonly #load: (from: number, count: number) => Promise<Stretch<T>>;
  readonly #pages = new SvelteMap<number, T[]>();
  #asked: number[] = [];
  #near: [number, number] = [0, 0];
  #turn = 0;

  constructor(load: (from: number, count: number) => Promise<Stretch<T>>) {
    this.#load = load;
  }

  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** These rows are, or are about to be, on screen. */
  need(from: number, to: number): void {
    this.#near = [Math.floor(from / PAGE), Math.floor(Math.max(from, to - 1) / PAGE)];
    for (let page = this.#near[0]; page <= this.#near[1]; page += 1) {
      if (!this.#asked.includes(page)) void this.#ask(page);
    }
  }

  /** Asks the stretch on screen anew. */
  async renew(): Promise<void> {
    this.#turn += 1;
    this.#asked = [];
    const [first, last] = this.#near;
    const wanted = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    await Promise.all(wanted.map((page) => this.#ask(page)));
  }

  async #ask(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.push(page);
    try {
      const { total, items } = await this.#load(page * PAGE, PAGE);
      if (turn !== this.#turn) return;
      this.total = total;
      this.problem = undefined;
      this.#pages.set(page, items);
      for (const old of this.#pages.keys()) if (!this.#asked.includes(old)) this.#pages.delete(old);
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#asked = this.#asked.filter((one) => one !== page);
      this.problem = asProblem(thrown);
    }
  }
}

/** Asks now, whenever something changed, and whenever what `reads` reads changes. For use while a component starts. */
export function followPages<T>(
  reads: () => unknown,
  load: (from: number, count: number) => Promise<Stretch<T>>,
): Paged<T> {
  const paged = new Paged(load);
  $effect(() => {
    changes.listen();
    reads();
    untrack(() => void paged.renew());
  });
  return paged;
}
