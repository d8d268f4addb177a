// Apps, builds, reviews and past releases of the fake.

import type {
  AppRow,
  BuildView,
  DeskCell,
  ProblemView,
  RecordView,
  ReleaseEvent,
  ReleaseRow,
  ReleaseView,
  ReviewRow,
  StoreTile,
} from "../views";
import type { Say } from "./say";

export const START = "2026-11-20T09:00:00Z";
/** Text that a hostile store or build could carry; it must appear as it stands. */
export const MARKUP = '<img src=x onerror="document.title=1">';

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

export function problem(says: string, more: Partial<ProblemView> = {}): ProblemView {
  return {
    kind: "refused",
    says,
    code: null,
    words: null,
    can_retry: false,
    guide_step: null,
    about: null,
    causes: [],
    ...more,
  };
}

function labels(say: Say): Record<string, [string, string | null]> {
  return {
    live: [say("Live", "已上架"), say("Released", "已上架")],
    "in-review": [say("In review", "审核中"), "审核中"],
    scheduled: [say("Scheduled", "待上架"), "releaseState 5"],
    rejected: [say("Rejected", "被驳回"), "审核不通过"],
    "needs-look": [say("Needs a look", "需要查看"), "onlineVersion"],
    unknown: [say("Unknown", "未知"), null],
    "not-set-up": [say("Not set up", "未设置"), null],
  };
}

export function stateLabel(state: string, say: Say): [string, string | null] {
  return labels(say)[state] ?? [state, null];
}

function cell(tile: StoreTile, state: string, say: Say): DeskCell {
  const shown = tile.accounts === 0 ? "not-set-up" : state;
  const [state_label, store_term] = stateLabel(shown, say);
  const pending = ["in-review", "scheduled", "rejected", "needs-look"].includes(shown);
  return {
    store: tile.id,
    state: shown,
    state_label,
    store_term,
    inferred: tile.id === "xiaomi",
    live: shown === "unknown" || shown === "not-set-up" ? null : "2.0.0",
    pending: pending ? "2.1.0" : null,
    reason: shown === "rejected" ? say("The privacy policy cannot be opened.", "隐私政策无法打开。") : null,
    as_of: shown === "unknown" || shown === "not-set-up" ? null : ago(7),
  };
}

export function appsOf(tiles: StoreTile[], say: Say): AppRow[] {
  const cycle = ["live", "needs-look", "in-review", "rejected", "scheduled", "live", "unknown"];
  const apps: [string, string][] = [
    ["com.example.slipway", "Slipway Demo"],
    ["com.example.weather.international.premium", "Weather of the Whole Wide World, Premium"],
    ["com.example.music", "云上音乐播放器（极速版）"],
  ];
  return apps.map(([name, label], row) => ({
    package: name,
    label,
    icon: null,
    cells: tiles.map((tile, column) => cell(tile, cycle[(column + row * 3) % cycle.length] ?? "live", say)),
  }));
}

export function buildOf(path: string, apps: AppRow[]): BuildView {
  const file = path.split("/").pop() ?? path;
  const other = file.includes("other");
  const name = other ? "com.example.other" : "com.example.slipway";
  const ipa = file.endsWith(".ipa");
  return {
    path,
    file_name: file,
    kind: ipa ? "ipa" : "apk",
    package: name,
    label: other ? `Other ${MARKUP}` : "Slipway Demo",
    version_name: "2.1.0",
    version_code: 21,
    code_text: ipa ? "2.1.0.3" : "21",
    icon: null,
    icon_size: null,
    min_sdk: 24,
    target_sdk: 35,
    abis: ipa ? ["arm64"] : file.includes("32") ? ["armeabi-v7a"] : ["arm64-v8a"],
    debuggable: "no",
    size: 48_213_776,
    md5: "9e107d9d372bb6826bd81d3542a419d6",
    sha1: "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
    sha256: "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46bcdad1e2f8f6c0b0e6d3c2a",
    schemes: ["v1", "v2", "v3"],
    intact: "yes",
    channel: null,
    modules: [],
    bundletool: null,
    apple: ipa
      ? {
          system: "iOS",
          minimum_os: "16.0",
          distribution: "app-store",
          encryption: "no",
          team: "AB12CD34EF · Example Ltd",
          profile: "Slipway Demo App Store",
          profile_ends: "2027-06-01T00:00:00Z",
          sdk: "iphoneos26.0",
          xcode: "26.1",
        }
      : null,
    signers: [
      {
        scheme: "v3",
        subject: "CN=Example Release, O=Example",
        not_after: "2050-01-01",
        key: "RSA 2048",
        sha256: "5f3c9a2e7b1d4c8f6a0e9d3b2c1f4e5d6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d",
        sha1: "aa11bb22cc33dd44ee55ff66aa77bb88cc99dd00",
        md5: "0123456789abcdef0123456789abcdef",
        is_debug: false,
        verified: "verified",
      },
    ],
    warnings: file.includes("debug") ? ["This build can be debugged. Stores refuse it."] : [],
    app: apps.some((app) => app.package === name) ? name : null,
  };
}

