// Which group of testers is looked at, and the list that is on its way in. Outlives the room, so that a look elsewhere loses nothing.

import { backend } from "../backend/current";
import type { ImportView } from "../backend/views";

class TestersRoom {
  /** Id of an own group; `null`: everybody. */
  group = $state<string | null>(null);
  list = $state.raw<ImportView>();

  /** Another list takes the place of one that was not applied. */
  show(list: ImportView | null): void {
    if (!list) return;
    this.discard();
    this.list = list;
  }

  discard(): void {
    if (this.list) void backend().dropImport(this.list.id);
    this.list = undefined;
  }

  /** Groups and lists belong to a world. */
  clear(): void {
    this.group = null;
    this.list = undefined;
  }
}

export const testersRoom = new TestersRoom();

export function nameOf(person: { first_name: string; last_name: string }): string {
  return `${person.first_name} ${person.last_name}`.trim();
}
