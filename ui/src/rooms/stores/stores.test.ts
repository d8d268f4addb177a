import { screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { FakeBackend } from "../../backend/fake";
import { atAddress, openWindow } from "../../testing/window";

const SECRET = "s3cret-value-that-nobody-may-see-again";

test("fields stand beside the step that yields them", async () => {
  await openWindow("#/stores/huawei", { connected: 0 });
  const step = document.querySelector<HTMLElement>('li[data-step="copy-id"]');
  if (!step) throw new Error("no step");
  expect(within(step).getByText("Copy the Client ID from the list.")).toBeInTheDocument();
  expect(within(step).getByRole("textbox", { name: /Client ID/ })).toBeInTheDocument();
  expect(within(step).getByRole("img", { name: "Sketch of the console: choose “Client ID”" })).toBeInTheDocument();
});

test("ways are tabs, reachable by arrow keys", async () => {
  const { user } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.click(screen.getByRole("tab", { name: "API client" }));
  await user.keyboard("{ArrowRight}");
  expect(screen.getByRole("tab", { name: "Service Account" })).toHaveFocus();
  expect(screen.getByLabelText(/Service Account file/)).toBeInTheDocument();
  expect(screen.queryByLabelText(/Client ID/)).not.toBeInTheDocument();
});

test("a wrong paste is named while one types, a right one is confirmed", async () => {
  const { user } = await openWindow("#/stores/huawei", { connected: 0 });
  const id = screen.getByRole("textbox", { name: /Client ID/ });
  await user.type(id, "abcdef");
  expect(await screen.findByRole("alert")).toHaveTextContent("This looks like the Key");
  expect(id).toHaveAttribute("aria-invalid", "true");
  await user.clear(id);
  await user.type(id, "12345");
  expect(await screen.findByText("Shorter than usual")).toBeInTheDocument();
  await user.type(id, "67890");
  expect(await screen.findByText("Well-formed")).toBeInTheDocument();
  expect(id).toHaveAttribute("aria-invalid", "false");
});

test("a secret is gone from the page once pasted, and after saving from the window", async () => {
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.type(screen.getByRole("textbox", { name: /Client ID/ }), "1234567890");
  const key = screen.getByLabelText(/Key \(client secret\)/);
  await user.click(key);
  await user.paste(SECRET);

  expect(screen.getByText("Entered. Keys are not shown again.")).toBeInTheDocument();
  await user.tab();
  expect(key).toHaveValue("");
  expect(document.documentElement.outerHTML).not.toContain(SECRET);

  await user.click(screen.getByRole("button", { name: "Save and check" }));
  expect(await screen.findByText("May publish")).toBeInTheDocument();
  expect(fake.saved).toEqual([
    { store: "huawei", name: "Main", keep: "keyring", form: { client_id: "1234567890", client_secret: SECRET } },
  ]);
  expect(document.documentElement.outerHTML).not.toContain(SECRET);
  expect(JSON.stringify({ ...sessionStorage, ...localStorage })).not.toContain(SECRET);
});

test("a typed secret is masked and gone when the field is left", async () => {
  const { user } = await openWindow("#/stores/huawei", { connected: 0 });
  const key = screen.getByLabelText(/Key \(client secret\)/);
  expect(key).toHaveAttribute("type", "password");
  await user.type(key, SECRET);
  await user.tab();
  expect(key).toHaveValue("");
});

test("a picked file's text never comes to the page", async () => {
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.click(screen.getByRole("tab", { name: "Service Account" }));
  await user.click(screen.getByRole("button", { name: "Pick a file" }));
  expect(await screen.findByText("A developer-level Service Account")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Save and check" }));
  await waitFor(() => expect(fake.saved).toHaveLength(1));
  expect(fake.saved[0]?.form).toEqual({});
});

/** Lets go of files over an element, as the shell tells it. */
function dropOn(fake: FakeBackend, element: Element | null, paths: string[]): void {
  // jsdom has no layout, so it cannot tell what is under a point.
  document.elementFromPoint = () => element;
  fake.open(paths, { x: 300, y: 200 });
}

test("a key file is taken by the field on which it was dropped", async () => {
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.click(screen.getByRole("tab", { name: "Service Account" }));
  const field = screen.getByLabelText(/Service Account file/);
  dropOn(fake, field, ["/downloads/a.json", "/downloads/b.json"]);
  expect(await screen.findByText("Drop the one that holds this key.")).toBeInTheDocument();

  dropOn(fake, field, ["/downloads/agc-service-account.json"]);
  expect(await screen.findByText("A developer-level Service Account")).toBeInTheDocument();
  expect(location.hash).toBe("#/stores/huawei");
  expect(fake.waiting).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Save and check" }));
  await waitFor(() => expect(fake.saved).toHaveLength(1));
  expect(fake.saved[0]?.form).toEqual({});
});

test("a file that is dropped beside the field is a build", async () => {
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.click(screen.getByRole("tab", { name: "Service Account" }));
  dropOn(fake, screen.getByRole("heading", { level: 1 }), ["/builds/slipway-2.1.0.apk"]);
  await atAddress("#/new/build");
});

test("what the engine has against a field stands at that field", async () => {
  const { user } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.type(screen.getByRole("textbox", { name: /Client ID/ }), "0");
  await user.type(screen.getByLabelText(/Key \(client secret\)/), SECRET);
  await user.click(screen.getByRole("button", { name: "Save and check" }));
  const field = document.querySelector<HTMLElement>('[data-field="client_id"]');
  await waitFor(() => expect(field).toHaveTextContent("This is not a Client ID"));
});

test("without a keyring it is said, and only this session is offered", async () => {
  const missing = { state: "missing", says: "No keyring answers." } as const;
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0, keyring: missing });
  expect(screen.getByText("No keyring answers.")).toBeInTheDocument();
  expect(screen.getByRole("radio", { name: "In this computer’s keyring" })).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: /Client ID/ }), "1234567890");
  await user.type(screen.getByLabelText(/Key \(client secret\)/), SECRET);
  await user.click(screen.getByRole("button", { name: "Save and check" }));
  await waitFor(() => expect(fake.saved[0]?.keep).toBe("session"));
});

