// Where the window begins: choose the backend, read what the frame needs, draw.

import "./look/tokens.css";
import "./look/base.css";

import { mount } from "svelte";

import App from "./App.svelte";
import type { Backend } from "./backend/backend";
import { useBackend } from "./backend/current";
import { frame } from "./state/frame.svelte";

async function chooseBackend(): Promise<Backend> {
  // Design in a browser: `npm run dev`, then `?fake`. Not part of a built window.
  if (import.meta.env.DEV && location.search.includes("fake")) {
    const { fakeFromAddress } = await import("./backend/fake/address");
    return fakeFromAddress(location.search);
  }
  const { tauri } = await import("./backend/tauri");
  return tauri;
}

const target = document.getElementById("window");
if (!target) throw new Error("index.html has no #window");

useBackend(await chooseBackend());
await frame.start();
mount(App, { target });
