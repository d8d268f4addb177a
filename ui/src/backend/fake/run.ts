// A release that runs by itself in the fake: uploads at different speeds, waits, fails, becomes unclear. Time moves only by `advance`.

import type {
  Action,
  PlanView,
  Progress,
  ReleaseEvent,
  ReleaseView,
  StepView,
  StoreRun,
  TesterCounts,
  TesterRowView,
} from "../views";
import { problem } from "./facts";
import { isReady } from "./plan";
import type { Say } from "./say";

type Fate = "submits" | "fails" | "unclear";

interface Course {
  fate: Fate;
  bytesPerSecond: number;
  /** Milliseconds spent in the current step. */
  spent: number;
}

const STEP_MS = 900;
const WAIT_MS = 2400;

export class FakeRun {
  readonly view: ReleaseView;
  readonly lines: ReleaseEvent[] = [];
  /** Everybody who is sent, by store. An address with `refused` in it is refused. */
  readonly testers: Map<string, TesterRowView[]>;
  readonly #say: Say;
  readonly #courses = new Map<string, Course>();
  readonly #listeners = new Set<(event: ReleaseEvent) => void>();

  constructor(id: string, plan: PlanView, say: Say, testers = new Map<string, TesterRowView[]>()) {
    this.testers = testers;
    this.#say = say;
    const stores = plan.stores.filter(isReady).map<StoreRun>((store) => ({
      store: store.store,
      name: store.name,
      mark: store.mark,
      account: store.account,
      state: "running",
      state_label: label("running", say),
      steps: store.steps.map((step) => ({ ...step })),
      says: null,
      problem: null,
      actions: ["stop"],
      bytes_total: store.bytes,
      progress: null,
      receipt: null,
      testers: this.#counts(store.store),
    }));
    stores.forEach((store, index) => {
      const fate: Fate = index % 5 === 2 ? "fails" : index % 5 === 1 ? "unclear" : "submits";
      this.#courses.set(store.store, { fate, bytesPerSecond: 3_000_000 + index * 1_700_000, spent: 0 });
    });
    this.view = {
      id,
      title: plan.title,
      package: "com.example.slipway",
      label: "Slipway Demo",
      version_name: "2.1.0",
      version_code: 21,
      code_text: "21",
      rehearsal: plan.rehearsal,
      state: "running",
      elsewhere: false,
      began: new Date().toISOString(),
      ended: null,
      stores,
      seq: 0,
    };
    this.#tell(null, null, "began");
  }

  snapshot(): ReleaseView {
    return structuredClone(this.view);
  }

  watch(afterSeq: number, seen: (event: ReleaseEvent) => void): () => void {
    for (const line of this.lines) if ((line.seq ?? 0) > afterSeq) seen(line);
    this.#listeners.add(seen);
    return () => this.#listeners.delete(seen);
  }

  /** All stores break off, as after a crash. */
  interrupt(): void {
    for (const run of this.view.stores.filter((store) => store.state === "running" || store.state === "waiting")) {
      this.#put(run, "interrupted", ["resume", "skip"]);
    }
    this.view.state = "interrupted";
    this.#tell(null, null, "interrupted");
  }

  advance(ms: number): void {
    if (this.view.state !== "running") return;
    for (const run of this.view.stores) this.#advanceStore(run, ms);
    const moving = this.view.stores.some((run) => ["running", "waiting", "to-do"].includes(run.state));
    if (!moving) {
      this.view.state = "ended";
      this.view.ended = new Date().toISOString();
      this.#tell(null, null, "ended");
    }
  }

  act(store: string | null, action: Action): void {
    for (const run of this.view.stores.filter((one) => store === null || one.store === store)) {
      if (!run.actions.includes(action)) continue;
      if (action === "stop") this.#put(run, "stopped", ["resume"], this.#say("Stopped by you", "已由您停止"));
      else if (action === "skip") this.#put(run, "skipped", []);
      else if (action === "look-again") this.#submit(run);
      else this.#again(run);
      this.#tell(run.store, null, action === "stop" ? "stopped" : "resumed");
    }
  }

