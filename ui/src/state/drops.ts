// Places of the page that take a dropped file themselves. A file that is let go anywhere else is a build for the wizard.

import type { Attachment } from "svelte/attachments";

import type { Place } from "../backend/views";

const takers = new Map<Element, () => void>();

/** The element takes what is dropped on it. */
export function takesFile(take: () => void): Attachment {
  return (element) => {
    takers.set(element, take);
    return () => takers.delete(element);
  };
}

/** Lets the element at that place take the drop; false where none does. */
export function takenAt(place: Place | null): boolean {
  let element = place && document.elementFromPoint(place.x, place.y);
  while (element) {
    const take = takers.get(element);
    if (take) {
      take();
      return true;
    }
    element = element.parentElement;
  }
  return false;
}
