// A fake as the browser's address asks for it.

import { FakeBackend } from "../fake";
import type { Draft } from "../views";

/** `?fake&stores=12&connected=7&lang=zh&look=dark&world=real&apps=0&history=0&keyring=missing&run=4000&interrupt` */
export async function fakeFromAddress(search: string): Promise<FakeBackend> {
  const asked = new URLSearchParams(search);
  const fake = new FakeBackend({
    stores: Number(asked.get("stores") ?? 12),
    connected: Number(asked.get("connected") ?? 7),
    apps: asked.get("apps") !== "0",
    history: asked.get("history") !== "0",
    language: asked.get("lang") ?? "",
    look: (asked.get("look") ?? "system") as "system",
    world: asked.get("world") === "real" ? "real" : "practice",
    keyring:
      asked.get("keyring") === "missing"
        ? { state: "missing", says: "No keyring service answers here. Start one, or keep keys for this session only." }
        : { state: "ready" },
    nextDoor: asked.get("nextdoor")?.split(",") ?? [],
  });
  if (asked.has("run")) {
    await rehearse(fake, Number(asked.get("run")));
    if (asked.has("interrupt")) fake.runs.get("release-1")?.interrupt();
  }
  if (asked.has("live")) setInterval(() => fake.advance(100), 100);
  return fake;
}

/** Starts a release to every connected store and lets that many milliseconds pass. */
async function rehearse(fake: FakeBackend, ms: number): Promise<void> {
  const stores = (await fake.tiles())
    .filter((tile) => tile.accounts > 0)
    .map(({ id }) => ({
      store: id,
      account: "",
      builds: [],
      notes: null,
      when: null,
      first_release: null,
      store_app_id: null,
      answers: { app_id: "1" },
      listing: id === "oppo" ? { summary: "一次发布所有商店" } : ({} as Record<string, string>),
      address: "",
      groups: [],
      certificate: "",
    }));
  const build = "/builds/slipway-2.1.0.apk";
  const draft: Draft = {
    app: "com.example.slipway",
    builds: [build],
    stores,
    notes: { "": "Faster" },
    when: { kind: "after-approval" },
    goal: "submit",
    removes: false,
    icon: null,
  };
  await fake.startRelease((await fake.planRelease(draft)).id);
  for (let passed = 0; passed < ms; passed += 100) fake.advance(100);
}
