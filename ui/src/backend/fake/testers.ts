// The fake's ledger of testers: people, own groups, places at stores, and lists on their way in. Rows are told apart by the simplest rules.

import type {
  Draft,
  ImportPage,
  ImportRow,
  ImportView,
  Imported,
  OwnGroup,
  PeoplePage,
  PeopleQuery,
  PersonEdit,
  PersonStanding,
  PersonView,
  PlacedPerson,
  PlacePage,
  PlaceQuery,
  StoreGroup,
  StoreTile,
  TesterPlace,
  TesterSend,
  TesterStore,
} from "../views";
import { problem, START } from "./facts";
import type { Say } from "./say";

interface Group {
  id: string;
  name: string;
  people: Set<string>;
}

interface Row {
  email: string;
  first_name: string;
  last_name: string;
}

interface List {
  id: string;
  source: string;
  group: string;
  rows: Row[];
}

/** What became of a person in one group of a store. */
interface Sending {
  person: string;
  state: string;
  at: string;
}

export class FakeTesters {
  /** What the next list from the file dialog holds. */
  list =
    "E-mail,First name,Last name\nlin@example.com,Lin,Wei\nmo@example.com,Mo,Li\nnobody,No,Body\nLIN@example.com,Lin,Wei\n";
  /** Every send that was asked for. */
  readonly sends: TesterSend[] = [];
  readonly exports: { group: string | null; apple: boolean }[] = [];

  readonly #people = new Map<string, PersonView>();
  readonly #groups: Group[] = [];
  readonly #lists = new Map<string, List>();
  /** By app, store and the store's group. */
  readonly #places = new Map<string, { place: TesterPlace; sendings: Map<string, Sending> }>();
  readonly #say: Say;
  #made = 0;

  constructor(say: Say) {
    this.#say = say;
  }

  /** People of a group that is made if there is none; answers its id. */
  put(group: string, people: Row[]): string {
    const id = this.newGroup(group);
    for (const row of people) this.#keep(row, id);
    return id;
  }

  /** As if own groups had been sent: everybody with that result. */
  sent(place: Pick<TesterPlace, "app" | "store" | "store_group">, group: string, state = "sent"): void {
    const key = placeKey(place);
    const known = this.#places.get(key) ?? {
      place: {
        ...place,
        app_label: "Slipway Demo",
        store_name: place.store === "apple" ? "App Store" : "Amazon",
        mark: place.store === "apple" ? "A" : "a",
        groups: [],
        last_sent: START,
        release: "past-1",
        recorded: 0,
        there: 0,
        changed: 0,
        left: 0,
        refused: 0,
        unclear: 0,
        people_of_app: 0,
        most_people: place.store === "amazon" ? 50 : null,
        count_says: null,
        left_says: null,
      },
      sendings: new Map<string, Sending>(),
    };
    if (!known.place.groups.includes(group)) known.place.groups.push(group);
    for (const person of this.#group(group).people) known.sendings.set(person, { person, state, at: START });
    this.#places.set(key, known);
  }

