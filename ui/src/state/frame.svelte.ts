// What surrounds every room: the world, the open route, the language and look, files that were opened from outside, the wish to quit.

import { backend } from "../backend/current";
import type { ReleaseRow, Settings, WorldKind } from "../backend/views";
import { read, to, type Route } from "../routes";
import { chooseLanguage } from "../text";
import { Asked } from "./asked.svelte";
import { changes } from "./changes.svelte";
import { draft } from "./draft.svelte";
import { takenAt } from "./drops";
import { testersRoom } from "./testers.svelte";
import { chooseLook, look } from "./look.svelte";

class Frame {
  route = $state.raw<Route>(read(location.hash));
  readonly world = new Asked(() => backend().worldView());
  settings = $state.raw<Settings>();
  /** Files that wait to be read by the wizard. */
  opened = $state.raw<string[]>([]);
  dragging = $state(false);
  quitAsked = $state.raw<ReleaseRow[]>();

  readonly practice = $derived(this.world.answer?.kind === "practice");

  /** Returns what ends it. */
  async start(): Promise<() => void> {
    const [prefs, settings] = await Promise.all([backend().windowPrefs(), backend().settings(), this.world.ask()]);
    this.settings = settings;
    chooseLook(prefs.look);
    chooseLanguage(settings.language);
    if (!location.hash && prefs.room) location.hash = prefs.room;

    const moved = () => {
      this.route = read(location.hash);
      void this.keepPrefs();
    };
    window.addEventListener("hashchange", moved);
    const ends = await Promise.all([
      backend().onChanged(() => {
        changes.hear();
        void this.world.ask();
      }),
      backend().onOpenedFiles((at) => {
        this.dragging = false;
        if (!takenAt(at)) void this.takeOpened();
      }),
      backend().onQuitAsked(() => void this.askBeforeQuitting()),
      backend().onDragging((over) => (this.dragging = over)),
    ]);
    this.route = read(location.hash);
    await this.takeOpened();
    return () => {
      window.removeEventListener("hashchange", moved);
      ends.forEach((end) => end());
    };
  }

  async switchWorld(kind: WorldKind): Promise<void> {
    this.world.answer = await backend().switchWorld(kind);
    // Nothing moves between worlds, a draft neither.
    draft.clear();
    testersRoom.clear();
    location.hash = to.desk;
    changes.hear();
    this.settings = await backend().settings();
    chooseLanguage(this.settings.language);
  }

  async saveSettings(settings: Settings): Promise<void> {
    await backend().saveSettings(settings);
    this.settings = settings;
    chooseLanguage(settings.language);
    changes.hear();
  }

  keepPrefs(): Promise<void> {
    return backend().saveWindowPrefs({ look: look(), room: location.hash });
  }

  private async askBeforeQuitting(): Promise<void> {
    this.quitAsked = await backend().running();
  }

  private async takeOpened(): Promise<void> {
    const paths = await backend().openedFiles();
    if (paths.length === 0) return;
    this.opened = [...this.opened, ...paths];
    location.hash = to.wizard("build");
  }
}

export const frame = new Frame();
