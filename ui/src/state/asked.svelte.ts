// A question to the backend and its last answer. The old answer stays while the question is asked again, so that nothing flickers;
// an answer that was overtaken by a newer question is dropped.

import { asProblem } from "../backend/backend";
import type { ProblemView } from "../backend/views";
import { changes } from "./changes.svelte";

export class Asked<T> {
  answer = $state.raw<T>();
  problem = $state.raw<ProblemView>();
  asking = $state(false);

  readonly #question: () => Promise<T>;
  #turn = 0;

  constructor(question: () => Promise<T>) {
    this.#question = question;
  }

  async ask(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.asking = true;
    try {
      const answer = await this.#question();
      if (turn !== this.#turn) return;
      this.answer = answer;
      this.problem = undefined;
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asProblem(thrown);
    } finally {
      if (turn === this.#turn) this.asking = false;
    }
  }
}

/** Asks now, whenever something changed, and whenever a reactive value that the question reads changes. For use while a component starts. */
export function follow<T>(question: () => Promise<T>): Asked<T> {
  const asked = new Asked(question);
  $effect(() => {
    changes.listen();
    void asked.ask();
  });
  return asked;
}
