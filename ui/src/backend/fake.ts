// A backend without a program behind it, for tests and for designing in a browser. It plays the engine, not a store: sentences are
// plausible, nothing is validated beyond what a screen needs to show.

import type { Backend } from "./backend";
import { appsOf, buildOf, pastOf, problem, reviewsOf, rowOf, START } from "./fake/facts";
import { planOf } from "./fake/plan";
import { FakeRun } from "./fake/run";
import type { Say } from "./fake/say";
import { pageOf, tilesOf } from "./fake/stores";
import { FakeTesters } from "./fake/testers";
import type {
  AccountView,
  AppRow,
  Draft,
  HintView,
  Keep,
  KeyringView,
  LedgerEntry,
  Lever,
  PeopleQuery,
  PersonEdit,
  Place,
  PlaceQuery,
  PlanView,
  ProbeView,
  ReleaseRow,
  SaveAnswer,
  Settings,
  Steered,
  StoreTile,
  TesterRowView,
  TesterSend,
  WindowPrefs,
  WorldKind,
  WorldView,
} from "./views";

export interface FakeOptions {
  stores?: number;
  /** How many of them have an account, from the first. */
  connected?: number;
  apps?: boolean;
  history?: boolean;
  /** How many past releases the history has. */
  past?: number;
  language?: string;
  look?: "system" | "light" | "dark";
  world?: WorldKind;
  keyring?: KeyringView;
  /** Names what runs in the other world. */
  nextDoor?: string[];
}

export class FakeBackend implements Backend {
  readonly runs = new Map<string, FakeRun>();
  /** What was handed in by `saveAccount`, for tests. */
  readonly saved: { store: string; name: string; form: Record<string, string>; keep: Keep }[] = [];
  readonly consoles: string[] = [];
  /** Every draft that was planned. */
  readonly drafts: Draft[] = [];
  /** Levers that were pulled: `huawei widen 20`. */
  readonly steered: string[] = [];
  readonly picks: string[] = ["/builds/slipway-2.1.0.apk"];
  waiting: string[] = [];
  /** What the name of the next key file tells of other fields. */
  told: Record<string, string> = {};
  quits = 0;
  /** People, own groups and lists, for tests to fill and to look at. */
  readonly testers = new FakeTesters((en, zh) => this.say(en, zh));

  readonly #options: Required<FakeOptions>;
  readonly #connected: Set<string>;
  readonly #accounts: AccountView[] = [];
  readonly #plans = new Map<string, PlanView>();
  readonly #planned = new Map<string, Draft>();
  readonly #changed = new Set<() => void>();
  readonly #opened = new Set<(at: Place | null) => void>();
  readonly #quitAsked = new Set<() => void>();
  #made: AppRow[] = [];
  #settings: Settings;
  #prefs: WindowPrefs;
  #kind: WorldKind;

