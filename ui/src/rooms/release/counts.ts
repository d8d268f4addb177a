// Characters of release notes per store and language. The plan's counts are the truth (a store may count in its own way); until the
// plan has caught up with typing, code points are counted here, the way most stores do.

import type { Draft, DraftStore, PlanView, StoreTile } from "../../backend/views";
import { codePoints } from "../../text/format";

export interface Count {
  language: string;
  count: number;
  limit: number;
}

/** `planned`: the plan belongs to exactly this draft. */
export function countsOf(
  tile: StoreTile,
  store: DraftStore,
  draft: Draft,
  plan: PlanView | undefined,
  planned: boolean,
): Count[] {
  const fromPlan = planned ? plan?.stores.find((one) => one.store === tile.id)?.notes : undefined;
  if (fromPlan && fromPlan.length > 0)
    return fromPlan.map(({ language, count, limit }) => ({ language, count, limit }));
  const notes = Object.entries(store.notes ?? draft.notes);
  const counted = notes.map(([language, text]) => ({ language, count: codePoints(text), limit: tile.notes_limit }));
  return counted.length > 0 ? counted : [{ language: "", count: 0, limit: tile.notes_limit }];
}
