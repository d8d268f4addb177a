import { screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { atAddress, openWindow, type OpenWindow } from "../../testing/window";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

/** The notes page of a release of an IPA to those stores. */
async function appleNotes(stores: string[]): Promise<OpenWindow> {
  const opened = await openWindow("#/new/build", { connected: 12 });
  opened.fake.picks.splice(0, 1, "/builds/slipway-2.1.0.ipa");
  opened.fake.testers.put("Beta", [{ email: "lin@example.com", first_name: "Lin", last_name: "Wei" }]);
  await opened.user.click(button("Pick a file"));
  await screen.findByText("slipway-2.1.0.ipa");
  await opened.user.click(button("Choose stores"));
  await screen.findByText(/^12 stores chosen/);
  await opened.user.click(screen.getByRole("checkbox", { name: "All that are set up" }));
  await screen.findByText(/^0 stores chosen/);
  for (const store of stores) await opened.user.click(screen.getByRole("checkbox", { name: `Release to ${store}` }));
  await opened.user.click(button("Write what’s new"));
  await atAddress("#/new/notes");
  return opened;
}

const APPLE = "App Store Connect and TestFlight for teams";

test("a test release goes to groups, has no time to go live, and takes own people along", async () => {
  const { user, fake } = await appleNotes([APPLE]);
  await user.click(await screen.findByRole("radio", { name: /To tester groups only/ }));
  expect(screen.queryByRole("heading", { name: "When it goes live" })).not.toBeInTheDocument();
  expect(screen.getByRole("heading", { name: "What to test" })).toBeInTheDocument();

  await user.click(await screen.findByRole("checkbox", { name: /Friends External · 3 people/ }));
  await user.click(screen.getByRole("checkbox", { name: /Beta 1/ }));
  await user.type(screen.getByRole("textbox", { name: "Name of the new group" }), "Press");
  await user.click(button("Add a group"));
  await waitFor(() => {
    const draft = fake.drafts.at(-1);
    expect(draft?.goal).toBe("test");
    expect(draft?.stores[0]?.groups).toMatchObject([
      { name: "Friends", id: "2", internal: false, from: ["group-1"] },
      { name: "Press", id: null, from: [] },
    ]);
  });
});

test("phases that are the store's own are said, and no share or time is asked for", async () => {
  const { user, fake } = await appleNotes([APPLE]);
  await user.click(await screen.findByRole("radio", { name: /In phases/ }));
  expect(screen.getByText(/The store’s own plan: 1, 2, 5/)).toBeInTheDocument();
  expect(screen.queryByRole("textbox", { name: /First share/ })).not.toBeInTheDocument();
  await waitFor(() => expect(fake.drafts.at(-1)?.when).toMatchObject({ kind: "in-phases", percent: "", until: "" }));
});

test("beside stores whose phases are chosen, a store's own plan is named as its own", async () => {
  const { user, fake } = await appleNotes([APPLE, "HUAWEI AppGallery"]);
  await user.click(await screen.findByRole("radio", { name: /In phases/ }));
  expect(screen.getByRole("textbox", { name: /First share/ })).toBeInTheDocument();
  expect(screen.getByText(/The store’s own plan: 1, 2, 5/)).toBeInTheDocument();
  await waitFor(() => {
    const own = fake.drafts.at(-1)?.stores.find((store) => store.store === "apple")?.when;
    expect(own).toMatchObject({ kind: "in-phases", percent: "", until: "" });
  });
});

test("a build for Apple's systems shows what Apple looks at, and nothing of Android", async () => {
  const { user, fake } = await openWindow("#/new/build", { stores: 2, connected: 2 });
  fake.picks.splice(0, 1, "/builds/slipway-2.1.0.ipa");
  await user.click(button("Pick a file"));
  const facts = await screen.findByRole("article", { name: "slipway-2.1.0.ipa" });
  expect(facts).toHaveTextContent("iOS 16.0 or later");
  expect(facts).toHaveTextContent("App Store and TestFlight");
  expect(facts).toHaveTextContent("AB12CD34EF");
  expect(facts).not.toHaveTextContent(/Android|not signed|API \?/);
});
