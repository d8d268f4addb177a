// The key form of one store while a person fills it. Values go to the shell with save and are forgotten here at once;
// a picked or dropped file's text never comes here at all.

import { asProblem } from "../backend/backend";
import { backend } from "../backend/current";
import type { AccountView, FieldView, HintView, Keep, ProblemView, StorePage } from "../backend/views";
import { t } from "../text";

const HINT_AFTER_MS = 250;

export class KeyForm {
  way = $state("");
  name = $state("");
  keep = $state<Keep>("keyring");
  values = $state<Record<string, string>>({});
  /** Fields whose file the shell holds. */
  held = $state<Record<string, boolean>>({});
  hints = $state<Record<string, HintView>>({});
  problems = $state<Record<string, string>>({});
  saving = $state(false);
  problem = $state.raw<ProblemView>();
  /** The keyring refused: the person may choose this session. */
  notKept = $state.raw<ProblemView>();
  /** The account whose keys are replaced; its other fields stay. */
  editing = $state.raw<AccountView>();

  readonly #store: string;
  #waiting: Record<string, ReturnType<typeof setTimeout>> = {};

  constructor(store: string) {
    this.#store = store;
  }

  /** Empty for a new account of that name, or over an account that exists. */
  begin(page: StorePage, editing: AccountView | undefined, name: string, keyringReady: boolean): void {
    this.forget();
    this.editing = editing;
    this.name = editing?.name ?? name;
    this.keep = keyringReady ? "keyring" : "session";
    const set = editing?.fields.map((field) => field.id) ?? [];
    const used = page.fields.find((field) => field.group && set.includes(field.id))?.group;
    this.way = used ?? page.ways[0]?.id ?? "";
  }

  fieldsOf(page: StorePage): FieldView[] {
    return page.fields.filter((field) => field.group === "" || field.group === this.way);
  }

  isSet(field: string): boolean {
    return this.editing?.fields.some((set) => set.id === field) ?? false;
  }

  type(field: string, value: string): void {
    this.values[field] = value;
    delete this.problems[field];
    delete this.held[field];
    clearTimeout(this.#waiting[field]);
    if (value === "") {
      delete this.hints[field];
      return;
    }
    this.#waiting[field] = setTimeout(() => void this.#hint(field, value), HINT_AFTER_MS);
  }

  pick(field: string): Promise<void> {
    return this.#hold(field, () => backend().pickKeyFile(this.#store, field));
  }

  drop(field: string): Promise<void> {
    return this.#hold(field, () => backend().dropKeyFile(this.#store, field));
  }

  async #hold(field: string, file: () => Promise<HintView | null>): Promise<void> {
    try {
      const hint = await file();
      if (!hint) return;
      delete this.values[field];
      delete this.problems[field];
      this.held[field] = true;
      this.hints[field] = hint;
      for (const [id, value] of Object.entries(hint.told)) this.#told(id, value);
    } catch (thrown) {
      this.problems[field] = asProblem(thrown).says;
    }
  }

  /** A file's name told the value of another field: it is taken where the person typed none, and else only said. */
  #told(field: string, value: string): void {
    const typed = (this.values[field] ?? "").trim();
    if (typed === "") {
      this.values[field] = value;
      delete this.problems[field];
      this.hints[field] = { state: "good", says: t().stores.fromFileName, told: {} };
    } else if (typed !== value) {
      clearTimeout(this.#waiting[field]);
      this.hints[field] = { state: "remark", says: t().stores.otherFileName(value), told: {} };
    }
  }

  /** Answers the saved account, or nothing when fields or the keyring stand in the way. */
  async save(page: StorePage): Promise<AccountView | undefined> {
    if (this.saving) return undefined;
    this.saving = true;
    this.problem = this.notKept = undefined;
    this.problems = {};
    try {
      const mine = this.fieldsOf(page).map((field) => field.id);
      const form = Object.fromEntries(Object.entries(this.values).filter(([id, value]) => value && mine.includes(id)));
      const answer = await backend().saveAccount(this.#store, this.name.trim(), form, this.keep);
      if (answer.answer === "field-problems") {
        this.problems = Object.fromEntries(answer.problems.map((problem) => [problem.field, problem.says]));
        return undefined;
      }
      if (answer.answer === "not-kept") {
        this.notKept = answer.problem;
        return undefined;
      }
      this.forget();
      return answer.account;
    } catch (thrown) {
      this.problem = asProblem(thrown);
      return undefined;
    } finally {
      this.saving = false;
    }
  }

  forget(): void {
    Object.values(this.#waiting).forEach(clearTimeout);
    this.#waiting = {};
    this.values = {};
    this.held = {};
    this.hints = {};
    this.problems = {};
    this.problem = this.notKept = undefined;
  }

  async #hint(field: string, value: string): Promise<void> {
    try {
      const hint = await backend().fieldHint(this.#store, field, value);
      if (this.values[field] === value) this.hints[field] = hint;
    } catch (thrown) {
      this.problems[field] = asProblem(thrown).says;
    }
  }
}
