import { emit } from "@tauri-apps/api/event";
import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, expect, test } from "vitest";

import type { ReleaseEvent } from "./views";
import { tauri } from "./tauri";

afterEach(clearMocks);

test("commands carry their arguments and answer data", async () => {
  const seen: [string, unknown][] = [];
  mockIPC((command, args) => {
    seen.push([command, args]);
    return [];
  });
  expect(await tauri.refreshReviews("com.example.slipway", null)).toEqual([]);
  expect(seen).toEqual([["refresh_reviews", { app: "com.example.slipway", store: null }]]);
});

test("a refusal is thrown as it came", async () => {
  const refusal = {
    kind: "refused",
    says: "No.",
    code: "1",
    words: null,
    can_retry: false,
    guide_step: null,
    causes: [],
  };
  mockIPC(() => {
    throw refusal;
  });
  await expect(tauri.desk()).rejects.toEqual(refusal);
});

test("files that were dropped say where", async () => {
  mockIPC(() => null, { shouldMockEvents: true });
  const seen: unknown[] = [];
  await tauri.onOpenedFiles((at) => seen.push(at));
  await emit("opened-files", { at: { x: 3, y: 4 } });
  expect(seen).toEqual([{ x: 3, y: 4 }]);
});

test("a release is watched by a channel and left when asked", async () => {
  const calls: string[] = [];
  mockIPC((command) => {
    calls.push(command);
    return null;
  });
  const end = await tauri.watchRelease("r1", 7, (event: ReleaseEvent) => void event);
  end();
  expect(calls).toEqual(["watch_release", "unwatch_release"]);
});
