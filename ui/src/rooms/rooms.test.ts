import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { MARKUP } from "../backend/fake/facts";
import { atAddress, openWindow } from "../testing/window";

test("the desk has a row per app and a column per store", async () => {
  await openWindow("#/desk");
  const table = screen.getByRole("table");
  expect(within(table).getAllByRole("columnheader")).toHaveLength(13);
  expect(within(table).getAllByRole("rowheader")).toHaveLength(3);
  const cell = table.querySelector('[data-app="com.example.slipway"] [data-store="huawei"]');
  expect(cell).toHaveTextContent("Live");
  expect(cell).toHaveTextContent("2.0.0 live");
});

test("an empty desk says what to do", async () => {
  const { user } = await openWindow("#/desk", { apps: false, connected: 0, world: "real", history: false });
  expect(screen.getByText("No app yet")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Connect a store" }));
  await atAddress("#/stores");
  expect(await screen.findAllByText("Not set up")).toHaveLength(12);
});

test("practice is visible on every page and can be left", async () => {
  const { user } = await openWindow("#/settings");
  expect(screen.getByRole("region", { name: "Practice" })).toHaveTextContent("Nothing here reaches a real store");
  await user.click(screen.getByRole("button", { name: "Leave practice" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: "Practice" })).not.toBeInTheDocument());
  await atAddress("#/desk");
  expect(screen.getByRole("button", { name: "Go to practice" })).toBeInTheDocument();
});

test("what runs next door is named", async () => {
  await openWindow("#/desk", { nextDoor: ["Slipway Demo 2.1.0"] });
  expect(screen.getByText("Is running in the real world: Slipway Demo 2.1.0")).toBeInTheDocument();
});

test("the ledger shows what the stores received", async () => {
  const { user } = await openWindow("#/desk");
  await user.click(screen.getByRole("button", { name: "What did we send?" }));
  const ledger = await screen.findByRole("complementary", { name: "What did we send?" });
  expect(await within(ledger).findByText("submitted")).toBeInTheDocument();
  expect(ledger).toHaveTextContent("no answer sent");
  expect(ledger).toHaveTextContent("Trouble on purpose: answer-lost");
});

test("reviews are sorted by who has to act, with the store's own term and reason", async () => {
  const { user } = await openWindow("#/reviews");
  const attention = screen.getByRole("region", { name: "Needs you" });
  expect(within(attention).getByText("Rejected")).toBeInTheDocument();
  expect(within(attention).getByText("审核不通过")).toBeInTheDocument();
  expect(attention).toHaveTextContent("The privacy policy cannot be opened");
  expect(within(screen.getByRole("region", { name: "Waiting for a store" })).getAllByText("In review")).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Ask the stores" }));
  expect(await screen.findByRole("button", { name: "Ask the stores" })).toBeEnabled();
});

test("an inferred state says that it is inferred", async () => {
  await openWindow("#/reviews");
  const row = document.querySelector<HTMLElement>('li[data-store="xiaomi"]');
  if (!row) throw new Error("no row");
  expect(row).toHaveTextContent("Needs a look");
  expect(row).not.toHaveTextContent("Rejected");
  expect(within(row).getByText("inferred")).toBeInTheDocument();
  expect(row).toHaveTextContent("This store has no review query");
});

test("a phased release is paused at once and widened only after a question", async () => {
  const { user, fake } = await openWindow("#/reviews");
  const row = document.querySelector<HTMLElement>('li[data-store="huawei"]');
  if (!row) throw new Error("no row");
  expect(row).toHaveTextContent("Phased release: Running");
  await user.click(within(row).getByRole("button", { name: "Pause" }));
  await waitFor(() => expect(fake.steered).toEqual(["huawei pause"]));
  expect(await within(row).findByText("Done: the store shows it")).toBeInTheDocument();

  await user.click(within(row).getByRole("button", { name: "Widen…" }));
  const dialog = await screen.findByRole("dialog", { name: /Give Slipway Demo to more users/ });
  expect(dialog).toHaveTextContent("More people get this version");
  await user.type(within(dialog).getByRole("textbox", { name: /New share/ }), "20");
  expect(fake.steered).toHaveLength(1);
  await user.click(within(dialog).getByRole("button", { name: "Widen to 20 %" }));
  await waitFor(() => expect(fake.steered).toEqual(["huawei pause", "huawei widen 20"]));
});

