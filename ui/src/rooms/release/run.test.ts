import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { FakeBackend } from "../../backend/fake";
import type { Draft } from "../../backend/views";
import { openWindow, type OpenWindow } from "../../testing/window";

async function start(fake: FakeBackend): Promise<void> {
  const stores = (await fake.tiles()).map(({ id }) => ({
    store: id,
    account: "",
    builds: [],
    notes: null,
    when: null,
    first_release: null,
    store_app_id: null,
    answers: {},
    listing: { summary: "一次发布所有商店" } as Record<string, string>,
    address: "",
    groups: [],
    certificate: "",
  }));
  const draft: Draft = {
    app: "com.example.slipway",
    builds: ["/builds/slipway-2.1.0.apk"],
    stores,
    notes: { "": "Faster" },
    when: { kind: "after-approval" },
    goal: "submit",
    removes: false,
    icon: null,
  };
  await fake.startRelease((await fake.planRelease(draft)).id);
}

/** A release to three stores: one submits, one becomes unclear, one fails. */
async function running(ms: number, language = "en"): Promise<OpenWindow> {
  const opened = await openWindow("#/releases", { stores: 3, connected: 3, language });
  await start(opened.fake);
  pass(opened.fake, ms);
  location.hash = "#/run/release-1";
  await screen.findByRole("table", { name: "Slipway Demo 2.1.0" });
  return opened;
}

function pass(fake: FakeBackend, ms: number): void {
  for (let passed = 0; passed < ms; passed += 100) fake.advance(100);
}

function row(store: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(`.store[data-store="${store}"]`);
  if (!found) throw new Error(`no row for ${store}`);
  return found;
}

test("bytes, speed and time left stand in their columns while a store uploads", async () => {
  const { fake } = await running(5000);
  pass(fake, 100);
  await waitFor(() => expect(row("huawei")).toHaveTextContent(/\d+\.\d \/ 48\.2 MB/));
  expect(row("huawei")).toHaveTextContent("3.00 MB/s");
  expect(row("huawei")).toHaveTextContent(/0:\d\d/);
  expect(within(row("huawei")).getByRole("img", { name: /Step 3 of 8: Upload the package/ })).toBeInTheDocument();
});

test("a reload shows the bytes that the engine last saw", async () => {
  await running(6000);
  expect(row("huawei")).toHaveTextContent(/\/ 48\.2 MB/);
});

test("submitted, failed and unclear are three things, each with a word and what can be done", async () => {
  await running(60_000);
  await waitFor(() => expect(row("huawei")).toHaveTextContent("Submitted, and read back"));
  expect(within(row("huawei")).queryByRole("button", { name: /Stop/ })).not.toBeInTheDocument();

  expect(row("xiaomi")).toHaveTextContent("Unclear");
  expect(within(row("xiaomi")).getByRole("button", { name: "Look again: Xiaomi GetApps" })).toBeInTheDocument();

  expect(row("oppo")).toHaveTextContent("Failed");
  expect(row("oppo")).toHaveTextContent("OPPO App Market says: project credential can not access");
  expect(row("oppo")).toHaveTextContent("403");
  expect(screen.getByRole("button", { name: "Watch the reviews" })).toBeInTheDocument();
});

test("sending again says what may happen, and asks", async () => {
  const { user, fake } = await running(60_000);
  await user.click(await screen.findByRole("button", { name: "Send again: Xiaomi GetApps" }));
  const dialog = screen.getByRole("dialog", { name: "Send to Xiaomi GetApps again?" });
  expect(dialog).toHaveTextContent("may already have this submission");
  await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(fake.runs.get("release-1")?.view.stores[1]?.state).toBe("unclear");

  await user.click(screen.getByRole("button", { name: "Send again: Xiaomi GetApps" }));
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Send again" }));
  await waitFor(() => expect(fake.runs.get("release-1")?.view.stores[1]?.state).toBe("running"));
});

test("stopping asks nothing and leaves the others alone", async () => {
  const { user, fake } = await running(5000);
  await user.click(await screen.findByRole("button", { name: "Stop: OPPO App Market" }));
  await waitFor(() => expect(row("oppo")).toHaveTextContent("Stopped by you"));
  const states = fake.runs.get("release-1")?.view.stores.map((store) => store.state);
  expect(states).toEqual(["running", "running", "stopped"]);

  await user.click(screen.getByRole("button", { name: "Stop all" }));
  await waitFor(() => expect(screen.getByText("3 stopped")).toBeInTheDocument());
});

test("an interrupted release says so and resumes on request", async () => {
  const { user, fake } = await running(5000);
  fake.runs.get("release-1")?.interrupt();
  expect(await screen.findByText(/was interrupted/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Resume" }));
  await waitFor(() => expect(row("huawei")).toHaveTextContent("Sending"));
});

test("steps open in words", async () => {
  const { user } = await running(5000);
  await user.click(within(row("huawei")).getByRole("button", { name: /show the steps/ }));
  const steps = within(row("huawei")).getAllByRole("listitem");
  expect(steps[0]).toHaveTextContent("Sign in");
  expect(steps[0]).toHaveTextContent("done");
});

test("a run reads in Chinese", async () => {
  await running(60_000, "zh");
  await waitFor(() => expect(row("huawei")).toHaveTextContent("已提交"));
  expect(screen.getByText("1 个不明")).toBeInTheDocument();
  expect(within(row("oppo")).getByRole("button", { name: "重试：OPPO 软件商店" })).toBeInTheDocument();
});