  people(query: PeopleQuery): PeoplePage {
    const members = query.group === null ? null : this.#group(query.group).people;
    const search = query.search.trim().toLowerCase();
    const all = [...this.#people.values()]
      .filter((one) => members === null || members.has(one.key))
      .filter((one) => `${one.key} ${one.first_name} ${one.last_name} ${one.notes}`.toLowerCase().includes(search))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
    const people = all.slice(query.from, query.from + query.count).map((one) => this.#view(one));
    return { total: all.length, from: query.from, people };
  }

  groups(): OwnGroup[] {
    const places = this.places();
    return this.#groups
      .map(({ id, name, people }) => {
        return { id, name, people: people.size, places: places.filter((place) => place.groups.includes(id)) };
      })
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  places(): TesterPlace[] {
    return [...this.#places.values()].map(({ place }) => {
      const people = this.#placed(place);
      const count = (standing: string) => people.filter((one) => one.standing === standing).length;
      const left = count("left");
      return {
        ...place,
        recorded: count("recorded"),
        there: count("there"),
        changed: count("changed"),
        left,
        refused: count("refused"),
        unclear: count("unclear"),
        people_of_app: people.filter((one) => ["there", "changed", "left"].includes(one.standing)).length,
        left_says: left > 0 ? this.#leftSays(place.store) : null,
      };
    });
  }

  placePeople(query: PlaceQuery): PlacePage {
    const all = this.#placed(query).filter((one) => query.only === "" || one.standing === query.only);
    return { total: all.length, from: query.from, people: all.slice(query.from, query.from + query.count) };
  }

  standing(key: string): PersonStanding {
    const person = this.#person(key);
    const places = [...this.#places.values()].flatMap(({ place }) =>
      this.#placed(place).filter((one) => one.key === person.key),
    );
    return { person: this.#view(person), places };
  }

  stores(tiles: StoreTile[]): TesterStore[] {
    const store = (id: string, more: Partial<TesterStore>): TesterStore => {
      const accounts = tiles.find((tile) => tile.id === id)?.accounts ?? 1;
      return {
        store: id,
        name: id,
        mark: "a",
        program: id,
        accounts: accounts > 0 ? ["Main"] : [],
        lists: false,
        removes: false,
        sends_mail: false,
        internal_groups: false,
        public_links: false,
        wants_certificate: false,
        most_people: null,
        group_name_limit: null,
        takes_builds: false,
        cannot: [],
        ...more,
      };
    };
    return [
      store("amazon", {
        name: this.#say("Amazon Appstore", "亚马逊应用商店"),
        program: "DevTest",
        wants_certificate: true,
        most_people: 50,
        cannot: [
          this.#say(
            "Amazon does not show by its API who is in a group. Look into its console.",
            "亚马逊的 API 不能列出成员，请在后台查看。",
          ),
          this.#leftSays("amazon"),
          this.#say("Amazon does not write to testers. Tell them yourself.", "亚马逊不会通知测试人员，请自行告知。"),
        ],
      }),
      store("apple", {
        name: "App Store",
        mark: "A",
        program: "TestFlight",
        lists: true,
        removes: true,
        sends_mail: true,
        internal_groups: true,
        public_links: true,
        takes_builds: true,
      }),
    ];
  }

  groupsAtStore(store: string): StoreGroup[] {
    if (store !== "apple") throw problem(this.#say("Look into its console.", "请在后台查看。"), { kind: "bad-input" });
    const group = { people: 3, public_link: null, takes_every_build: false };
    return [
      { id: "1", name: "Team", internal: true, ...group },
      { id: "2", name: "Friends", internal: false, ...group },
    ];
  }

  save(edit: PersonEdit): PersonView {
    const says = this.#wrong(edit.email);
    if (says) throw problem(says, { kind: "bad-input" });
    const key = edit.email.toLowerCase();
    if (key !== edit.key && this.#people.has(key))
      throw problem(this.#say(`${edit.email} is recorded already.`, `${edit.email} 已有记录。`), {
        kind: "already-there",
      });
    if (edit.key !== "" && edit.key !== key) {
      this.#person(edit.key);
      this.#people.delete(edit.key);
      for (const { people } of this.#groups) if (people.delete(edit.key)) people.add(key);
    }
    const { email, first_name, last_name, notes } = edit;
    this.#people.set(key, { key, email, first_name, last_name, notes, groups: [], sent_to: 0, refused_by: 0 });
    if (edit.group !== "") this.#group(edit.group).people.add(key);
    return this.#view(this.#person(key));
  }

  forget(key: string): void {
    this.#people.delete(key);
    for (const { people } of this.#groups) people.delete(key);
    for (const { sendings } of this.#places.values()) sendings.delete(key);
  }

  newGroup(name: string): string {
    const known = this.#groups.find((group) => group.name.toLowerCase() === name.toLowerCase());
    if (known) return known.id;
    const id = `group-${(this.#made += 1)}`;
    this.#groups.push({ id, name, people: new Set() });
    return id;
  }

  rename(id: string, name: string): void {
    if (this.#groups.some((group) => group.id !== id && group.name.toLowerCase() === name.toLowerCase()))
      throw problem(this.#say(`There is a group named ${name} already.`, `已有名为 ${name} 的分组。`), {
        kind: "already-there",
      });
    this.#group(id).name = name;
  }

  delete(id: string): void {
    const at = this.#groups.findIndex((group) => group.id === id);
    if (at >= 0) this.#groups.splice(at, 1);
  }

  join(id: string, people: string[]): void {
    for (const person of people) this.#group(id).people.add(this.#person(person).key);
  }

  leave(id: string, people: string[]): void {
    for (const person of people) this.#group(id).people.delete(person);
  }

  preview(text: string, source: string, group: string): ImportView {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
    const header = lines[0]?.includes("@") === false;
    const rows = lines.slice(header ? 1 : 0).map((line) => {
      const [email = "", first_name = "", last_name = ""] = line.split(",").map((cell) => cell.trim());
      return { email, first_name, last_name };
    });
    if (rows.length === 0)
      throw problem(this.#say("There is nobody in this list.", "名单中没有人员。"), { kind: "bad-input" });
    const list = { id: `list-${(this.#made += 1)}`, source, group, rows };
    this.#lists.set(list.id, list);
    return this.#listView(list);
  }

  rows(id: string, only: string, from: number, count: number): ImportPage {
    const rows = this.#judged(this.#list(id)).filter((row) => only === "" || row.status === only);
    return { total: rows.length, from, rows: rows.slice(from, from + count) };
  }

  mend(id: string, row: number, email: string, first_name: string, last_name: string): ImportView {
    const list = this.#list(id);
    list.rows[row - 1] = { email, first_name, last_name };
    return this.#listView(list);
  }

  into(id: string, group: string): ImportView {
    const list = this.#list(id);
    list.group = group;
    return this.#listView(list);
  }

  apply(id: string, whole: boolean): Imported {
    const list = this.#list(id);
    const rows = this.#judged(list);
    const left_out = rows.filter((row) => row.status === "invalid").length;
    if (whole && left_out > 0)
      throw problem(this.#say(`${left_out} rows cannot be taken.`, `有 ${left_out} 行无法导入。`), {
        kind: "bad-input",
      });
    const group = list.group === "" ? null : this.newGroup(list.group);
    const done = { added: 0, renamed: 0, joined: 0, unchanged: 0, left_out, groups: group ? [group] : [] };
    for (const row of rows) {
      if (row.status === "invalid" || row.status === "duplicate") continue;
      this.#keep(row, group);
      done.joined += row.joins ? 1 : 0;
      if (row.status === "new") done.added += 1;
      else if (row.status === "name-changes") done.renamed += 1;
      else if (!row.joins) done.unchanged += 1;
    }
    return done;
  }

  drop(id: string): void {
    this.#lists.delete(id);
  }

  draft(send: TesterSend): Draft {
    this.sends.push(structuredClone(send));
    const group = (name: string, more: { from?: string[]; people?: string[] }) => ({
      name,
      id: send.store_group_id,
      internal: send.internal,
      public_link: null,
      public_link_limit: null,
      from: more.from ?? [],
      people: (more.people ?? []).map((email) => ({ email, first_name: "", last_name: "" })),
    });
    const into = () => {
      if (send.removes) return [group(send.store_group, { people: send.people })];
      if (send.store_group !== "") return [group(send.store_group, { from: send.groups })];
      return send.groups.map((id) => group(this.#group(id).name, { from: [id] }));
    };
    return {
      app: send.app,
      builds: send.build === "" ? [] : [send.build],
      stores: [
        {
          store: send.store,
          account: send.account,
          builds: [],
          notes: null,
          when: null,
          first_release: null,
          store_app_id: null,
          answers: {},
          listing: {},
          address: "",
          groups: into(),
          certificate: send.certificate,
        },
      ],
      notes: {},
      when: { kind: "after-approval" },
      goal: "testers",
      removes: send.removes,
      icon: null,
    };
  }

  #placed(at: Pick<TesterPlace, "app" | "store" | "store_group">): PlacedPerson[] {
    const known = this.#places.get(placeKey(at));
    if (!known) return [];
    const { place, sendings } = known;
    const members = new Set(
      place.groups.flatMap((id) => [...(this.#groups.find((one) => one.id === id)?.people ?? [])]),
    );
    return [...new Set([...members, ...sendings.keys()])].sort().flatMap((key) => {
      const sending = sendings.get(key);
      const there = sending?.state === "sent" || sending?.state === "already-there";
      const standing = there ? (members.has(key) ? "there" : "left") : (sending?.state ?? "recorded");
      if (!there && !members.has(key)) return [];
      const person = this.#people.get(key);
      return [
        {
          key,
          email: person?.email ?? key,
          first_name: person?.first_name ?? "",
          last_name: person?.last_name ?? "",
          app: place.app,
          store: place.store,
          store_name: place.store_name,
          store_group: place.store_group,
          standing,
          standing_label: this.#standingLabel(standing),
          advice: standing === "left" ? this.#leftSays(place.store) : null,
          first_sent: there ? (sending?.at ?? null) : null,
          last_sent: sending?.at ?? null,
          state: sending?.state ?? "",
          state_label: sending?.state ?? "",
          problem:
            sending?.state === "refused"
              ? problem(this.#say("Amazon refused this address. Check it.", "亚马逊拒绝了此地址，请检查。"), {
                  code: "400",
                  words: "email is invalid",
                })
              : null,
          release: sending ? place.release : null,
        },
      ];
    });
  }

  #standingLabel(standing: string): string {
    const words: Record<string, string> = {
      recorded: this.#say("Recorded here, not sent yet", "仅在本地记录，尚未发送"),
      there: this.#say("At the store", "已在商店"),
      left: this.#say("Removed here, still active at the store", "本地已移除，商店中仍有效"),
      refused: this.#say("Refused", "被拒绝"),
      unclear: this.#say("Unclear", "待确认"),
    };
    return words[standing] ?? standing;
  }

  #leftSays(store: string): string {
    return store === "apple"
      ? this.#say("They are still active there. Take them out there too.", "他们在那边仍然有效，请一并移出。")
      : this.#say(
          "Amazon cannot take people out by its API. Use its console.",
          "亚马逊的 API 不能移除人员，请在后台操作。",
        );
  }

  #view(person: PersonView): PersonView {
    const groups = this.#groups.filter((group) => group.people.has(person.key)).map((group) => group.name);
    const sendings = [...this.#places.values()].flatMap((one) => one.sendings.get(person.key) ?? []);
    return {
      ...person,
      groups: groups.sort(),
      sent_to: sendings.filter((one) => one.state === "sent").length,
      refused_by: sendings.filter((one) => one.state === "refused").length,
    };
  }

  #keep(row: Row, group: string | null): void {
    const key = row.email.toLowerCase();
    const known = this.#people.get(key);
    const nobody = { key, email: row.email, first_name: "", last_name: "", notes: "" };
    this.#people.set(key, {
      ...(known ?? { ...nobody, groups: [], sent_to: 0, refused_by: 0 }),
      first_name: row.first_name || (known?.first_name ?? ""),
      last_name: row.last_name || (known?.last_name ?? ""),
    });
    if (group !== null) this.#group(group).people.add(key);
  }

  #judged(list: List): ImportRow[] {
    const first = new Map<string, number>();
    const group = this.#groups.find((one) => one.name.toLowerCase() === list.group.toLowerCase());
    return list.rows.map((row, index) => {
      const key = row.email.toLowerCase();
      const known = this.#people.get(key);
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, index + 1);
      const renamed =
        known !== undefined &&
        ((row.first_name !== "" && row.first_name !== known.first_name) ||
          (row.last_name !== "" && row.last_name !== known.last_name));
      const wrong = this.#wrong(row.email);
      const judge = (): [string, string] => {
        if (wrong) return ["invalid", wrong];
        if (earlier !== undefined)
          return ["duplicate", this.#say(`The same person as in row ${earlier}`, `与第 ${earlier} 行是同一人`)];
        if (renamed) return ["name-changes", this.#say("The name changes", "姓名将更新")];
        return known ? ["recorded", this.#say("Recorded already", "已有记录")] : ["new", this.#say("New", "新增")];
      };
      const [status, says] = judge();
      const taken = status !== "invalid" && status !== "duplicate";
      const also_in = this.#groups.filter((one) => one !== group && one.people.has(key)).map((one) => one.name);
      const joins = taken && list.group !== "" && !(group?.people.has(key) ?? false);
      return { row: index + 1, line: index + 2, ...row, group: list.group, status, says, joins, also_in };
    });
  }

  #listView(list: List): ImportView {
    const rows = this.#judged(list);
    const count = (status: string) => rows.filter((row) => row.status === status).length;
    return {
      id: list.id,
      source: list.source,
      group: list.group,
      encoding: "UTF-8",
      delimiter: ",",
      layout: "header",
      rows: rows.length,
      new: count("new"),
      recorded: count("recorded"),
      name_changes: count("name-changes"),
      invalid: count("invalid"),
      duplicates: count("duplicate"),
      joins: rows.filter((row) => row.joins).length,
    };
  }

  #wrong(email: string): string | null {
    if (/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return null;
    return this.#say("An e-mail address has one @. Correct it.", "邮箱地址应有且只有一个 @，请更正。");
  }

  #group(id: string): Group {
    const group = this.#groups.find((one) => one.id === id);
    if (!group) throw problem(this.#say("This group is no longer here.", "该分组已不存在。"), { kind: "not-found" });
    return group;
  }

  #person(key: string): PersonView {
    const person = this.#people.get(key.toLowerCase());
    if (!person) throw problem(this.#say("This person is not recorded.", "没有该测试人员。"), { kind: "not-found" });
    return person;
  }

  #list(id: string): List {
    const list = this.#lists.get(id);
    if (!list) throw problem(this.#say("This list is no longer held.", "该名单已失效。"), { kind: "not-found" });
    return list;
  }
}

function placeKey(place: Pick<TesterPlace, "app" | "store" | "store_group">): string {
  return [place.app, place.store, place.store_group].join("\n");
}