test("with a keyring nothing is asked about it", async () => {
  await openWindow("#/stores/huawei", { connected: 0 });
  expect(screen.queryByRole("radio", { name: /session/ })).not.toBeInTheDocument();
});

test("a failed layer shows advice, the store's words, and leads to the step that mends it", async () => {
  const { user } = await openWindow("#/stores/oppo");
  expect(screen.getByText("The key was refused. Copy it again.")).toBeInTheDocument();
  expect(screen.getByText("client id or secret error")).toBeInTheDocument();
  expect(screen.getByText("203890688")).toBeInTheDocument();
  expect(screen.getAllByText("Skipped")).toHaveLength(2);
  await user.click(screen.getByRole("button", { name: "Go to step 5" }));
  expect(screen.getByRole("textbox", { name: /Account name/ })).toHaveValue("Main");
});

test("an account gets another name, unless that one is taken", async () => {
  const { user } = await openWindow("#/stores/huawei");
  await user.click(screen.getByRole("button", { name: "Rename Main" }));
  const dialog = screen.getByRole("dialog", { name: "Another name for Main" });
  const name = within(dialog).getByRole("textbox", { name: /New name/ });
  expect(within(dialog).getByRole("button", { name: "Rename" })).toBeDisabled();
  await user.clear(name);
  await user.type(name, "Overseas team");
  await user.click(within(dialog).getByRole("button", { name: "Rename" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("already an account named Overseas team");
  await user.clear(name);
  await user.type(name, "Mainland{Enter}");
  await waitFor(() => expect(screen.getByRole("article", { name: "Mainland" })).toBeInTheDocument());
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("removing an account names the effect first", async () => {
  const { user } = await openWindow("#/stores/oppo");
  await user.click(screen.getByRole("button", { name: "Remove Main" }));
  const dialog = screen.getByRole("dialog", { name: "Remove the account Main?" });
  expect(dialog).toHaveTextContent("deleted from the keyring");
  await user.click(within(dialog).getByRole("button", { name: "Remove Main" }));
  await waitFor(() => expect(screen.queryByRole("article", { name: "Main" })).not.toBeInTheDocument());
});

test("the guide's page is opened by the shell", async () => {
  const { user, fake } = await openWindow("#/stores/huawei", { connected: 0 });
  await user.click(screen.getByRole("button", { name: "Open the practice page" }));
  expect(fake.consoles).toEqual(["huawei/open-console"]);
});

test("a store that does not exist is a sentence", async () => {
  await openWindow("#/stores/nowhere");
  expect(await screen.findByRole("alert")).toHaveTextContent("There is no store named nowhere.");
});

test("the name of a key file fills a field that is empty, and only speaks where one was typed", async () => {
  const { user, fake } = await openWindow("#/stores/xiaomi", { connected: 0 });
  fake.told = { account_email: "lin@example.com" };
  const field = screen.getByRole("textbox", { name: /Sign-in e-mail/ });
  await user.click(screen.getByRole("button", { name: "Pick a file" }));
  await waitFor(() => expect(field).toHaveValue("lin@example.com"));
  expect(screen.getByText("Taken from the file’s name")).toBeInTheDocument();

  await user.clear(field);
  await user.type(field, "mo@example.com");
  await user.click(screen.getByRole("button", { name: "Pick a file" }));
  expect(await screen.findByText(/The file’s name says lin@example.com/)).toBeInTheDocument();
  expect(field).toHaveValue("mo@example.com");
});
