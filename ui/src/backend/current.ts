// The one backend of this window. Set once before the first component is mounted; tests set a fake.

import type { Backend } from "./backend";

let current: Backend | undefined;

export function useBackend(backend: Backend): void {
  current = backend;
}

export function backend(): Backend {
  if (!current) throw new Error("No backend was chosen before the window was drawn.");
  return current;
}