test("text of a store or a build is text, whatever it looks like", async () => {
  const { user, fake } = await openWindow("#/reviews");
  expect(screen.getByText((text) => text.includes(MARKUP))).toBeInTheDocument();
  expect(document.querySelector("main img")).toBeNull();

  fake.picks.splice(0, 1, "/builds/other.apk");
  await user.click(screen.getByRole("link", { name: "New release" }));
  await user.click(await screen.findByRole("button", { name: "Pick a file" }));
  expect(await screen.findByRole("heading", { name: `Other ${MARKUP}` })).toBeInTheDocument();
  expect(document.querySelector("img[onerror]")).toBeNull();
});

test("a record has receipts, files by hash, every line, and can be exported", async () => {
  const { user } = await openWindow("#/releases");
  await user.click(await screen.findByRole("link", { name: "Slipway Demo 2.0.0" }));
  const receipt = await screen.findByRole("article", { name: "Receipts: HUAWEI AppGallery" });
  expect(receipt).toHaveTextContent("Rehearsal");
  expect(receipt).toHaveTextContent("Read back: the store was asked and confirmed it");
  expect(screen.getByText("password error")).toBeInTheDocument();

  await user.selectOptions(screen.getByRole("combobox", { name: "Store" }), "xiaomi");
  expect(within(screen.getByRole("table")).getAllByRole("row")).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Export the record" }));
  expect(await screen.findByText("Written to /documents/slipway-record.json")).toBeInTheDocument();
});

test("a long history is drawn a hundred at a time", async () => {
  const { user } = await openWindow("#/releases", { past: 120 });
  const rows = () => document.querySelectorAll("[data-release]").length;
  await waitFor(() => expect(rows()).toBe(100));
  await user.click(screen.getByText("Show older (20 more)"));
  expect(rows()).toBe(120);
  expect(screen.queryByText(/Show older/)).not.toBeInTheDocument();
});

test("a release can be made anew for the same stores, and nothing is sent by asking", async () => {
  const { user, fake } = await openWindow("#/releases/past-1");
  await user.click(await screen.findByRole("button", { name: "Run again for these stores" }));
  await atAddress("#/new/build");
  expect(await screen.findByText("slipway-2.1.0.apk")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Choose stores" }));
  expect(await screen.findByText(/^4 stores chosen/)).toBeInTheDocument();
  expect(fake.runs.size).toBe(0);
});

test("settings take effect and are kept", async () => {
  const { user, fake } = await openWindow("#/settings");
  await user.selectOptions(screen.getByRole("combobox", { name: "Look" }), "dark");
  expect(document.documentElement.dataset["look"]).toBe("dark");
  expect((await fake.windowPrefs()).look).toBe("dark");

  await user.click(screen.getByRole("radio", { name: "This one" }));
  await user.type(screen.getByRole("textbox", { name: /Proxy address/ }), "http://127.0.0.1:3128");
  await user.click(screen.getByRole("button", { name: "Save network settings" }));
  await waitFor(async () => expect((await fake.settings()).proxy).toBe("http://127.0.0.1:3128"));

  await user.selectOptions(screen.getByRole("combobox", { name: "Language" }), "zh");
  expect(await screen.findByRole("heading", { level: 1, name: "设置" })).toBeInTheDocument();
  expect((await fake.settings()).language).toBe("zh");
});

test("settings that are refused say why", async () => {
  const { user } = await openWindow("#/settings");
  await user.click(screen.getByRole("radio", { name: "This one" }));
  await user.type(screen.getByRole("textbox", { name: /Proxy address/ }), "ftp://127.0.0.1");
  await user.click(screen.getByRole("button", { name: "Save network settings" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("A proxy address begins with http://");
});

test("quitting names what it would interrupt, and asks", async () => {
  const { user, fake } = await openWindow("#/desk", { stores: 2, connected: 2 });
  fake.running = async () => [
    {
      id: "1",
      title: "Slipway Demo 2.1.0",
      rehearsal: true,
      state: "running",
      began: "2026-11-20T09:00:00Z",
      stores: [],
    },
  ];
  fake.askToQuit();
  const dialog = await screen.findByRole("dialog", { name: "Quit while a release runs?" });
  expect(dialog).toHaveTextContent("Slipway Demo 2.1.0");
  await user.click(within(dialog).getByRole("button", { name: "Keep running" }));
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(fake.quits).toBe(0);

  fake.askToQuit();
  await user.click(await screen.findByRole("button", { name: "Interrupt 1 release and quit" }));
  expect(fake.quits).toBe(1);
});

test("the window speaks Chinese from the first screen", async () => {
  await openWindow("#/desk", { language: "zh" });
  expect(screen.getByRole("heading", { level: 1, name: "工作台" })).toBeInTheDocument();
  expect(screen.getByRole("navigation", { name: "各个房间" })).toBeInTheDocument();
  expect(screen.getByRole("region", { name: "演练" })).toBeInTheDocument();
});
