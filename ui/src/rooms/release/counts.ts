// Characters of release notes per store and language. The plan's counts are the truth (a store may count in its own way); until the
// plan has caught up with typing, the text is counted here.

import type { Draft, DraftStore, PlanView, StoreTile } from "../../backend/views";
import { length } from "../../text/format";

export interface Count {
  language: string;
  count: number;
  limit: number;
  least: number;
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
    return fromPlan.map(({ language, count, limit, least }) => ({ language, count, limit, least }));
  const notes = Object.entries(store.notes ?? draft.notes);
  const bounds = { limit: tile.notes_limit, least: tile.notes_least };
  const counted = notes.map(([language, text]) => ({ language, count: length(text, tile.notes_counted), ...bounds }));
  return counted.length > 0 ? counted : [{ language: "", count: 0, ...bounds }];
}
