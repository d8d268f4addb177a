// What the fake's engine would plan for a draft: objections, asks, counts, changes and steps.

import type { Draft, DraftStore, PlanView, StepView, StorePlan, StoreTile } from "../views";
import { problem } from "./facts";
import type { Say } from "./say";

export function planOf(id: string, draft: Draft, tiles: StoreTile[], rehearsal: boolean, say: Say): PlanView {
  const wrong = draft.builds.some((path) => path.includes("other")) && draft.app === "com.example.slipway";
  const objections = wrong
    ? [
        problem(
          say(
            "This build is com.example.other, but the release is for com.example.slipway. Choose the right file or the right app.",
            "此安装包是 com.example.other，而发布的应用是 com.example.slipway。请选择正确的文件或应用。",
          ),
          { kind: "bad-artifact", about: "build" },
        ),
      ]
    : [];
  const stores = draft.stores.flatMap((store) => {
    const tile = tiles.find((one) => one.id === store.store);
    return tile ? [storePlan(draft, store, tile, say)] : [];
  });
  const ready = wrong ? 0 : stores.filter(isReady).length;
  return { id, title: "Slipway Demo 2.1.0", rehearsal, objections, stores, ready };
}

export function isReady(plan: StorePlan): boolean {
  return plan.objections.length === 0 && plan.asks.every((ask) => !ask.required || ask.answer !== "");
}