export function reviewsOf(tiles: StoreTile[], say: Say): ReviewRow[] {
  const states = ["rejected", "needs-look", "in-review", "scheduled", "live", "in-review", "live"];
  return tiles
    .filter((tile) => tile.accounts > 0)
    .map((tile, index) => {
      const state = states[index % states.length] ?? "live";
      const [state_label, term] = stateLabel(state, say);
      return {
        package: "com.example.slipway",
        label: "Slipway Demo",
        store: tile.id,
        store_name: tile.name,
        mark: tile.mark,
        version: "2.1.0",
        state,
        state_label,
        store_term: term,
        inferred: tile.id === "xiaomi",
        reason:
          state === "rejected"
            ? `${say("The privacy policy cannot be opened. See clause 2.4.", "隐私政策链接无法打开，请参照审核规范 2.4 条修改。")} ${MARKUP}`
            : null,
        as_of: ago(3 + index),
        goes_live: state === "scheduled" ? "1 Dec 2026, 10:00 GMT+8" : null,
        release: "past-1",
        console: `https://console.example/${tile.id}`,
        problem: null,
        phase:
          tile.id === "huawei" || tile.id === "honor"
            ? {
                state: "running",
                state_label: say("Running", "进行中"),
                percent: "5",
                from: "2026-12-01 10:00 Asia/Shanghai (+08:00)",
                until: "2026-12-05 10:00 Asia/Shanghai (+08:00)",
                store_term: "RELEASE",
              }
            : null,
        levers: tile.id === "huawei" || tile.id === "honor" ? ["widen", "pause", "complete"] : [],
      };
    });
}

export function pastOf(tiles: StoreTile[], say: Say): RecordView {
  const stores = tiles
    .filter((tile) => tile.accounts > 0)
    .slice(0, 4)
    .map((tile, index) => {
      const failed = index === 1;
      return {
        store: tile.id,
        name: tile.name,
        mark: tile.mark,
        account: "Main",
        state: failed ? "failed" : "submitted",
        state_label: failed ? say("Failed", "失败") : say("Submitted", "已提交"),
        steps: [],
        says: null,
        problem: failed
          ? problem(say("The store refused the key. Enter it again.", "商店拒绝了密钥，请重新填写。"), {
              kind: "bad-credentials",
              code: "-20014",
              words: "password error",
              guide_step: "reveal",
            })
          : null,
        actions: [],
        bytes_total: 48_213_776,
        progress: null,
        testers: null,
        receipt: failed
          ? null
          : {
              rehearsal: true,
              store: tile.id,
              package: "com.example.slipway",
              version_name: "2.0.0",
              version_code: 20,
              code_text: "20",
              sha256: "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46bcdad1e2f8f6c0b0e6d3c2a",
              submitted_at: START,
              evidence: index === 0 ? "read-back" : "answer",
              store_words: '{"ret":{"code":0,"msg":"success"}}',
              goes_live: null,
            },
      };
    });
  const release: ReleaseView = {
    id: "past-1",
    title: "Slipway Demo 2.0.0",
    package: "com.example.slipway",
    label: "Slipway Demo",
    version_name: "2.0.0",
    version_code: 20,
    code_text: "20",
    rehearsal: true,
    state: "ended",
    elsewhere: false,
    began: START,
    ended: START,
    stores,
    seq: 9,
  };
  const line = (seq: number, event: string, more: Partial<ReleaseEvent> = {}): ReleaseEvent => ({
    v: 1,
    release: "past-1",
    seq,
    time: new Date(Date.parse(START) + seq * 1700).toISOString(),
    store: stores[0]?.store ?? null,
    step: null,
    event,
    says: null,
    problem: null,
    progress: null,
    receipt: null,
    tester: null,
    ...more,
  });
  return {
    release,
    builds: [buildOf("/builds/slipway-2.0.0.apk", [])],
    notes: { "": "Faster start.\nFewer surprises.", "zh-CN": "启动更快，意外更少。" },
    lines: [
      line(1, "planned", { store: null }),
      line(2, "began", { store: null }),
      line(3, "step-began", { step: "sign-in" }),
      line(4, "step-done", { step: "sign-in", says: say("Signed in", "已登录") }),
      line(5, "intent", { step: "submit", says: say("About to submit", "即将提交") }),
      line(6, "submitted", { step: "submit", says: say("The store confirmed it", "商店已确认") }),
      line(7, "failed", { store: stores[1]?.store ?? null, step: "query", problem: stores[1]?.problem ?? null }),
      line(8, "ended", { store: null }),
    ],
  };
}

export function rowOf(view: ReleaseView): ReleaseRow {
  return {
    id: view.id,
    title: view.title,
    rehearsal: view.rehearsal,
    state: view.state,
    began: view.began,
    stores: view.stores.map((store) => [store.store, store.state]),
  };
}
