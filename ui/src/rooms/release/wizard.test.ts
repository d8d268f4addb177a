import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import { atAddress, openWindow, type OpenWindow } from "../../testing/window";

const button = (name: string | RegExp) => screen.getByRole("button", { name });

async function toStores(options = {}): Promise<OpenWindow> {
  const opened = await openWindow("#/new/build", { stores: 2, connected: 2, ...options });
  await opened.user.click(button("Pick a file"));
  await screen.findByText("com.example.slipway", { selector: "dd" });
  await opened.user.click(button("Choose stores"));
  await atAddress("#/new/stores");
  return opened;
}

async function toNotes(options = {}): Promise<OpenWindow> {
  const opened = await toStores(options);
  await screen.findAllByText("Ready");
  await opened.user.click(button("Write what’s new"));
  await atAddress("#/new/notes");
  return opened;
}

test("a build is sent to every connected store, and nothing before the last button", async () => {
  const { user, fake } = await toNotes();
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Faster start");
  await user.click(button("Check the plan"));

  expect(await screen.findByText(/Nothing has been sent yet/)).toBeInTheDocument();
  const send = await screen.findByRole("button", { name: "Send to 2 stores" });
  expect(fake.runs.size).toBe(0);
  await user.dblClick(send);

  await atAddress("#/run/release-1");
  expect(fake.runs.size).toBe(1);
  expect(await screen.findByRole("table", { name: "Slipway Demo 2.1.0" })).toBeInTheDocument();
});

test("an app that was chosen stays chosen, so another app's build is blocked", async () => {
  const { user, fake } = await openWindow("#/desk", { stores: 2, connected: 2 });
  fake.picks.splice(0, 1, "/builds/other.apk");
  await user.click(await screen.findByRole("button", { name: /New release of Slipway Demo/ }));
  await user.click(await screen.findByRole("button", { name: "Pick a file" }));
  await screen.findByText("com.example.other", { selector: "dd" });
  expect(screen.getByRole("combobox", { name: "Which app is released?" })).toHaveValue("com.example.slipway");

  await user.click(button("Choose stores"));
  expect(await screen.findByText(/This build is com.example.other/)).toBeInTheDocument();
  await user.click(button("Write what’s new"));
  await user.click(await screen.findByRole("button", { name: "Check the plan" }));
  await waitFor(() => expect(button("Send to 0 stores")).toBeDisabled());
  await user.click(button("Change the build"));
  await atAddress("#/new/build");
});

test("an unknown app becomes one only when asked for", async () => {
  const { user, fake } = await openWindow("#/new/build", { stores: 2, connected: 2 });
  fake.picks.splice(0, 1, "/builds/other.apk");
  await user.click(button("Pick a file"));
  const create = await screen.findByRole("button", { name: "New app from this build" });
  expect(button("Choose stores")).toBeDisabled();
  await user.click(create);
  await waitFor(() => expect(button("Choose stores")).toBeEnabled());
});

test("a file that cannot be read says why and can be taken out", async () => {
  const { user, fake } = await openWindow("#/new/build", { stores: 2, connected: 2 });
  fake.picks.splice(0, 1, "/builds/broken.apk");
  await user.click(button("Pick a file"));
  expect(await screen.findByRole("alert")).toHaveTextContent("broken.apk ends too early");
  await user.click(button("Remove broken.apk"));
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("files that are opened from outside come to the wizard", async () => {
  const { fake } = await openWindow("#/reviews", { stores: 2, connected: 2 });
  fake.open(["/builds/slipway-2.1.0.apk"]);
  await atAddress("#/new/build");
  expect(await screen.findByText("slipway-2.1.0.apk")).toBeInTheDocument();
});

test("missing notes are no reason before notes can be written", async () => {
  const { user } = await toStores();
  const list = await screen.findAllByText("Ready");
  expect(list).toHaveLength(2);
  expect(screen.queryByText(/What’s new is empty/)).not.toBeInTheDocument();
  await user.click(button("Write what’s new"));
  expect(await screen.findAllByText(/What’s new is empty/)).toHaveLength(2);
});

test("a store that is left out gets no plan", async () => {
  const { user } = await toStores();
  await user.click(await screen.findByRole("checkbox", { name: "Release to Xiaomi GetApps" }));
  expect(await screen.findByText("Not chosen")).toBeInTheDocument();
  await user.click(button("Write what’s new"));
  expect(await screen.findByText(/of 500/)).toBeInTheDocument();
  expect(screen.queryByText(/of 1,000/)).not.toBeInTheDocument();
});

test("a store's own question is asked in place and keeps it from being sent", async () => {
  const { user } = await toStores({ stores: 6, connected: 6 });
  const question = await screen.findByRole("textbox", { name: /App ID/ });
  expect(screen.getByText("Needs an answer")).toBeInTheDocument();
  await user.type(question, "1001");
  await user.tab();
  await waitFor(() => expect(screen.queryByText("Needs an answer")).not.toBeInTheDocument());
});

test("whether it is a first release is asked where nobody can tell", async () => {
  const { user } = await toStores({ stores: 7, connected: 7 });
  const question = await screen.findByRole("group", { name: /cannot tell whether Flyme/ });
  await user.click(within(question).getByRole("radio", { name: "Update" }));
  await waitFor(() => expect(within(question).getByRole("radio", { name: "Update" })).toBeChecked());
});

test("characters are counted while typing, as code points, against each store's limit", async () => {
  const { user } = await toNotes();
  const notes = await screen.findByRole("textbox", { name: "Each store’s default language" });
  await user.click(notes);
  await user.paste("新版😀");
  expect(await screen.findByText("3 of 500")).toBeInTheDocument();
  expect(screen.getByText("3 of 1,000")).toBeInTheDocument();

  await user.paste("字".repeat(500));
  expect(await screen.findByText("503 of 500")).toBeInTheDocument();
  expect(screen.getByText("3 too many")).toBeInTheDocument();
  expect(await screen.findByText(/Shorten the text by 3/)).toBeInTheDocument();
});

test("one store can get other words", async () => {
  const { user } = await toNotes();
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Common");
  await user.click(button("Other words for Xiaomi GetApps"));
  const own = await screen.findByRole("textbox", { name: "Xiaomi GetApps: The store’s default language" });
  expect(own).toHaveValue("Common");
  await user.type(own, " and more");
  expect(await screen.findByText("15 of 1,000")).toBeInTheDocument();
  expect(screen.getByText("6 of 500")).toBeInTheDocument();
});

test("a time is offered where a store can keep it, and named where one cannot", async () => {
  const { user } = await toNotes();
  expect(await screen.findByRole("radio", { name: /At a time.*not possible in Xiaomi GetApps/ })).toBeInTheDocument();
  expect(screen.queryByRole("radio", { name: /By hand/ })).not.toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: /At a time/ }));
  expect(screen.getByLabelText("Time zone")).toHaveValue(Intl.DateTimeFormat().resolvedOptions().timeZone);
  expect(await screen.findByText(/cannot keep a time/)).toBeInTheDocument();
});

