// Rules of the house that a compiler does not know.

import axe from "axe-core";
import { screen } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { to } from "../routes";
import { openWindow } from "./window";

const sources = import.meta.glob<string>("../**/*.{ts,svelte}", { query: "?raw", import: "default", eager: true });
const styles = import.meta.glob<string>("../look/tokens.css", { query: "?raw", import: "default", eager: true });

const own = Object.entries(sources).filter(([path]) => !path.endsWith(".test.ts"));

describe("sources", () => {
  test("are found", () => expect(own.length).toBeGreaterThan(60));

  test("only the backend folder speaks to Tauri", () => {
    const elsewhere = own.filter(([path, text]) => !path.startsWith("../backend/") && text.includes("@tauri-apps/"));
    expect(elsewhere.map(([path]) => path)).toEqual([]);
  });

  test("no text is ever markup, and no style stands in markup", () => {
    const bad = /\{@html|innerHTML|insertAdjacentHTML|\sstyle="/;
    expect(own.filter(([, text]) => bad.test(text)).map(([path]) => path)).toEqual([]);
  });

  test("the fake is no part of a built window", () => {
    const users = own.filter(([path, text]) => !path.startsWith("../backend/fake") && /backend\/fake/.test(text));
    expect(users.map(([path]) => path).filter((path) => !path.startsWith("./"))).toEqual(["../main.ts"]);
  });
});

describe("colours", () => {
  const css = Object.values(styles)[0] ?? "";
  const [light = "", dark = ""] = css.split(':root[data-look="dark"]');
  const looks = { light: tokens(light), dark: { ...tokens(light), ...tokens(dark) } };
  const pairs: [string, string[]][] = [
    ["text", ["ground", "surface", "sunken", "raised", "accent-wash", "look-wash", "wrong-wash", "waiting-wash"]],
    ["text-soft", ["ground", "surface", "sunken", "raised", "look-wash", "wrong-wash"]],
    ["text-faint", ["ground", "surface", "raised", "wrong-wash"]],
    ["accent", ["ground", "surface", "accent-wash", "sunken"]],
    ["on-accent", ["accent", "accent-firm"]],
    ["good", ["surface", "good-wash"]],
    ["waiting", ["surface", "waiting-wash"]],
    ["look", ["surface", "look-wash"]],
    ["wrong", ["surface", "raised", "wrong-wash"]],
    ["practice", ["surface", "ground", "practice-wash"]],
    ["on-band", ["band"]],
  ];

  test.each(Object.entries(looks))("%s keeps 4.5 : 1", (_name, look) => {
    const weak = pairs.flatMap(([ink, papers]) =>
      papers
        .map((paper) => ({ ink, paper, ratio: contrast(look[ink], look[paper]) }))
        .filter(({ ratio }) => !(ratio >= 4.5)),
    );
    expect(weak).toEqual([]);
  });
});

describe("accessibility", () => {
  const places = [
    to.desk,
    to.stores,
    to.store("huawei"),
    to.wizard("build"),
    to.releases,
    to.record("past-1"),
    to.reviews,
    to.testers,
    to.settings,
  ];

  test.each(places)("axe finds nothing at %s", async (place) => {
    await openWindow(place);
    await screen.findByRole("main");
    // jsdom has no layout: contrast is proved above, and by the desktop journeys in the real window.
    const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});

function tokens(css: string): Record<string, string> {
  return Object.fromEntries([...css.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]));
}

function contrast(ink: string | undefined, paper: string | undefined): number {
  const [high = 0, low = 0] = [luminance(ink), luminance(paper)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string | undefined): number {
  if (!colour) return Number.NaN;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
