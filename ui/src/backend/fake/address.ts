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
  if (asked.has("testers")) await people(fake, Number(asked.get("testers")));
  if (asked.has("build")) fake.picks.splice(0, 1, ...(asked.get("build") ?? "").split(","));
  if (asked.has("run")) {
    await rehearse(fake, Number(asked.get("run")));
    if (asked.has("interrupt")) fake.runs.get("release-1")?.interrupt();
  }
  if (asked.has("live")) setInterval(() => fake.advance(100), 100);
  return fake;
}

/** Two groups, the first with that many people and sent to both stores; the next list has bad rows. */
async function people(fake: FakeBackend, count: number): Promise<void> {
  const names = ["Lin Wei", "Mo Li", "Ana Costa", "Ben Okoro", "Yuki Sato", "Zhang Min", "Eva Novak", "Omar Haddad"];
  const rows = Array.from({ length: count }, (_, at) => {
    const [first_name = "", last_name = ""] = (names[at % names.length] ?? "").split(" ");
    const local = `${first_name}.${last_name}`.toLowerCase();
    return {
      email: `${local}${at < names.length ? "" : at}${at % 4 === 3 ? ".refused" : ""}@example.com`,
      first_name,
      last_name,
    };
  });
  const beta = fake.testers.put("Beta friends", rows);
  fake.testers.put("QA team", rows.slice(0, 3));
  fake.testers.sent({ app: "com.example.slipway", store: "apple", store_group: "Friends" }, beta);
  fake.testers.sent({ app: "com.example.slipway", store: "amazon", store_group: "Beta friends" }, beta, "refused");
  fake.testers.put("Beta friends", [{ email: "late@example.com", first_name: "Late", last_name: "Comer" }]);
  fake.testers.list = [
    "E-mail,First name,Last name",
    "new.one@example.com,New,One",
    "no-at-sign.example.com,No,Sign",
    ...rows.slice(0, 4).map((row) => [row.email, row.first_name, `${row.last_name}e`].join()),
    "NEW.ONE@example.com,New,One",
    "someone@example,Some,One",
    ...rows.slice(4, 6).map((row) => [row.email, row.first_name, row.last_name].join()),
  ].join("\n");
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
