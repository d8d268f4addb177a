// Draws the whole window over a fake engine, as main.ts does over the real one.

import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { onTestFinished } from "vitest";

import App from "../App.svelte";
import { useBackend } from "../backend/current";
import { FakeBackend, type FakeOptions } from "../backend/fake";
import { draft } from "../state/draft.svelte";
import { frame } from "../state/frame.svelte";

export interface OpenWindow {
  fake: FakeBackend;
  user: ReturnType<typeof userEvent.setup>;
}

/** Opens the window at that address and waits for its heading. */
export async function openWindow(hash: string, options: FakeOptions = {}): Promise<OpenWindow> {
  const fake = new FakeBackend(options);
  useBackend(fake);
  draft.clear();
  frame.opened = [];
  frame.quitAsked = undefined;
  history.replaceState(null, "", hash);
  const end = await frame.start();
  onTestFinished(end);
  render(App);
  await screen.findByRole("heading", { level: 1 });
  return { fake, user: userEvent.setup({ delay: null }) };
}

/** Follows a link or a button that changes the address. */
export async function atAddress(hash: string): Promise<void> {
  await waitFor(() => {
    if (location.hash !== hash) throw new Error(`at ${location.hash}, not at ${hash}`);
  });
}