  constructor(options: FakeOptions = {}) {
    this.#options = {
      stores: 12,
      connected: 7,
      apps: true,
      history: true,
      past: 1,
      language: "en",
      look: "light",
      world: "practice",
      keyring: { state: "ready" },
      nextDoor: [],
      ...options,
    };
    this.#kind = this.#options.world;
    this.#settings = { language: this.#options.language, proxy: "", extra_ca: "", notifications: true };
    this.#prefs = { look: this.#options.look, room: "#/desk" };
    const tiles = tilesOf(this.#options.stores, new Set(), this.say);
    this.#connected = new Set(tiles.slice(0, this.#options.connected).map((tile) => tile.id));
    for (const id of this.#connected)
      this.#accounts.push(this.#account(id, "Main", ["client_id", "client_secret"], "keyring"));
    if (this.#connected.has("huawei"))
      this.#accounts.push(this.#account("huawei", "Overseas team", ["service_account"], "session"));
  }

  readonly say: Say = (en, zh) => (this.#settings.language.startsWith("zh") ? zh : en);

  /** "Something changed", as the engine would say. */
  change(): void {
    for (const then of this.#changed) then();
  }

  /** With a place: they were dropped there. */
  open(paths: string[], at: Place | null = null): void {
    this.waiting.push(...paths);
    for (const then of this.#opened) then(at);
  }

  askToQuit(): void {
    for (const then of this.#quitAsked) then();
  }

  advance(ms: number): void {
    const before = [...this.runs.values()].map((run) => run.view.state).join();
    for (const run of this.runs.values()) run.advance(ms);
    if ([...this.runs.values()].map((run) => run.view.state).join() !== before) this.change();
  }

  async worldView(): Promise<WorldView> {
    const running = [...this.runs.values()].filter((run) => run.view.state === "running");
    return {
      kind: this.#kind,
      folder: this.#kind === "practice" ? "~/.local/share/slipway/practice" : "~/.local/share/slipway/real",
      keyring: this.#options.keyring,
      running_next_door: this.#options.nextDoor,
      running_here: running.length,
      practice_console: this.#kind === "practice" ? "http://127.0.0.1:4040/console" : null,
      demo_build: this.#kind === "practice" ? "/builds/slipway-demo.apk" : null,
      version: "0.1.0",
    };
  }

  async switchWorld(kind: WorldKind): Promise<WorldView> {
    this.#kind = kind;
    return this.worldView();
  }

  async desk() {
    return { stores: this.#tiles(), apps: this.#apps() };
  }

  async newAppFromBuild(path: string): Promise<AppRow> {
    const build = buildOf(path, []);
    const app = { package: build.package, label: build.label, icon: null, cells: [] };
    this.#made = [...this.#made, app];
    return app;
  }

  async tiles(): Promise<StoreTile[]> {
    return this.#tiles();
  }

  async storePage(store: string) {
    const tile = this.#tiles().find((one) => one.id === store);
    if (!tile)
      throw problem(this.say(`There is no store named ${store}.`, `没有名为 ${store} 的商店。`), { kind: "not-found" });
    return {
      ...pageOf(tile, this.say),
      accounts: structuredClone(this.#accounts.filter((account) => account.store === store)),
    };
  }

  async fieldHint(_store: string, field: string, value: string): Promise<HintView> {
    if (field === "client_id" && !/^\d+$/.test(value)) {
      return {
        state: "wrong",
        says: this.say(
          "This looks like the Key. The Client ID is digits only.",
          "这看起来是密钥。客户端 ID 为纯数字。",
        ),
        told: {},
      };
    }
    if (value.length < 8) return { state: "remark", says: this.say("Shorter than usual", "比通常短"), told: {} };
    return { state: "good", says: this.say("Well-formed", "格式正确"), told: {} };
  }

  async pickKeyFile(): Promise<HintView> {
    const says = this.say("A developer-level Service Account", "开发者级 Service Account");
    return { state: "good", says, told: this.told };
  }

  async dropKeyFile(): Promise<HintView | null> {
    const files = this.waiting.splice(0);
    if (files.length > 1)
      throw problem(this.say("Drop the one that holds this key.", "请只拖入含有此密钥的那一个。"), {
        kind: "bad-input",
      });
    return files.length === 1 ? this.pickKeyFile() : null;
  }

  async saveAccount(store: string, name: string, form: Record<string, string>, keep: Keep): Promise<SaveAnswer> {
    if (form["client_id"] === "0") {
      const says = this.say("This is not a Client ID. Copy it from the list.", "这不是客户端 ID，请从列表复制。");
      return { answer: "field-problems", problems: [{ field: "client_id", says }] };
    }
    if (keep === "keyring" && this.#options.keyring.state !== "ready") {
      const says = this.say("The keyring refused to keep the key.", "密钥环拒绝保存密钥。");
      return { answer: "not-kept", problem: problem(says, { kind: "not-allowed" }) };
    }
    this.saved.push({ store, name, form, keep });
    this.#connected.add(store);
    const account = this.#account(store, name, Object.keys(form), keep);
    account.check = [];
    account.checked_at = null;
    const before = this.#accounts.findIndex((one) => one.store === store && one.name === name);
    if (before >= 0) this.#accounts[before] = account;
    else this.#accounts.push(account);
    return { answer: "saved", account };
  }

  async renameAccount(store: string, name: string, to: string): Promise<AccountView> {
    const named = (one: string) => this.#accounts.find((account) => account.store === store && account.name === one);
    const account = named(name);
    if (!account) throw problem(this.say("There is no such account.", "没有这个账号。"), { kind: "not-found" });
    if (named(to))
      throw problem(this.say(`There is already an account named ${to}.`, `已有名为 ${to} 的账号。`), {
        kind: "bad-input",
      });
    account.name = to;
    return structuredClone(account);
  }

  async removeAccount(store: string, name: string): Promise<void> {
    const at = this.#accounts.findIndex((account) => account.store === store && account.name === name);
    if (at >= 0) this.#accounts.splice(at, 1);
  }

  async checkAccount(store: string, name: string): Promise<ProbeView[]> {
    const account = this.#accounts.find((one) => one.store === store && one.name === name);
    const probes = this.#probes(true);
    if (account) Object.assign(account, { check: probes, checked_at: new Date().toISOString() });
    return probes;
  }

  async openConsole(store: string, step: string | null): Promise<void> {
    this.consoles.push(step ? `${store}/${step}` : store);
  }

  async keyringRetry(): Promise<KeyringView> {
    this.#options.keyring = { state: "ready" };
    return this.#options.keyring;
  }

  async pickBuilds(): Promise<string[]> {
    return this.picks;
  }

  async pickIcon(): Promise<string> {
    return "/icons/icon-512.png";
  }

  async openedFiles(): Promise<string[]> {
    return this.waiting.splice(0);
  }

  async inspectBuild(path: string, bytesRead: (bytes: number) => void) {
    bytesRead(12_000_000);
    if (path.includes("broken")) {
      const says = this.say(
        "broken.apk ends too early. Copy or build it again.",
        "broken.apk 不完整，请重新复制或构建。",
      );
      throw problem(says, { kind: "bad-artifact" });
    }
    return buildOf(path, this.#apps());
  }

  async stopInspecting(): Promise<void> {
    // Reading takes no time here.
  }

  async planRelease(draft: Draft): Promise<PlanView> {
    this.drafts.push(structuredClone(draft));
    const id = `plan-${this.#plans.size + 1}`;
    const plan = planOf(id, draft, this.#tiles(), this.#kind === "practice", this.say);
    this.#plans.set(id, plan);
    this.#planned.set(id, structuredClone(draft));
    return plan;
  }

  async startRelease(planId: string): Promise<string> {
    const plan = this.#plans.get(planId);
    if (!plan) throw problem(this.say("This plan was used already. Check again.", "此计划已使用，请重新核对。"));
    this.#plans.delete(planId);
    const id = `release-${this.runs.size + 1}`;
    this.runs.set(id, new FakeRun(id, plan, this.say, this.#rowsOf(plan.id)));
    this.change();
    return id;
  }

  async watchRelease(id: string, afterSeq: number, seen: Parameters<FakeRun["watch"]>[1]) {
    return this.runs.get(id)?.watch(afterSeq, seen) ?? (() => undefined);
  }

  async release(id: string) {
    return this.runs.get(id)?.snapshot() ?? (await this.record(id)).release;
  }

  async releases(): Promise<ReleaseRow[]> {
    const rows = [...this.runs.values()].map((run) => rowOf(run.view)).reverse();
    if (!this.#options.history) return rows;
    const past = rowOf(pastOf(this.#tiles(), this.say).release);
    const older = Array.from({ length: this.#options.past }, (_, at) => ({ ...past, id: `past-${at + 1}` }));
    return [...rows, ...older];
  }

  async record(id: string) {
    const run = this.runs.get(id);
    if (run) return { release: run.snapshot(), builds: [], notes: {}, lines: run.lines };
    if (id === "past-1" && this.#options.history) return pastOf(this.#tiles(), this.say);
    throw problem(this.say("There is no such release.", "没有这次发布。"), { kind: "not-found" });
  }

  async exportRecord(): Promise<string> {
    return "/documents/slipway-record.json";
  }

  async draftAgain(id: string): Promise<Draft> {
    const { release, notes } = await this.record(id);
    return {
      app: release.package,
      builds: [...this.picks],
      stores: release.stores.map(({ store, account }) => ({
        store,
        account,
        builds: [],
        notes: null,
        when: null,
        first_release: null,
        store_app_id: null,
        answers: {},
        listing: {},
        address: "",
        groups: [],
        certificate: "",
      })),
      notes: { ...notes },
      when: { kind: "after-approval" },
      goal: "submit",
      removes: false,
      icon: null,
    };
  }

  async act(id: string, store: string | null, action: Parameters<FakeRun["act"]>[1]): Promise<void> {
    this.runs.get(id)?.act(store, action);
    this.change();
  }

  async reviews() {
    return this.#options.history ? reviewsOf(this.#tiles(), this.say) : [];
  }

  refreshReviews() {
    return this.reviews();
  }

  async steer(_app: string, store: string, lever: Lever, percent: string | null): Promise<Steered> {
    this.steered.push([store, lever, percent ?? ""].join(" ").trim());
    return { steered: "seen", says: this.say("Done: the store shows it", "已完成：商店已显示生效") };
  }

  async testerRows(id: string, store: string): Promise<TesterRowView[]> {
    return this.runs.get(id)?.testers.get(store) ?? [];
  }

  testerPeople = async (query: PeopleQuery) => this.testers.people(query);
  ownGroups = async () => this.testers.groups();
  testerPlaces = async () => this.testers.places();
  placePeople = async (query: PlaceQuery) => this.testers.placePeople(query);
  testerStanding = async (person: string) => this.testers.standing(person);
  testerStores = async () => this.testers.stores(this.#tiles());
  groupsAtStore = async (store: string) => this.testers.groupsAtStore(store);
  saveTester = async (edit: PersonEdit) => this.#and(this.testers.save(edit));
  forgetTester = async (person: string) => this.#and(this.testers.forget(person));
  newOwnGroup = async (name: string) => this.#and(this.testers.newGroup(name));
  renameOwnGroup = async (id: string, name: string) => this.#and(this.testers.rename(id, name));
  deleteOwnGroup = async (id: string) => this.#and(this.testers.delete(id));
  addToOwnGroup = async (id: string, people: string[]) => this.#and(this.testers.join(id, people));
  removeFromOwnGroup = async (id: string, people: string[]) => this.#and(this.testers.leave(id, people));
  pickTesterList = async (group: string) => this.testers.preview(this.testers.list, "testers.csv", group);
  previewTesterList = async (path: string, group: string) =>
    this.testers.preview(this.testers.list, path.split("/").pop() ?? path, group);
  previewTesterText = async (text: string, group: string) => this.testers.preview(text, "", group);
  importRows = async (id: string, only: string, from: number, count: number) =>
    this.testers.rows(id, only, from, count);
  mendImportRow = async (id: string, row: number, email: string, first: string, last: string) =>
    this.testers.mend(id, row, email, first, last);
  importInto = async (id: string, group: string) => this.testers.into(id, group);
  applyImport = async (id: string, whole: boolean) => this.#and(this.testers.apply(id, whole));
  dropImport = async (id: string) => this.testers.drop(id);
  exportTesters = async (group: string | null, apple: boolean) => {
    this.testers.exports.push({ group, apple });
    return "/documents/testers.csv";
  };
  pickCertificate = async () => "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  testerDraft = async (send: TesterSend) => this.testers.draft(send);

  async settings(): Promise<Settings> {
    return { ...this.#settings };
  }

  async saveSettings(settings: Settings): Promise<void> {
    if (settings.proxy.startsWith("ftp:")) {
      throw problem(
        this.say("A proxy address begins with http:// or https://.", "代理地址以 http:// 或 https:// 开头。"),
      );
    }
    this.#settings = { ...settings };
  }

  async windowPrefs(): Promise<WindowPrefs> {
    return this.#prefs;
  }

  async saveWindowPrefs(prefs: WindowPrefs): Promise<void> {
    this.#prefs = prefs;
  }

  async practiceLedger(after: number): Promise<LedgerEntry[]> {
    const entry = {
      at: START,
      store: "huawei",
      host: "connect-api.cloud.huawei.com",
      complete: true,
      open: false,
      fault: null,
    };
    const entries: LedgerEntry[] = [
      { ...entry, seq: 1, method: "POST", path: "/api/oauth2/v1/token", status: 200, received: 142, events: [] },
      {
        ...entry,
        seq: 2,
        method: "PUT",
        path: "/api/publish/v2/app-file-info",
        status: 200,
        received: 611,
        events: ['{"event":"bound","package":"com.example.slipway"}'],
      },
      {
        ...entry,
        seq: 3,
        method: "POST",
        path: "/api/publish/v2/app-submit",
        status: null,
        received: 0,
        events: ['{"event":"submitted","version_code":21}'],
        fault: "answer-lost",
      },
    ];
    return entries.filter(({ seq }) => seq > after);
  }

  async running(): Promise<ReleaseRow[]> {
    return (await this.releases()).filter((row) => row.state === "running");
  }

  async quit(): Promise<void> {
    this.quits += 1;
  }

  onChanged = async (then: () => void) => add(this.#changed, then);
  onOpenedFiles = async (then: (at: Place | null) => void) => add(this.#opened, then);
  onQuitAsked = async (then: () => void) => add(this.#quitAsked, then);
  onDragging = async () => () => undefined;

  /** Tells that something changed, after it did. */
  #and<T>(answer: T): T {
    this.change();
    return answer;
  }

  /** Everybody whom a plan sends to a store's groups, by store. */
  #rowsOf(plan: string): Map<string, TesterRowView[]> {
    const row = (group: string, email: string, name: string): TesterRowView => {
      const state_label = this.say("not sent yet", "尚未发送");
      return { group, email, name, state: "not-sent", state_label, problem: null };
    };
    const stores = this.#planned.get(plan)?.stores.filter((store) => store.groups.length > 0) ?? [];
    return new Map(
      stores.map((store) => {
        const rows = store.groups.flatMap((group) => [
          ...group.people.map((one) => row(group.name, one.email, `${one.first_name} ${one.last_name}`.trim())),
          ...group.from
            .flatMap((id) => this.testers.people({ group: id, search: "", from: 0, count: Infinity }).people)
            .map((one) => row(group.name, one.email, `${one.first_name} ${one.last_name}`.trim())),
        ]);
        return [store.store, rows];
      }),
    );
  }

  #tiles(): StoreTile[] {
    return tilesOf(this.#options.stores, this.#connected, this.say);
  }

  #apps(): AppRow[] {
    return [...(this.#options.apps ? appsOf(this.#tiles(), this.say) : []), ...this.#made];
  }

  #account(store: string, name: string, fields: string[], kept: Keep): AccountView {
    return {
      store,
      name,
      fields: fields.map((id) => ({ id, label: id, set_at: START })),
      kept,
      checked_at: START,
      check: this.#probes(store !== "oppo"),
    };
  }

  #probes(good: boolean): ProbeView[] {
    const probe = (key: string, label: string, state: string, says: string): ProbeView => {
      return { key, label, state, says, code: null, words: null, guide_step: null };
    };
    const rest = good ? "pass" : "skipped";
    const token = good
      ? probe("token", this.say("Sign-in", "登录"), "pass", this.say("A token was given", "已取得令牌"))
      : {
          ...probe(
            "token",
            this.say("Sign-in", "登录"),
            "fail",
            this.say("The key was refused. Copy it again.", "密钥被拒绝，请重新复制。"),
          ),
          code: "203890688",
          words: "client id or secret error",
          guide_step: "copy-key",
        };
    return [
      probe("key", this.say("Key well-formed", "密钥格式"), "pass", this.say("Looks right", "看起来正确")),
      probe("clock", this.say("Clock", "时钟"), "pass", this.say("0.3 s apart", "相差 0.3 秒")),
      token,
      probe(
        "app",
        this.say("App visible", "能看到应用"),
        rest,
        good ? "com.example.slipway" : this.say("Not reached", "未执行"),
      ),
      probe(
        "right",
        this.say("Right to release", "发布权限"),
        rest,
        good ? this.say("May publish", "可以发布") : this.say("Not reached", "未执行"),
      ),
    ];
  }
}

function add<T>(listeners: Set<T>, then: T): () => void {
  listeners.add(then);
  return () => listeners.delete(then);
}
