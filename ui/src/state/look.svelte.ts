// Light or dark. "system" is resolved here, so that the style sheet knows two looks only.

import type { Look } from "../backend/views";

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = $state<Look>("system");

export function look(): Look {
  return chosen;
}

export function chooseLook(name: string | undefined): void {
  chosen = name === "light" || name === "dark" ? name : "system";
  apply();
}

function apply(): void {
  const dark = chosen === "dark" || (chosen === "system" && prefersDark.matches);
  document.documentElement.dataset["look"] = dark ? "dark" : "light";
}

prefersDark.addEventListener("change", apply);
apply();
