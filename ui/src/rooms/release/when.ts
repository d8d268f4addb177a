// When a version may go live, as the person chooses it. The engine turns wall clock and zone into an instant and shows it back.

import type { DraftWhen, StoreTile } from "../../backend/views";

export type WhenKind = DraftWhen["kind"];

const NEEDS: Partial<Record<WhenKind, string>> = {
  at: "schedule",
  "by-hand": "release-by-hand",
  "in-phases": "phased",
};

export function possible(tile: StoreTile, kind: WhenKind): boolean {
  const need = NEEDS[kind];
  return need === undefined || tile.can.includes(need);
}

/** A time starts empty, in the person's own zone. */
export function fresh(kind: WhenKind): DraftWhen {
  if (kind === "at") return { kind, time: "", zone: ownZone() };
  if (kind === "in-phases") return { kind, percent: "5", from: "", until: "", zone: ownZone(), about: "" };
  return { kind };
}

/** Phases that are the store's own: nothing of them is chosen. */
export function ownPhases(): DraftWhen {
  return { kind: "in-phases", percent: "", from: "", until: "", zone: "", about: "" };
}

export function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Own zone, Beijing and UTC first, then all that this computer knows. */
export function zones(): string[] {
  return [...new Set([ownZone(), "Asia/Shanghai", "UTC", ...Intl.supportedValuesOf("timeZone")])];
}