  #again(run: StoreRun): void {
    const course = this.#courses.get(run.store);
    if (course) Object.assign(course, { fate: "submits", spent: 0 });
    for (const step of run.steps) if (step.state !== "done") step.state = "to-do";
    run.problem = null;
    this.view.state = "running";
    this.view.ended = null;
    this.#put(run, "running", ["stop"]);
  }

  #advanceStore(run: StoreRun, ms: number): void {
    const course = this.#courses.get(run.store);
    if (!course || (run.state !== "running" && run.state !== "waiting")) return;
    const step = run.steps.find((one) => one.state !== "done");
    if (!step) return this.#submit(run);
    if (step.state === "to-do") return this.#begin(run, step);
    course.spent += ms;
    if (step.key === "upload") this.#upload(run, step, course);
    else if (course.spent >= (step.key === "processing" ? WAIT_MS : STEP_MS)) this.#finish(run, step, course);
  }

  #begin(run: StoreRun, step: StepView): void {
    const waits = step.key === "processing";
    step.state = waits ? "waiting" : "running";
    step.began = new Date().toISOString();
    step.attempts = 1;
    const says = waits ? this.#say("The store is processing the package", "商店正在处理安装包") : step.title;
    this.#put(run, waits ? "waiting" : "running", ["stop"], says);
    this.#tell(run.store, step.key, waits ? "waiting" : "step-began", { says });
  }

  #upload(run: StoreRun, step: StepView, course: Course): void {
    const bytes = Math.min(run.bytes_total, Math.round((course.spent / 1000) * course.bytesPerSecond));
    const progress: Progress = {
      bytes,
      total: run.bytes_total,
      bytes_per_second: course.bytesPerSecond,
      seconds_left: Math.ceil((run.bytes_total - bytes) / course.bytesPerSecond),
    };
    run.progress = progress;
    this.#emit({ ...this.#event(run.store, step.key, "progress"), seq: null, progress });
    if (bytes === run.bytes_total) this.#finish(run, step, course);
  }

  #finish(run: StoreRun, step: StepView, course: Course): void {
    course.spent = 0;
    run.progress = null;
    if (step.key === "attach" && course.fate === "fails") return this.#fail(run, step);
    if (step.key === "submit" && course.fate === "unclear") return this.#unclear(run, step);
    step.state = "done";
    step.ended = new Date().toISOString();
    this.#tell(run.store, step.key, "step-done", { says: step.title });
  }

  #fail(run: StoreRun, step: StepView): void {
    step.state = "failed";
    const says = this.#say(
      "The store refused to attach the package: this key has no right to release. Use the main account’s key.",
      "商店拒绝绑定安装包：此密钥没有发布权限。请使用主账号的密钥。",
    );
    run.problem = problem(says, { kind: "not-allowed", code: "403", words: "project credential can not access" });
    this.#put(run, "failed", ["retry", "skip"]);
    this.#tell(run.store, step.key, "failed", { problem: run.problem });
  }

  #unclear(run: StoreRun, step: StepView): void {
    step.state = "unclear";
    const says = this.#say(
      "The line broke after everything was sent. The store may have it. Look at its console, or look again.",
      "内容全部发出后连接中断，商店可能已收到。请查看它的控制台，或再看一次。",
    );
    run.problem = problem(says, { kind: "unclear" });
    this.#put(run, "unclear", ["look-again", "send-again"]);
    this.#tell(run.store, step.key, "unclear", { problem: run.problem });
  }

  #submit(run: StoreRun): void {
    for (const step of run.steps) step.state = "done";
    run.problem = null;
    this.#answer(run);
    run.receipt = {
      rehearsal: this.view.rehearsal,
      store: run.store,
      package: this.view.package,
      version_name: this.view.version_name,
      version_code: this.view.version_code,
      code_text: this.view.code_text,
      sha256: "d7a8fbb307d7809469ca9abcb0082e4f8d5651e46bcdad1e2f8f6c0b0e6d3c2a",
      submitted_at: new Date().toISOString(),
      evidence: "read-back",
      store_words: '{"ret":{"code":0,"msg":"success"}}',
      goes_live: null,
    };
    this.#put(run, "submitted", [], this.#say("Submitted, and read back from the store", "已提交，并已从商店回读确认"));
    this.#tell(run.store, "submit", "submitted", { receipt: run.receipt });
  }

  #counts(store: string): TesterCounts | null {
    const rows = this.testers.get(store);
    if (!rows) return null;
    const count = (state: string) => rows.filter((row) => row.state === state).length;
    const none = { store_count: null, expected_count: null, count_says: null, unclear: 0 };
    return { rows: rows.length, good: count("sent"), refused: count("refused"), open: count("not-sent"), ...none };
  }

  /** Every row gets its answer. */
  #answer(run: StoreRun): void {
    for (const row of this.testers.get(run.store) ?? []) {
      const refused = row.email.includes("refused");
      row.state = refused ? "refused" : "sent";
      row.state_label = refused ? this.#say("refused", "被拒绝") : this.#say("added", "已添加");
      if (!refused) continue;
      const says = this.#say(
        "The store refused this address: it belongs to somebody who asked to be left out. Ask them, or leave them out.",
        "商店拒绝了此地址：对方曾要求不再被邀请。请与其确认，或不再邀请。",
      );
      row.problem = problem(says, { code: "409", words: "STATE_ERROR.TESTER_INVITE.TESTER_OPTED_OUT" });
    }
    run.testers = this.#counts(run.store);
  }

  #put(run: StoreRun, state: string, actions: Action[], says: string | null = null): void {
    run.state = state;
    run.state_label = label(state, this.#say);
    run.actions = actions;
    run.says = says;
  }

  #event(store: string | null, step: string | null, event: string): ReleaseEvent {
    const time = new Date().toISOString();
    const nothing = { says: null, problem: null, progress: null, receipt: null, tester: null };
    return { v: 1, release: this.view.id, seq: this.view.seq, time, store, step, event, ...nothing };
  }

  #tell(store: string | null, step: string | null, event: string, more: Partial<ReleaseEvent> = {}): void {
    this.view.seq += 1;
    const line = { ...this.#event(store, step, event), ...more };
    this.lines.push(line);
    this.#emit(line);
  }

  #emit(event: ReleaseEvent): void {
    for (const seen of this.#listeners) seen(event);
  }
}

function label(state: string, say: Say): string {
  const words: Record<string, string> = {
    running: say("Sending", "正在发送"),
    waiting: say("Waiting", "等待商店"),
    submitted: say("Submitted", "已提交"),
    failed: say("Failed", "失败"),
    unclear: say("Unclear", "不明"),
    stopped: say("Stopped", "已停止"),
    skipped: say("Left out", "已略过"),
    interrupted: say("Interrupted", "中断"),
  };
  return words[state] ?? state;
}
