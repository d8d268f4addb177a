// Own groups on their way into a group of a store. Nothing is sent before the plan's button; the plan is the engine's answer to exactly
// what stands in the form.

import { asProblem } from "../backend/backend";
import { backend } from "../backend/current";
import type {
  Draft,
  OwnGroup,
  PlacedPerson,
  PlanView,
  ProblemView,
  StoreGroup,
  TesterSend,
  TesterStore,
} from "../backend/views";
import { to } from "../routes";

const PLAN_AFTER_MS = 300;

export class SendForm {
  store = $state("");
  account = $state("");
  app = $state("");
  /** Id of a group that the store listed; empty: a new one, by its name. */
  groupId = $state("");
  groupName = $state("");
  internal = $state(false);
  publicLink = $state(false);
  publicLimit = $state("");
  certificateFrom = $state<"build" | "pem">("build");
  build = $state("");
  certificate = $state("");

  /** `null`: this store does not list them, or did not. */
  listed = $state.raw<StoreGroup[] | null>(null);
  listProblem = $state.raw<ProblemView>();
  plan = $state.raw<PlanView>();
  problem = $state.raw<ProblemView>();
  planning = $state(false);

  readonly #own: OwnGroup;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(own: OwnGroup) {
    this.#own = own;
    this.groupName = own.name;
  }

  readonly chosen = $derived(this.listed?.find((group) => group.id === this.groupId));
  readonly objections = $derived(
    this.plan ? [...this.plan.objections, ...this.plan.stores.flatMap((store) => store.objections)] : [],
  );
  readonly ready = $derived(this.plan !== undefined && !this.planning && !this.problem && this.plan.ready > 0);

  take(store: TesterStore): void {
    this.store = store.store;
    this.account = store.accounts[0] ?? "";
    this.groupId = "";
    this.internal = this.publicLink = false;
    this.build = this.certificate = "";
  }

  /** Reads the store's own groups, where it lists them. */
  async list(lists: boolean): Promise<void> {
    this.listed = null;
    this.listProblem = undefined;
    if (!lists || !this.account || !this.app) return;
    const asked = [this.store, this.account, this.app].join();
    try {
      const groups = await backend().groupsAtStore(this.store, this.account, this.app);
      if (asked !== [this.store, this.account, this.app].join()) return;
      this.listed = groups;
      this.groupId = groups.find((group) => group.name === this.groupName)?.id ?? "";
    } catch (thrown) {
      this.listProblem = asProblem(thrown);
    }
  }

  planSoon(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.plan = undefined;
    this.planning = true;
    this.#timer = setTimeout(() => void this.#planNow(this.#turn), PLAN_AFTER_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  async #planNow(turn: number): Promise<void> {
    try {
      const plan = await backend().planRelease(await this.#draft());
      if (turn === this.#turn) [this.plan, this.problem] = [plan, undefined];
    } catch (thrown) {
      if (turn === this.#turn) this.problem = asProblem(thrown);
    } finally {
      if (turn === this.#turn) this.planning = false;
    }
  }

  async #draft(): Promise<Draft> {
    const draft = await backend().testerDraft({
      app: this.app,
      store: this.store,
      account: this.account,
      groups: [this.#own.id],
      store_group: this.chosen?.name ?? this.groupName.trim(),
      store_group_id: this.chosen?.id ?? null,
      internal: this.chosen?.internal ?? this.internal,
      removes: false,
      people: [],
      build: this.certificateFrom === "build" ? this.build : "",
      certificate: this.certificateFrom === "pem" ? this.certificate : "",
    });
    if (!this.publicLink || this.internal || this.chosen) return draft;
    const limit = /^\d+$/.test(this.publicLimit.trim()) ? Number(this.publicLimit) : null;
    for (const store of draft.stores)
      for (const group of store.groups) [group.public_link, group.public_link_limit] = [true, limit];
    return draft;
  }
}

/** What takes one person out of a group of a store. */
export function takingOut(place: PlacedPerson): TesterSend {
  return {
    app: place.app,
    store: place.store,
    account: "",
    groups: [],
    store_group: place.store_group,
    store_group_id: null,
    internal: false,
    removes: true,
    people: [place.email],
    build: "",
    certificate: "",
  };
}

/** Plans, and begins if nothing stands in the way; then goes to the run. */
export async function startSend(send: TesterSend): Promise<void> {
  const plan = await backend().planRelease(await backend().testerDraft(send));
  const objection = [...plan.objections, ...plan.stores.flatMap((store) => store.objections)][0];
  if (objection) throw objection;
  location.hash = to.run(await backend().startRelease(plan.id));
}