test("the draft is found again after a reload", async () => {
  const { user } = await toNotes();
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Kept");
  await waitFor(() => expect(sessionStorage.getItem("slipway.draft")).toContain("Kept"));
});

test("what a store would refuse is mended in place, and only then sent", async () => {
  const { user, fake } = await toNotes({ stores: 3, connected: 3 });
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Faster start");
  await user.click(button("Check the plan"));
  expect(await screen.findByRole("button", { name: "Send to 2 stores" })).toBeEnabled();

  const field = screen.getByRole("textbox", { name: /summary/ });
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription(/at most 13 characters/);
  await user.clear(field);
  await user.type(field, "一次发布所有商店");
  await user.tab();
  await user.click(await screen.findByRole("button", { name: "Send to 3 stores" }));
  await atAddress("#/run/release-1");
  expect(fake.drafts.at(-1)?.stores.find((store) => store.store === "oppo")?.listing).toEqual({
    summary: "一次发布所有商店",
  });
});

test("a plan that comes while a field is typed in takes nothing away", async () => {
  const { user, fake } = await toNotes({ stores: 3, connected: 3 });
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Faster start");
  await user.click(button("Check the plan"));
  const field = await screen.findByRole("textbox", { name: /summary/ });
  const plans = fake.drafts.length;
  await user.clear(field);
  await user.tab();
  await user.type(field, "短句");
  await waitFor(() => expect(fake.drafts.length).toBeGreaterThan(plans));
  await waitFor(() => expect(button(/^Send to/)).toBeEnabled());
  expect(field).toHaveValue("短句");
});

test("a mended field can be put back", async () => {
  const { user, fake } = await toNotes({ stores: 3, connected: 3 });
  await user.type(await screen.findByRole("textbox", { name: "Each store’s default language" }), "Faster start");
  await user.click(button("Check the plan"));
  const field = await screen.findByRole("textbox", { name: /summary/ });
  await user.clear(field);
  await user.type(field, "短");
  await user.tab();
  await user.click(await screen.findByRole("button", { name: "Put back" }));
  await waitFor(() => expect(fake.drafts.at(-1)?.stores.find((one) => one.store === "oppo")?.listing).toEqual({}));
});

test("a release in phases asks for share and end, and names who cannot", async () => {
  const { user, fake } = await toNotes();
  const phases = await screen.findByRole("radio", { name: /In phases.*not possible in Xiaomi GetApps/ });
  await user.click(phases);
  const share = screen.getByRole("textbox", { name: /First share/ });
  await user.clear(share);
  await user.type(share, "12.5");
  await waitFor(() => expect(fake.drafts.at(-1)?.when).toMatchObject({ kind: "in-phases", percent: "12.5" }));
});

test("a release may stop at the draft", async () => {
  const { user, fake } = await toNotes();
  await user.click(await screen.findByRole("radio", { name: /Leave a draft in the store/ }));
  await waitFor(() => expect(fake.drafts.at(-1)?.goal).toBe("draft"));
});

test("practice offers a build to rehearse with, the real world does not", async () => {
  const { user } = await openWindow("#/new/build", { stores: 2, connected: 2 });
  await user.click(button("Use the demo build"));
  expect(await screen.findByText("slipway-demo.apk")).toBeInTheDocument();
  await user.click(button("Leave practice"));
  await atAddress("#/desk");
  await user.click(screen.getByRole("link", { name: "New release" }));
  expect(await screen.findByRole("button", { name: "Pick a file" })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Use the demo build" })).not.toBeInTheDocument();
});
