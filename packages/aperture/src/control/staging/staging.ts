import { compileCondition } from "@aperture/engine/staging/match-condition";
import type { OfferedItem } from "@aperture/engine/staging/staged-facts";
import { ApertureError, NewStagedItem, type PresetStaged, type StagedItem } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { findSession } from "../look-up/find-session.ts";
import { hideValues } from "../look-up/hide-values.ts";
import { idOf, numberOf } from "../look-up/ids.ts";
import { captureSource } from "./capture-source.ts";
import { injectionsOfItem } from "./injections-of-item.ts";
import { LateItems } from "./late-items.ts";
import { isPresets, presetDifference } from "./preset-items.ts";
import { StagedTexts } from "./staged-texts.ts";
import { type KeptItem, keptItem, type StoredItem } from "./stored-item.ts";

export interface StagingOptions {
  readonly store: Store;
  readonly now?: () => number;
  /** Where commands find `PATH` and `HOME`; nothing else of it reaches them. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface StagingCaller {
  readonly token: boolean;
  /** A plugin (`plugin:<id>`); absent: the user. */
  readonly actor?: string;
}

/** A plugin's own. */
export interface OwnedItem {
  readonly id: string;
  readonly session: number | null;
  readonly name: string;
  /** As it would be staged again: another text, zone or condition is another item. */
  readonly facts: Pick<StoredItem, "source" | "zone" | "condition" | "priority" | "tokenCap">;
}

/** Items that wait to be put into conversations. */
export interface Staging {
  /**
   * Without the token: texts, and files inside the session's project. Throws `invalid_input`, `not_found`, `no_session`,
   * `staging_needs_token`, `staging_no_project`, `staging_unreadable`.
   */
  add(input: NewStagedItem, caller: StagingCaller): Promise<StagedItem>;
  /** What a plugin staged, oldest first. */
  ownedBy(actor: string): readonly OwnedItem[];
  /** A session's (id or label) own and those of every session; without one all. Files are read anew where they changed. */
  list(session?: string): Promise<StagedItem[]>;
  get(id: string): Promise<StagedItem>;
  setEnabled(id: string, enabled: boolean): Promise<StagedItem>;
  /** What was injected stays as it is. */
  remove(id: string): void;
  /** What a session's preset stages (`owner`: `preset:<name>`): these and no others of any preset from now on. Joins a running transaction. */
  keepPresets(session: number, owner: string, items: readonly PresetStaged[]): void;
  /**
   * For the request path: what may go into this lane, from memory. Files that were not read yet, or changed, are read behind it and
   * are there for the next request.
   */
  offered(session: number, lane: number): readonly OfferedItem[];
  /** True where anything is staged for this session alone: its requests have to be understood before they leave. */
  isWanted(session: number): boolean;
  /** True where anything is staged for every session. */
  wantsAll(): boolean;
  /** Reads what is staged for every session in this project, so that its first request finds it. Never rejects. */
  prefetch(project: string | null): Promise<void>;
}

