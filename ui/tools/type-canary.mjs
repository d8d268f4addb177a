// Proves that svelte-check still sees type errors: the canary's one deliberate error must be reported.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ui = fileURLToPath(new URL("..", import.meta.url));
const args = ["--tsconfig", "./tsconfig.canary.json", "--output", "machine"];
const run = spawnSync("node_modules/.bin/svelte-check", args, { cwd: ui, encoding: "utf8" });
const found = /Wrong\.svelte.*not assignable to type 'number'/.test(run.stdout);

if (run.status === 0 || !found) {
  console.error("svelte-check did not report the deliberate type error in tools/canary/Wrong.svelte:");
  console.error(run.stdout + run.stderr);
  process.exit(1);
}