function storePlan(draft: Draft, store: DraftStore, tile: StoreTile, say: Say): StorePlan {
  const notes = Object.entries(store.notes ?? draft.notes).map(([language, text]) => ({
    language: language || tile.default_language,
    text,
    count: [...text].length,
    least: tile.notes_least,
    limit: tile.notes_limit,
  }));
  const when = store.when ?? draft.when;
  const objections = [];
  const people = draft.goal === "testers";
  if (!people && notes.every((note) => note.text === "")) {
    objections.push(
      problem(say("What’s new is empty. Write a line.", "更新说明为空，请写一句。"), {
        kind: "bad-input",
        about: "notes",
      }),
    );
  }
  for (const note of notes.filter((one) => one.count > one.limit)) {
    const says = say(
      `${tile.name} takes at most ${note.limit} characters. Shorten the text by ${note.count - note.limit}.`,
      `${tile.name}最多接受 ${note.limit} 字，请删减 ${note.count - note.limit} 字。`,
    );
    objections.push(problem(says, { kind: "bad-input", about: "notes" }));
  }
  if (people && tile.id === "amazon" && draft.builds.length === 0 && store.certificate === "") {
    const says = say(
      "Amazon wants the certificate of the app’s signer. Pick a build of the app, or its certificate.",
      "亚马逊需要应用签名证书。请选择应用的安装包或其证书。",
    );
    objections.push(problem(says, { kind: "bad-input", about: "certificate" }));
  }
  if (draft.goal === "test" && !tile.can.includes("test-build")) {
    const says = say(`${tile.name} has no test builds. Leave it out.`, `${tile.name}不支持测试版本，请不要选择它。`);
    objections.push(problem(says, { kind: "bad-input", about: "goal" }));
  } else if (draft.goal === "test" && store.groups.length === 0) {
    const says = say("No group is chosen. Choose who tests.", "未选择分组。请选择由谁测试。");
    objections.push(problem(says, { kind: "bad-input", about: "when" }));
  }
  if (tile.id === "oppo" && !store.listing["summary"]) {
    const says = say("OPPO takes at most 13 characters here. Shorten it.", "OPPO 此处最多 13 字，请缩短。");
    objections.push(problem(says, { kind: "bad-input", about: "listing:summary" }));
  }
  if (when.kind === "at" && !tile.can.includes("schedule")) {
    const says = say(
      `${tile.name} cannot keep a time. Choose another way for it, or leave it out.`,
      `${tile.name}不支持定时上架。请为它另选方式，或不发布到它。`,
    );
    objections.push(problem(says, { kind: "bad-input", about: "when" }));
  }
  const files = draft.builds.filter((path) => tile.accepts.includes(path.split(".").pop() ?? ""));
  if (!people && draft.builds.length > 0 && files.length === 0) {
    const says = say(
      `None of the files is for ${tile.name}: it takes ${tile.accepts.join(", ")}.`,
      `没有适合${tile.name}的文件：它接受 ${tile.accepts.join("、")}。`,
    );
    objections.push(problem(says, { kind: "bad-input", about: "builds" }));
  }
  return {
    store: tile.id,
    name: tile.name,
    mark: tile.mark,
    account: store.account || "Main",
    occasion:
      tile.id === "meizu" && store.first_release === null ? "ask" : store.first_release ? "first-release" : "update",
    objections,
    warnings:
      tile.id === "xiaomi"
        ? [
            say(
              "Xiaomi submits with the upload itself. It cannot be taken back afterwards.",
              "小米上传即提交，之后无法撤回。",
            ),
          ]
        : [],
    asks:
      tile.id === "tencent"
        ? [
            {
              id: "app_id",
              label: "App ID",
              help: say("From the app’s page in the console", "见控制台的应用页面"),
              required: true,
              answer: store.answers["app_id"] ?? "",
            },
          ]
        : [],
    listing:
      tile.id === "oppo"
        ? [
            {
              id: "summary",
              label: say("One-line summary (summary)", "一句话简介（summary）"),
              language: null,
              now: "把一个版本发布到所有的应用商店里",
              after: store.listing["summary"] ?? "把一个版本发布到所有的应用商店里",
              editable: true,
              long: false,
              choices: [],
              count: [...(store.listing["summary"] ?? "把一个版本发布到所有的应用商店里")].length,
              least: 1,
              limit: 13,
              objections: store.listing["summary"]
                ? []
                : [say("OPPO takes at most 13 characters here. Shorten it.", "OPPO 此处最多 13 字，请缩短。")],
            },
          ]
        : [],
    changes: [{ what: say("Version", "版本"), from: "2.0.0 (20)", to: "2.1.0 (21)" }],
    notes,
    when:
      when.kind === "at"
        ? [`${when.time} (${when.zone})`, say("10:00 Beijing time, 1 December 2026", "北京时间 2026年12月1日 10:00")]
        : [say("As soon as it is approved", "批准后立即上架")],
    steps: people ? peopleSteps(say) : steps(say),
    file_names: files.map((path) => path.split("/").pop() ?? path),
    bytes: people ? 0 : 48_213_776 * Math.max(1, store.builds.length || draft.builds.length),
  };
}

function peopleSteps(say: Say): StepView[] {
  return stepsOf([
    ["sign-in", say("Sign in", "登录"), 4],
    ["group", say("Find or make the group", "查找或新建分组"), 8],
    ["people", say("Add the people", "添加人员"), 60],
    ["confirm", say("Read it back", "回读确认"), 8],
  ]);
}

function steps(say: Say): StepView[] {
  return stepsOf([
    ["sign-in", say("Sign in", "登录"), 4],
    ["find-app", say("Find the app", "查找应用"), 4],
    ["upload", say("Upload the package", "上传安装包"), 50],
    ["attach", say("Attach it to the version", "绑定到版本"), 5],
    ["processing", say("Wait for the store’s processing", "等待商店处理"), 12],
    ["notes", say("Write what’s new", "填写更新说明"), 5],
    ["submit", say("Submit for review", "提交审核"), 8],
    ["confirm", say("Read it back", "回读确认"), 4],
  ]);
}

function stepsOf(list: [string, string, number][]): StepView[] {
  return list.map(([key, title, weight]) => ({
    key,
    title,
    weight,
    state: "to-do",
    began: null,
    ended: null,
    attempts: 0,
    says: null,
  }));
}
