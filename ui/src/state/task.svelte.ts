// One press of a button: busy while it runs, and the problem if it was refused. A second press meanwhile does nothing.

import { asProblem } from "../backend/backend";
import type { ProblemView } from "../backend/views";

export class Task {
  busy = $state(false);
  problem = $state.raw<ProblemView>();

  async run(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
    } catch (thrown) {
      this.problem = asProblem(thrown);
    } finally {
      this.busy = false;
    }
  }
}
