import { afterEach, describe, expect, test } from "vitest";

import { en } from "./en";
import { absolute, ago, bytes, clock, codePoints, languageName, speed } from "./format";
import { chooseLanguage, t } from "./index";
import { zh } from "./zh";

afterEach(() => chooseLanguage("en"));

/** Every line of a catalogue by its path; functions are called with plausible arguments. */
function lines(part: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(part)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(here, value);
    else if (typeof value === "function") found.set(here, say(here, value as (...args: unknown[]) => string));
    else for (const [below, line] of lines(value as object, here)) found.set(below, line);
  }
  return found;
}

function say(path: string, line: (...args: unknown[]) => string): string {
  return path === "common.list" ? line(["A", "B"]) : line(2, 3, 4);
}

describe("the two catalogues", () => {
  const english = lines(en);
  const chinese = lines(zh);

  test("have the same lines, none of them empty", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...english, ...chinese].filter(([, line]) => line.trim() === "")).toEqual([]);
  });

  test("say things in their own language", () => {
    const hanzi = /\p{Script=Han}/u;
    expect([...english].filter(([, line]) => hanzi.test(line))).toEqual([]);
    const same = [...chinese].filter(([, line]) => !hanzi.test(line)).map(([path]) => path);
    // Names, figures and formats that are the same in both.
    const shared = /^(build\.(abis|sdk|sha256|md5|sha1)|settings\.version|notes\.(count)|common\.list|run\.actionFor)$/;
    expect(same.filter((path) => !shared.test(path))).toEqual([]);
  });

  test("follow the chosen language", () => {
    chooseLanguage("zh");
    expect(t().rooms.desk).toBe("工作台");
    expect(document.documentElement.lang).toBe("zh-CN");
    chooseLanguage("en");
    expect(t().rooms.desk).toBe("Desk");
  });

  test("count in English", () => {
    expect(en.check.send(1)).toBe("Send to 1 store");
    expect(en.check.send(5)).toBe("Send to 5 stores");
  });
});

describe("formats", () => {
  test.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [48_213_776, "48.2 MB"],
    [3_900_000_000, "3.90 GB"],
  ])("%d bytes are %s", (count, shown) => expect(bytes(count)).toBe(shown));

  test("speed and time left keep their width", () => {
    expect(speed(1_250_000)).toBe("1.25 MB/s");
    expect(clock(5)).toBe("0:05");
    expect(clock(3729)).toBe("1:02:09");
  });

  test("history is relative", () => {
    const now = Date.parse("2026-11-20T10:00:00Z");
    expect(ago("2026-11-20T09:57:00Z", now)).toBe("3 minutes ago");
    expect(ago("2026-11-18T10:00:00Z", now)).toBe("2 days ago");
  });

  test("an absolute time names its zone", () => {
    expect(absolute("2026-12-01T02:00:00Z", "Asia/Shanghai")).toMatch(/10:00.*GMT\+8/);
  });

  test("characters are code points", () => {
    expect(codePoints("新版😀")).toBe(3);
  });

  test("languages are named, odd tags stay as they are", () => {
    expect(languageName("zh-CN")).toBe("Chinese (China)");
    expect(languageName("!!")).toBe("!!");
  });
});

test("no line is written for nobody", () => {
  const sources = import.meta.glob<string>("../**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
  const code = Object.entries(sources)
    .filter(([path]) => !path.startsWith("./") && !path.endsWith(".test.ts"))
    .map(([, text]) => text)
    .join("\n");
  const unused = Object.entries(en).flatMap(([room, part]) =>
    Object.keys(part)
      .map((line) => `${room}.${line}`)
      .filter((path) => !code.includes(`t().${path}`) && !(room === "run" && code.includes("t().run.summary"))),
  );
  expect(unused).toEqual([]);
});
