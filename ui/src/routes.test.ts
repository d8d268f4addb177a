import { expect, test } from "vitest";

import { read, to } from "./routes";

test.each([
  ["", { room: "desk" }],
  ["#/nowhere", { room: "desk" }],
  [to.store("华为"), { room: "store", store: "华为" }],
  [to.wizard("notes"), { room: "new", step: "notes" }],
  ["#/new/elsewhere", { room: "new", step: "build" }],
  [to.run("a/b"), { room: "run", release: "a/b" }],
  [to.record("1"), { room: "record", release: "1" }],
  ["#/run", { room: "desk" }],
  ["#/stores/%E0%A4%A", { room: "stores" }],
])("%s", (hash, route) => expect(read(hash)).toEqual(route));
