// The present moment for relative times, moving on twice a minute. Views read it; nothing else is timed by it.

class Now {
  value = $state(Date.now());

  constructor() {
    setInterval(() => (this.value = Date.now()), 30_000);
  }
}

export const now = new Now();
