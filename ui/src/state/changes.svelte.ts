// "Something changed, ask again": one number that rises with each such message from the engine.

class Changes {
  #heard = $state(0);

  hear(): void {
    this.#heard += 1;
  }

  /** Makes the effect or derived value that calls it run again at the next change. */
  listen(): number {
    return this.#heard;
  }
}

export const changes = new Changes();
