import { compareValues } from "@aperture/engine/presets/compare-values";
import {
  ApertureError,
  type AppliedLibraryItem,
  type ApplyLibraryItem,
  type LibraryComparison,
  type LibraryKind,
  type LibraryRef,
  type PresetValues,
  type SessionLibrary,
} from "@aperture/sdk";
import type { Library, SessionProfile, SessionProfiles } from "../../library/contract.ts";
import type { Store } from "../../store/contract.ts";
import type { GovernorView } from "../contract.ts";
import { findSession } from "../look-up/find-session.ts";
import { idOf } from "../look-up/ids.ts";
import { sessionAsked } from "../look-up/session-asked.ts";
import { forgetSortedZones } from "../look-up/sorted-zones.ts";
import { type Chosen, chosenFor } from "./chosen.ts";
import { comparable } from "./comparable.ts";
import { makeProfile } from "./make-profile.ts";
import type { PluginSettings } from "./plugin-settings.ts";
import { setPluginValues } from "./plugin-settings.ts";

export interface LibraryUseOptions {
  readonly store: Store;
  readonly library: Library;
  readonly profiles: Pick<SessionProfiles, "of" | "forget"> & { libraryChanged(): void };
  readonly governor: Pick<GovernorView, "touched"> & { libraryChanged(): void };
  /** The preset that new sessions begin with. `write` puts it into the configuration; throws where that cannot be written. */
  readonly everywhere: { read(): string | null; write(preset: string | null): void };
  /** What templates asked for and did not find, by session. */
  readonly notices: (session: number) => readonly string[];
  readonly plugins: PluginSettings;
}

/** Presets, rules and templates at work in sessions. */
export interface LibraryUse {
  /**
   * Throws `library_not_found`, `library_invalid`, `no_session`, `not_found`; `token_required` where it sets plugins or the configuration and the
   * caller showed no token.
   */
  apply(
    kind: LibraryKind,
    name: string,
    input: ApplyLibraryItem,
    caller: { readonly token: boolean },
  ): Promise<AppliedLibraryItem>;
  inSession(session: string): SessionLibrary;
  compare(left: LibraryRef, right: LibraryRef): LibraryComparison;
}

