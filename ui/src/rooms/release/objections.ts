// On which page of the wizard an objection can be mended, so that nobody is told about missing notes before they can write any.

import type { AskView, ListingFieldView, ProblemView } from "../../backend/views";
import type { WizardStep } from "../../routes";

type Mendable = Exclude<WizardStep, "check">;

const PAGES: Record<string, Mendable> = {
  build: "build",
  notes: "notes",
  when: "notes",
  icon: "notes",
  testers: "notes",
  goal: "notes",
};

/** Whatever is not about the build or the words is known as soon as a store is chosen, and shown there. */
export function pageOf(objection: ProblemView): Mendable {
  return PAGES[(objection.about ?? "").split(":")[0] ?? ""] ?? "stores";
}

/** Is said beside a field of the store page, where it is mended. */
export function onPage(objection: ProblemView, listing: ListingFieldView[]): boolean {
  return listing.some((field) => objection.about === `listing:${field.id}`);
}

/** What stands in the way as far as it can be known where stores are chosen. */
export function known(objections: ProblemView[]): ProblemView[] {
  return objections.filter((objection) => pageOf(objection) !== "notes" && !objection.about?.startsWith("listing:"));
}

/** What can be mended where notes, time and icon are given. */
export function composed(objections: ProblemView[]): ProblemView[] {
  return objections.filter((objection) => pageOf(objection) === "notes");
}

/** Questions of the store that must be answered and are not. */
export function open(asks: AskView[]): AskView[] {
  return asks.filter((ask) => ask.required && ask.answer.trim() === "");
}
