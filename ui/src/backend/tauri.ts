// The backend of the real window: the shell's commands and events, with refusals as exceptions.

import { Channel } from "@tauri-apps/api/core";
import { getCurrentWebview } from "@tauri-apps/api/webview";

import type { Backend } from "./backend";
import { commands, events, type ReleaseEvent } from "./bindings";

type Answer<T> = Promise<{ status: "ok"; data: T } | { status: "error"; error: unknown }>;

async function data<T>(answer: Answer<T>): Promise<T> {
  const settled = await answer;
  if (settled.status === "error") throw settled.error;
  return settled.data;
}

async function done(answer: Answer<unknown>): Promise<void> {
  await data(answer);
}

export const tauri: Backend = {
  worldView: () => data(commands.worldView()),
  switchWorld: (kind) => data(commands.switchWorld(kind)),

  desk: () => data(commands.desk()),
  newAppFromBuild: (path) => data(commands.newAppFromBuild(path)),

  tiles: () => data(commands.tiles()),
  storePage: (store) => data(commands.storePage(store)),
  fieldHint: (store, field, value) => data(commands.fieldHint(store, field, value)),
  pickKeyFile: (store, field) => data(commands.pickKeyFile(store, field)),
  dropKeyFile: (store, field) => data(commands.dropKeyFile(store, field)),
  saveAccount: (store, name, form, keep) => data(commands.saveAccount(store, name, form, keep)),
  renameAccount: (store, name, to) => data(commands.renameAccount(store, name, to)),
  removeAccount: (store, name) => done(commands.removeAccount(store, name)),
  checkAccount: (store, account, app) => data(commands.checkAccount(store, account, app)),
  openConsole: (store, step) => done(commands.openConsole(store, step)),
  keyringRetry: () => data(commands.keyringRetry()),

  pickBuilds: () => data(commands.pickBuilds()),
  pickIcon: () => data(commands.pickIcon()),
  openedFiles: () => commands.openedFiles(),
  inspectBuild: (path, bytesRead) => data(commands.inspectBuild(path, new Channel(bytesRead))),
  stopInspecting: (path) => commands.stopInspecting(path),
  planRelease: (draft) => data(commands.planRelease(draft)),
  startRelease: (planId) => data(commands.startRelease(planId)),
  watchRelease: async (id, afterSeq, seen) => {
    await done(commands.watchRelease(id, afterSeq, new Channel<ReleaseEvent>(seen)));
    return () => void commands.unwatchRelease(id);
  },
  release: (id) => data(commands.release(id)),
  releases: () => data(commands.releases()),
  record: (id) => data(commands.record(id)),
  exportRecord: (id) => data(commands.exportRecord(id)),
  draftAgain: (id) => data(commands.draftAgain(id)),
  act: (id, store, action) => done(commands.act(id, store, action)),

  reviews: () => data(commands.reviews()),
  refreshReviews: (app, store) => data(commands.refreshReviews(app, store)),
  steer: (app, store, lever, percent) => data(commands.steer(app, store, lever, percent)),

  testerRows: (id, store) => data(commands.testerRows(id, store)),
  testerPeople: (query) => data(commands.testerPeople(query)),
  ownGroups: () => data(commands.ownGroups()),
  testerPlaces: () => data(commands.testerPlaces()),
  placePeople: (query) => data(commands.placePeople(query)),
  testerStanding: (person) => data(commands.testerStanding(person)),
  testerStores: () => data(commands.testerStores()),
  groupsAtStore: (store, account, app) => data(commands.groupsAtStore(store, account, app)),
  saveTester: (edit) => data(commands.saveTester(edit)),
  forgetTester: (person) => done(commands.forgetTester(person)),
  newOwnGroup: (name) => data(commands.newOwnGroup(name)),
  renameOwnGroup: (id, name) => done(commands.renameOwnGroup(id, name)),
  deleteOwnGroup: (id) => done(commands.deleteOwnGroup(id)),
  addToOwnGroup: (id, people) => done(commands.addToOwnGroup(id, people)),
  removeFromOwnGroup: (id, people) => done(commands.removeFromOwnGroup(id, people)),
  pickTesterList: (group) => data(commands.pickTesterList(group)),
  previewTesterList: (path, group) => data(commands.previewTesterList(path, group)),
  previewTesterText: (text, group) => data(commands.previewTesterText(text, group)),
  importRows: (id, only, from, count) => data(commands.importRows(id, only, from, count)),
  mendImportRow: (id, row, email, first, last) => data(commands.mendImportRow(id, row, email, first, last)),
  importInto: (id, group) => data(commands.importInto(id, group)),
  applyImport: (id, whole) => data(commands.applyImport(id, whole)),
  dropImport: (id) => done(commands.dropImport(id)),
  exportTesters: (group, apple) => data(commands.exportTesters(group, apple)),
  pickCertificate: () => data(commands.pickCertificate()),
  testerDraft: (send) => data(commands.testerDraft(send)),

  settings: () => data(commands.settings()),
  saveSettings: (settings) => done(commands.saveSettings(settings)),
  windowPrefs: () => commands.windowPrefs(),
  saveWindowPrefs: (prefs) => commands.saveWindowPrefs(prefs),
  practiceLedger: (after) => data(commands.practiceLedger(after)),
  running: () => data(commands.running()),
  quit: (force) => done(commands.quit(force)),

  onChanged: (then) => events.changed.listen(() => then()),
  onOpenedFiles: (then) => events.openedFiles.listen(({ payload }) => then(payload.at)),
  onQuitAsked: (then) => events.quitAsked.listen(() => then()),
  onDragging: (then) =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      if (payload.type === "enter") then(true);
      if (payload.type === "leave" || payload.type === "drop") then(false);
    }),
};