export function createLibraryUse(options: LibraryUseOptions): LibraryUse {
  const { store, library, profiles, governor, everywhere } = options;

  /** What would count in a session with other choices: nothing is kept. */
  function wouldBe(session: number, chosen: Chosen): SessionProfile {
    const record = store.sessions.get(session);
    const run = record && store.runs.byLabel(record.label)?.preset;
    const failed = (_what: string, error: unknown): never => {
      throw error;
    };
    const preset = chosen.preset ?? run ?? undefined;
    const parts = { chosen: { ...chosen, preset }, everywhere: everywhere.read(), project: record?.project ?? null };
    return makeProfile({ library, failed, ...parts });
  }

  function applyHere(kind: LibraryKind, name: string, input: ApplyLibraryItem): Omit<AppliedLibraryItem, "plugins"> {
    const session = sessionAsked(store, input.session);
    if (!session) throw new ApertureError("no_session");
    const before = profiles.of(session.n);
    const chosen = chosenFor(store, session.n);
    const next = input.remove ? without(chosen, before, kind, name) : withItem(chosen, kind, name);
    const after = wouldBe(session.n, next);
    if (!input.dryRun) {
      store.transaction(() => {
        const { sessionSettings } = store.control;
        sessionSettings.put(session.n, "preset", next.preset);
        sessionSettings.put(session.n, "template", next.template);
        sessionSettings.put(session.n, "rules", next.rules.length === 0 ? null : next.rules);
        forgetSortedZones(store, session.n);
        const sessionId = idOf("session", session.n);
        store.events.append("library-applied", { sessionId, kind, name, what: input.remove ? "removed" : "applied" });
      });
      profiles.forget(session.n);
      governor.touched(session.n);
      // At once, not with its next request: what it stages is listed from now on.
      profiles.of(session.n);
    }
    return {
      kind,
      name,
      where: idOf("session", session.n),
      dryRun: input.dryRun ?? false,
      changes: changesOf(before, after),
      missing: after.missing,
    };
  }

  function applyEverywhere(
    kind: LibraryKind,
    name: string,
    input: ApplyLibraryItem,
  ): Omit<AppliedLibraryItem, "plugins"> {
    if (kind !== "preset")
      throw new ApertureError("invalid_input", {
        detail: `a ${kind} cannot count everywhere by itself; put it into a preset, and apply that`,
      });
    const before = everywhere.read();
    const after = input.remove ? (before === name ? null : before) : name;
    const profileOf = (preset: string | null): Pick<SessionProfile, "values" | "origins" | "missing"> =>
      preset === null ? { values: emptyValues, origins: {}, missing: [] } : library.resolve(preset);
    const [was, will] = [profileOf(null), profileOf(after)];
    const old = before === null ? was : attemptOr(was, () => profileOf(before));
    if (!input.dryRun && after !== before) {
      everywhere.write(after);
      store.transaction(() =>
        store.events.append("library-applied", {
          sessionId: null,
          kind,
          name,
          what: input.remove ? "removed" : "applied",
        }),
      );
      profiles.libraryChanged();
      governor.libraryChanged();
    }
    return {
      kind,
      name,
      where: "everywhere",
      dryRun: input.dryRun ?? false,
      changes: changesOf(old, will),
      missing: [...will.missing],
    };
  }

  return {
    async apply(kind, name, input, caller) {
      // Said before anything is done: an unknown name, a file with an error in it.
      const values = input.remove ? emptyValues : valuesOf(library, kind, name);
      const setsPlugins = input.plugins !== false && Object.values(values.plugins).some(hasSettings);
      if (!input.dryRun && (input.everywhere || setsPlugins) && !caller.token)
        throw new ApertureError("token_required");
      const applied = input.everywhere ? applyEverywhere(kind, name, input) : applyHere(kind, name, input);
      const plugins = setsPlugins ? await setPluginValues(options.plugins, values.plugins, input.dryRun ?? false) : [];
      return { ...applied, plugins };
    },
    inSession(id) {
      const { n, project } = findSession(store, id);
      const profile = profiles.of(n);
      return {
        sessionId: idOf("session", n),
        preset: profile.preset,
        template: profile.templateName,
        rules: [...profile.rules],
        project,
        projectState: project === null ? "none" : library.project(project).state,
        values: profile.values,
        origins: { ...profile.origins },
        missing: [...profile.missing],
        notices: [...options.notices(n)],
      };
    },
    compare: (left, right) => ({ rows: compareValues(comparable(library, left), comparable(library, right)) }),
  };
}

const emptyValues: PresetValues = { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} };

const hasSettings = ({ config }: { config: Readonly<Record<string, unknown>> }): boolean =>
  Object.keys(config).length > 0;

const valuesOf = (library: Library, kind: LibraryKind, name: string): PresetValues => {
  if (kind === "preset") return library.resolve(name).values;
  if (kind === "rule") library.rule(name);
  else library.template(name);
  return emptyValues;
};

function withItem(chosen: Chosen, kind: LibraryKind, name: string): Chosen {
  if (kind === "preset") return { ...chosen, preset: name };
  if (kind === "template") return { ...chosen, template: name };
  return chosen.rules.includes(name) ? chosen : { ...chosen, rules: [...chosen.rules, name] };
}

/** What came from the project or the configuration is not taken away there: this session goes without it. */
function without(chosen: Chosen, now: SessionProfile, kind: LibraryKind, name: string): Chosen {
  if (kind === "rule") return { ...chosen, rules: chosen.rules.filter((rule) => rule !== name) };
  const inForce = kind === "preset" ? now.preset : now.templateName;
  if (inForce !== name) throw new ApertureError("not_found", { what: `${kind} in this session`, id: name });
  const isOwn = kind === "preset" ? chosen.preset === name : chosen.template === name;
  return { ...chosen, [kind]: isOwn ? undefined : "none" };
}

const changesOf = (
  before: Pick<SessionProfile, "values" | "origins">,
  after: Pick<SessionProfile, "values" | "origins">,
): AppliedLibraryItem["changes"] =>
  compareValues(before, after)
    .filter(({ left, right }) => left !== right)
    .map(({ path, left, right }) => ({ path, before: left, after: right }));

function attemptOr<T>(fallback: T, work: () => T): T {
  try {
    return work();
  } catch {
    return fallback;
  }
}
