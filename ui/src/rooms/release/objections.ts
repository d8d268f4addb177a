// On which page of the wizard an objection can be mended, so that nobody is told about missing notes before they can write any.

import type { ProblemView } from "../../backend/views";
import type { WizardStep } from "../../routes";

type Mendable = Exclude<WizardStep, "check">;

const PAGES: Record<string, Mendable> = {
  build: "build",
  account: "stores",
  occasion: "stores",
  notes: "notes",
  when: "notes",
  icon: "notes",
};

/** An objection without a subject is shown with the stores, the first page that has a plan. */
export function pageOf(objection: ProblemView): Mendable {
  return PAGES[objection.about ?? ""] ?? "stores";
}

/** What stands in the way on this page or on one before it. */
export function known(objections: ProblemView[], page: "stores" | "notes"): ProblemView[] {
  return objections.filter((objection) => page === "notes" || pageOf(objection) !== "notes");
}
