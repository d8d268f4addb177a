// The table of screens and the address that each has in the hash, so that a reload opens the same one.

export type WizardStep = "build" | "stores" | "notes" | "check";

export type Route =
  | { room: "desk" }
  | { room: "stores" }
  | { room: "store"; store: string }
  | { room: "new"; step: WizardStep }
  | { room: "run"; release: string }
  | { room: "releases" }
  | { room: "record"; release: string }
  | { room: "reviews" }
  | { room: "testers" }
  | { room: "settings" };

const STEPS: readonly string[] = ["build", "stores", "notes", "check"];

export function read(hash: string): Route {
  const [room = "", rest = ""] = hash.replace(/^#\/?/, "").split("/").map(decode);
  if (room === "stores") return rest ? { room: "store", store: rest } : { room: "stores" };
  if (room === "new") return { room: "new", step: STEPS.includes(rest) ? (rest as WizardStep) : "build" };
  if (room === "run" && rest) return { room: "run", release: rest };
  if (room === "releases") return rest ? { room: "record", release: rest } : { room: "releases" };
  if (room === "reviews" || room === "testers" || room === "settings") return { room };
  return { room: "desk" };
}

export const to = {
  desk: "#/desk",
  stores: "#/stores",
  store: (id: string) => `#/stores/${encodeURIComponent(id)}`,
  wizard: (step: WizardStep) => `#/new/${step}`,
  run: (id: string) => `#/run/${encodeURIComponent(id)}`,
  releases: "#/releases",
  record: (id: string) => `#/releases/${encodeURIComponent(id)}`,
  reviews: "#/reviews",
  testers: "#/testers",
  settings: "#/settings",
};

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
