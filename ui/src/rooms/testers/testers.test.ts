import axe from "axe-core";
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";

import type { FakeBackend } from "../../backend/fake";
import { testersRoom } from "../../state/testers.svelte";
import { openWindow, type OpenWindow } from "../../testing/window";

function people(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    email: `person${String(at).padStart(5, "0")}@example.com`,
    first_name: "Ana",
    last_name: `Costa ${at}`,
  }));
}

/** The room with a group of that many, chosen. */
async function room(count: number, prepare: (fake: FakeBackend, group: string) => void = () => undefined) {
  testersRoom.clear();
  const opened = await openWindow("#/desk", { connected: 12 });
  if (count > 0) prepare(opened.fake, opened.fake.testers.put("Beta", people(count)));
  await opened.user.click(screen.getByRole("link", { name: "Testers" }));
  if (count > 0) await opened.user.click(await screen.findByRole("button", { name: /^Beta/ }));
  return opened;
}

async function previewed(opened: OpenWindow, text?: string): Promise<void> {
  if (text) opened.fake.testers.list = text;
  await opened.user.click(await screen.findByRole("button", { name: "Import a list" }));
  await screen.findByRole("table", { name: "Rows of the list" });
}

async function clean(): Promise<void> {
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test("an empty room says what to do, and takes a person", async () => {
  const { user } = await room(0);
  expect(await screen.findByText("Nobody is recorded yet")).toBeInTheDocument();
  await clean();
  await user.click(screen.getByRole("button", { name: "Add a person" }));
  await user.type(screen.getByRole("textbox", { name: /E-mail/ }), "lin@example.com");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Add a person" }));
  expect(await screen.findByRole("button", { name: "Open lin@example.com" })).toBeInTheDocument();
});

test("ten thousand people are a few drawn rows, asked for as they come into sight", async () => {
  const { fake } = await room(10_000);
  const asked: number[] = [];
  const ask = fake.testerPeople;
  fake.testerPeople = (query) => {
    asked.push(query.from);
    return ask(query);
  };
  const table = await screen.findByRole("table", { name: "People: Beta" });
  expect(table).toHaveAttribute("aria-rowcount", "10001");
  expect(within(table).getAllByRole("row").length).toBeLessThan(60);
  const body = table.querySelector<HTMLElement>(".body");
  if (!body) throw new Error("no body");
  body.scrollTop = 32 * 5000;
  await fireEvent.scroll(body);
  expect(await within(table).findByText("person05000@example.com")).toBeInTheDocument();
  expect(within(table).queryByText("person00000@example.com")).not.toBeInTheDocument();
  expect(within(table).getAllByRole("row").length).toBeLessThan(60);
  expect(new Set(asked)).toEqual(new Set([4900, 5000]));
});

test("arrow keys, Home and End move between rows, one of which is reached by Tab", async () => {
  const { user } = await room(2000);
  const first = await screen.findByRole("button", { name: "Open person00000@example.com" });
  first.focus();
  await user.keyboard("{ArrowDown}");
  expect(screen.getByRole("button", { name: "Open person00001@example.com" })).toHaveFocus();
  expect(document.querySelectorAll('[data-row][tabindex="0"]')).toHaveLength(1);
  await user.keyboard("{Home}");
  expect(screen.getByRole("button", { name: "Open person00000@example.com" })).toHaveFocus();
});

test("people are searched, and a person leaves a group after a question", async () => {
  const { user, fake } = await room(20);
  await user.type(await screen.findByRole("searchbox"), "person00007");
  await user.click(await screen.findByRole("button", { name: "Open person00007@example.com" }));
  await waitFor(() => expect(screen.queryByText("person00001@example.com")).not.toBeInTheDocument());
  await user.click(await screen.findByRole("button", { name: "Take out of Beta" }));
  const question = screen.getByRole("dialog", { name: "Take person00007@example.com out of Beta?" });
  expect(question).toHaveTextContent("in every store that already has them");
  expect(fake.testers.groups()[0]?.people).toBe(20);
  await user.click(within(question).getByRole("button", { name: "Take out of Beta" }));
  await waitFor(() => expect(fake.testers.groups()[0]?.people).toBe(19));
});

test("forgetting says who still has them", async () => {
  const { user, fake } = await room(2, (fake, group) =>
    fake.testers.sent({ app: "com.example.slipway", store: "apple", store_group: "Friends" }, group),
  );
  await user.click(await screen.findByRole("button", { name: "Open person00000@example.com" }));
  expect(await screen.findByText("App Store · Friends")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Forget" }));
  const question = screen.getByRole("dialog", { name: "Forget person00000@example.com?" });
  expect(question).toHaveTextContent("One group in the stores will still have them");
  await user.click(within(question).getByRole("button", { name: "Forget" }));
  await waitFor(() => expect(fake.testers.groups()[0]?.people).toBe(1));
});

test("groups are made, renamed and deleted with their people kept", async () => {
  const { user, fake } = await room(3);
  await user.click(screen.getByRole("button", { name: "Rename" }));
  const name = screen.getByRole("textbox", { name: "Name of the group" });
  await user.clear(name);
  await user.type(name, "Gamma");
  await user.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Rename" }));
  await user.click(await screen.findByRole("button", { name: /^Gamma/ }));
  await user.click(screen.getByRole("button", { name: "Delete" }));
  const question = screen.getByRole("dialog", { name: "Delete the group Gamma?" });
  expect(question).toHaveTextContent("Its 3 people stay recorded here");
  await user.click(within(question).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(fake.testers.groups()).toEqual([]));
  expect(await screen.findByRole("button", { name: "Open person00000@example.com" })).toBeInTheDocument();
});

test("a list shows a status per row, is mended in place, and then imported", async () => {
  const opened = await room(1);
  const { user, fake } = opened;
  await previewed(opened, "E-mail,First,Last\nlin@example.com,Lin,Wei\nnobody,No,Body\nLIN@example.com,Lin,Wei\n");
  expect(fake.testers.people({ group: null, search: "", from: 0, count: 9 }).total).toBe(1);
  await screen.findByText("An e-mail address has one @. Correct it.");
  expect(screen.getByText("The same person as in row 1")).toBeInTheDocument();
  expect(screen.getByText("2 rows stay out")).toBeInTheDocument();
  await clean();

  const email = screen.getByRole("textbox", { name: "E-mail in line 3" });
  await user.clear(email);
  await user.type(email, "nobody@example.com{Tab}");
  await user.click(await screen.findByRole("button", { name: "Import 2 people" }));
  expect(await screen.findByText("2 people added, 2 joined the group")).toBeInTheDocument();
  expect(fake.testers.groups()[0]?.people).toBe(3);
});

test("rows are filtered by what happens, and a list is discarded without a trace", async () => {
  const opened = await room(1);
  await previewed(opened);
  await opened.user.click(screen.getByRole("button", { name: /Wrong/ }));
  const table = screen.getByRole("table", { name: "Rows of the list" });
  await waitFor(() => expect(within(table).getAllByRole("row")).toHaveLength(2));
  await opened.user.click(screen.getByRole("button", { name: "Discard the list" }));
  expect(await screen.findByRole("table", { name: "People: Beta" })).toBeInTheDocument();
  expect(opened.fake.testers.groups()[0]?.people).toBe(1);
});

test("a list is pasted", async () => {
  const { user } = await room(0);
  await user.click(await screen.findByRole("button", { name: "Paste a list" }));
  await user.click(screen.getByRole("textbox", { name: "Rows" }));
  await user.paste("lin@example.com,Lin,Wei");
  await user.click(screen.getByRole("button", { name: "Look at the rows" }));
  expect(await screen.findByRole("heading", { name: "Pasted list" })).toBeInTheDocument();
});

test("sending says what the store cannot do, and what stands in the way, then goes to the run", async () => {
  const { user, fake } = await room(3);
  fake.testers.put("Beta", [{ email: "no.refused@example.com", first_name: "No", last_name: "Thanks" }]);
  fake.change();
  await screen.findByText("4 people", { selector: "h2 *" });
  await user.click(screen.getByRole("button", { name: "Send to a store" }));
  const dialog = await screen.findByRole("dialog", { name: "Send Beta to a store" });
  expect(await within(dialog).findByText(/Amazon cannot take people out by its API/)).toBeInTheDocument();
  expect(await within(dialog).findByText(/wants the certificate of the app’s signer/)).toBeInTheDocument();
  const add = () => within(dialog).getByRole("button", { name: "Add 4 people at Amazon Appstore" });
  expect(add()).toBeDisabled();
  await clean();
  await user.click(within(dialog).getByRole("button", { name: "Pick a build" }));
  await waitFor(() => expect(add()).toBeEnabled());
  await user.click(add());

  expect(await screen.findByText("4 still to do")).toBeInTheDocument();
  for (let passed = 0; passed < 20_000; passed += 100) fake.advance(100);
  expect(await screen.findByText("3 in")).toBeInTheDocument();
  expect(screen.getByText("1 refused")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Show all 4 people" }));
  const rows = await screen.findByRole("table", { name: "People: Amazon Appstore" });
  expect(within(rows).getAllByRole("row")).toHaveLength(5);
  await user.click(within(rows).getByRole("button", { name: /The store refused this address/ }));
  expect(await screen.findByText(/TESTER_OPTED_OUT/)).toBeInTheDocument();
  await clean();
  await user.click(screen.getByRole("button", { name: "Open the record" }));
  expect(await screen.findByRole("table", { name: /^People:/ })).toBeInTheDocument();
});

test("a group of the store is chosen where it lists them, else named with its kind and link", async () => {
  const { user, fake } = await room(2);
  await user.click(await screen.findByRole("button", { name: "Send to a store" }));
  await user.selectOptions(await screen.findByRole("combobox", { name: "Store" }), "apple");
  const groups = await screen.findByRole("combobox", { name: "Group in the store" });
  await user.click(screen.getByRole("checkbox", { name: "Make a public link for the group" }));
  await user.type(screen.getByRole("textbox", { name: "People at most by the link" }), "500");
  await waitFor(() => {
    const group = fake.drafts.at(-1)?.stores[0]?.groups[0];
    expect(group).toMatchObject({ name: "Beta", public_link: true, public_link_limit: 500 });
  });
  await user.selectOptions(groups, "1");
  await waitFor(() => expect(fake.testers.sends.at(-1)).toMatchObject({ store_group_id: "1", internal: true }));
  expect(screen.queryByRole("checkbox", { name: /public link/ })).not.toBeInTheDocument();
});
