// On which page of the wizard an objection can be mended, so that nobody is told about missing notes before they can write any.

import type { AskView, ProblemView } from "../../backend/views";
import type { WizardStep } from "../../routes";

type Mendable = Exclude<WizardStep, "check">;

const PAGES: Record<string, Mendable> = { build: "build", notes: "notes", when: "notes", icon: "notes" };

/** Whatever is not about the build or the words is known as soon as a store is chosen, and shown there. */
export function pageOf(objection: ProblemView): Mendable {
  return PAGES[objection.about ?? ""] ?? "stores";
}

/** What stands in the way as far as it can be known where stores are chosen. */
export function known(objections: ProblemView[]): ProblemView[] {
  return objections.filter((objection) => pageOf(objection) !== "notes");
}

/** What can be mended where notes, time and icon are given. */
export function composed(objections: ProblemView[]): ProblemView[] {
  return objections.filter((objection) => pageOf(objection) === "notes");
}

/** Questions of the store that must be answered and are not. */
export function open(asks: AskView[]): AskView[] {
  return asks.filter((ask) => ask.required && ask.answer.trim() === "");
}