export function createStaging({ store, now = Date.now, env = {} }: StagingOptions): Staging {
  const texts = new StagedTexts(now);
  const late = new LateItems();
  /** Every item, read once: nobody else writes them. */
  let kept: readonly KeptItem[] | null = null;

  const all = (): readonly KeptItem[] => {
    kept ??= store.control.staged.all().flatMap((record) => keptItem(record) ?? []);
    return kept;
  };
  const forSession = (session: number): readonly KeptItem[] =>
    all().filter((item) => item.session === null || item.session === session);
  const projectOf = (session: number): string | null => store.sessions.get(session)?.project ?? null;
  /** Where an item of every session is shown as it would read now: for the session that spoke last. */
  const shownProject = (session: number | null): string | null =>
    session === null ? (store.sessions.latest()?.project ?? null) : projectOf(session);
  // Titles and the like: a question of its own, in which nobody's context belongs.
  const isSide = (session: number, lane: number): boolean =>
    store.lanes.ofSession(session).find(({ n }) => n === lane)?.kind === "side";

  /** One commit with its event; what is kept in memory is read again, also where the commit failed. */
  function write(session: number | null, what: "added" | "changed" | "removed", work: () => number): string {
    try {
      return store.transaction(() => {
        const item = idOf("staged", work());
        store.events.append("staging-changed", {
          sessionId: session === null ? null : idOf("session", session),
          item,
          what,
        });
        return item;
      });
    } finally {
      kept = null;
    }
  }

  function find(id: string): KeptItem {
    const n = numberOf("staged", id);
    const item = all().find(({ facts }) => facts.n === n);
    if (!item) throw new ApertureError("not_found", { what: "staged item", id: id.slice(0, 100) });
    return item;
  }

  async function view(item: KeptItem): Promise<StagedItem> {
    const { facts, session, enabled, createdAt } = item;
    const { n, actor: _actor, ...rest } = facts;
    const project = shownProject(session);
    await texts.refresh(item, project);
    const text = texts.get(item, project);
    return {
      id: idOf("staged", n),
      sessionId: session === null ? null : idOf("session", session),
      ...rest,
      enabled,
      createdAt: new Date(createdAt).toISOString(),
      tokens: text?.tokens ?? null,
      trouble: text?.trouble ?? null,
      injected: injectionsOfItem(store, n, session),
    };
  }

  return {
    async add(input, caller) {
      const asked = NewStagedItem.parse(input);
      const session = asked.session === undefined ? null : findSession(store, asked.session).n;
      checkCondition(asked.condition);
      const project = session === null ? null : projectOf(session);
      const captured = await captureSource(asked.source, { project, caller, env, isForAll: session === null });
      const { name, source, zone, position, condition, priority, tokenCap, reason = null } = asked;
      const owner = caller.actor === undefined ? {} : { actor: caller.actor };
      const item: StoredItem = { source, zone, position, condition, priority, tokenCap, reason, ...captured, ...owner };
      const id = write(session, "added", () => {
        // A command takes a while: the session may have been removed meanwhile.
        if (session !== null && !store.sessions.get(session))
          throw new ApertureError("not_found", { what: "session", id: idOf("session", session) });
        const shown = session === null ? name : hideValues(store, session, name);
        return store.control.staged.insert({ session, name: shown, createdAt: now(), item, enabled: true }).n;
      });
      return view(find(id));
    },
    ownedBy: (actor) =>
      all().flatMap(({ session, facts }) =>
        facts.actor === actor ? [{ id: idOf("staged", facts.n), session, name: facts.name, facts }] : [],
      ),
    async list(session) {
      return Promise.all((session === undefined ? all() : forSession(findSession(store, session).n)).map(view));
    },
    async get(id) {
      return view(find(id));
    },
    async setEnabled(id, enabled) {
      const { session, facts, enabled: before } = find(id);
      if (before !== enabled)
        write(session, "changed", () => {
          store.control.staged.update(facts.n, { enabled });
          return facts.n;
        });
      return view(find(id));
    },
    remove(id) {
      const { session, facts } = find(id);
      write(session, "removed", () => {
        store.control.staged.remove(facts.n);
        return facts.n;
      });
      texts.forget(facts.n);
    },
    keepPresets(session, owner, items) {
      const before = all().filter((item) => item.session === session && isPresets(item));
      const { gone, added } = presetDifference(before, owner, items);
      for (const { facts } of gone)
        write(session, "removed", () => {
          store.control.staged.remove(facts.n);
          return facts.n;
        });
      for (const item of added)
        write(session, "added", () => {
          const { name, ...rest } = item;
          return store.control.staged.insert({
            session,
            name: hideValues(store, session, name),
            createdAt: now(),
            item: { ...rest, reason: `it is part of ${owner}`, output: null, mayLeave: false, actor: owner },
            enabled: true,
          }).n;
        });
    },
    offered(session, lane) {
      const items = forSession(session).filter(({ enabled }) => enabled);
      if (items.length === 0 || isSide(session, lane)) return [];
      const injected = new Set(store.control.staged.injectionsOf(lane).map(({ item }) => item));
      const project = projectOf(session);
      return items
        .filter(({ facts }) => !injected.has(facts.n))
        .flatMap((item): OfferedItem[] => {
          const known = texts.get(item, project);
          void texts.refresh(item, project);
          if (!known) late.add(lane, item.facts.n);
          if (!known?.text) return [];
          const isLate = late.has(lane, item.facts.n) || isPresets(item);
          return [{ item: item.facts, text: known.text, isLate }];
        });
    },
    isWanted: (session) => all().some((item) => item.enabled && item.session === session),
    wantsAll: () => all().some((item) => item.enabled && item.session === null),
    async prefetch(project) {
      const everyones = all().filter((item) => item.enabled && item.session === null);
      await Promise.all(everyones.map((item) => texts.refresh(item, project)));
    },
  };
}

function checkCondition(condition: StagedItem["condition"]): void {
  try {
    compileCondition(condition);
  } catch (error) {
    throw new ApertureError("invalid_input", { detail: (error as Error).message, pointer: "/condition" });
  }
}
