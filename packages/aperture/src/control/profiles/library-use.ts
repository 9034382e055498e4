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
import { withItem, withoutItem } from "./change-choice.ts";
import { type Chosen, chosenFor } from "./chosen.ts";
import { comparable } from "./comparable.ts";
import { makeProfile } from "./make-profile.ts";
import { carryOutPluginPlan, checkPluginPlan, type PluginSettings, planPluginValues } from "./plugin-settings.ts";
import type { SettingsBefore } from "./settings-before.ts";

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
  /** What presets set in plugins, and what was set before. */
  readonly before: SettingsBefore;
  /** Live sessions that have an item. */
  readonly users: (kind: LibraryKind, name: string) => readonly string[];
}

/** One thing that is applied or taken away: what counts before and then, and what does it. */
interface Application {
  readonly where: string;
  /** Whose items go over others of the same name. */
  readonly project: string | null;
  readonly before: Pick<SessionProfile, "values" | "origins">;
  readonly after: Pick<SessionProfile, "values" | "origins" | "missing">;
  /** A preset that is not in force any more then. */
  readonly goes: string | null;
  /** Who else has it. */
  readonly others: (preset: string) => readonly string[];
  readonly carryOut: () => void;
}

/** Presets, rules and templates at work in sessions. */
export interface LibraryUse {
  /**
   * Throws `library_not_found`, `library_invalid`, `no_session`, `not_found`; `token_required` where it sets plugins or the configuration and the
   * caller showed no token; `plugin_config_invalid` where a plugin would not take its settings. Where it throws, nothing was done.
   */
  apply(
    kind: LibraryKind,
    name: string,
    input: ApplyLibraryItem,
    caller: { readonly token: boolean },
  ): Promise<AppliedLibraryItem>;
  inSession(session: string): SessionLibrary;
  /** `project`: whose own items go over others of the same name. */
  compare(left: LibraryRef, right: LibraryRef, project?: string | null): LibraryComparison;
}

export function createLibraryUse(options: LibraryUseOptions): LibraryUse {
  const { store, library, profiles, governor, everywhere } = options;

  /** What would count in a session with other choices: nothing is kept. */
  function wouldBe(session: number, chosen: Chosen, byDefault = everywhere.read()): SessionProfile {
    const record = store.sessions.get(session);
    const run = record && store.runs.byLabel(record.label)?.preset;
    const failed = (_what: string, error: unknown): never => {
      throw error;
    };
    const preset = chosen.preset ?? run ?? undefined;
    const parts = { chosen: { ...chosen, preset }, everywhere: byDefault, project: record?.project ?? null };
    return makeProfile({ library, failed, ...parts });
  }

  /** What it would be in a session, and what does it. */
  function here(kind: LibraryKind, name: string, input: ApplyLibraryItem): Application {
    const session = sessionAsked(store, input.session);
    if (!session) throw new ApertureError("no_session");
    const { n, project } = session;
    const change = (): Chosen => {
      const chosen = chosenFor(store, n);
      return input.remove ? withoutItem(chosen, profiles.of(n), kind, name) : withItem(chosen, kind, name);
    };
    const before = profiles.of(n);
    const after = wouldBe(n, change());
    return {
      where: idOf("session", n),
      project,
      before,
      after,
      goes: before.preset === after.preset ? null : before.preset,
      others: (preset) => [
        ...(everywhere.read() === preset ? ["every new session"] : []),
        ...options.users("preset", preset).filter((id) => id !== idOf("session", n)),
      ],
      carryOut() {
        const next = change();
        store.transaction(() => {
          const { sessionSettings } = store.control;
          sessionSettings.put(n, "preset", next.preset);
          sessionSettings.put(n, "template", next.template);
          sessionSettings.put(n, "rules", next.rules.length === 0 ? null : next.rules);
          forgetSortedZones(store, n);
          tell(idOf("session", n), kind, name, input);
        });
        profiles.forget(n);
        governor.touched(n);
        // At once, not with its next request: what it stages is listed from now on.
        profiles.of(n);
      },
    };
  }

  /** The same for every new session. */
  function forAll(kind: LibraryKind, name: string, input: ApplyLibraryItem): Application {
    if (kind !== "preset")
      throw new ApertureError("invalid_input", {
        detail: `a ${kind} cannot count everywhere by itself; put it into a preset, and apply that`,
      });
    const before = everywhere.read();
    const after = input.remove ? (before === name ? null : before) : name;
    const profileOf = (preset: string | null): Application["after"] =>
      preset === null ? nothing : library.resolve(preset);
    return {
      where: "everywhere",
      project: null,
      before: before === null ? nothing : attemptOr(nothing, () => profileOf(before)),
      after: profileOf(after),
      goes: before === after ? null : before,
      // Those that chose it themselves; the others go on without it.
      others: (preset) =>
        options.users("preset", preset).filter((id) => {
          const { n } = findSession(store, id);
          return attemptOr(false, () => wouldBe(n, chosenFor(store, n), after).preset === preset);
        }),
      carryOut() {
        if (after === before) return;
        everywhere.write(after);
        store.transaction(() => tell(null, kind, name, input));
        profiles.libraryChanged();
        governor.libraryChanged();
      },
    };
  }

  const tell = (sessionId: string | null, kind: LibraryKind, name: string, { remove }: ApplyLibraryItem) =>
    store.events.append("library-applied", { sessionId, kind, name, what: remove ? "removed" : "applied" });

  /** One at a time: what is planned is what is there when it is done. */
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  }

  async function apply(
    kind: LibraryKind,
    name: string,
    input: ApplyLibraryItem,
    { token }: { readonly token: boolean },
  ): Promise<AppliedLibraryItem> {
    if (input.everywhere && !input.dryRun && !token) throw new ApertureError("token_required");
    const project = input.everywhere ? null : (sessionAsked(store, input.session)?.project ?? null);
    // Said before anything is done: an unknown name, a file with an error in it.
    const values = input.remove ? noValues : comparable(library, { kind, name }, project).values;
    const application = input.everywhere ? forAll(kind, name, input) : here(kind, name, input);
    const { where, before, after, carryOut } = application;
    const mayTouch = input.plugins !== false;
    const stays = mayTouch ? staysOf(application) : [];
    const plan = planPluginValues({
      plugins: options.plugins.list(),
      kept: options.before.all(),
      comes: mayTouch && !input.remove && kind === "preset" ? { preset: name, values: values.plugins } : null,
      goes: mayTouch && stays.length === 0 ? application.goes : null,
    });
    const setsPlugins = mayTouch && (plan.rows.length > 0 || Object.values(values.plugins).some(hasSettings));
    if (!input.dryRun && setsPlugins && !token) throw new ApertureError("token_required");
    checkPluginPlan(plan);
    if (!input.dryRun) {
      const takeBack = await carryOutPluginPlan(options.plugins, options.before, plan);
      try {
        carryOut();
      } catch (error) {
        await takeBack();
        throw error;
      }
    }
    return {
      kind,
      name,
      where,
      dryRun: input.dryRun ?? false,
      changes: changesOf(before, after),
      plugins: plan.rows,
      missing: [...after.missing],
      notices: [...(input.remove ? [] : hidingOf(kind, name, application.project)), ...stays, ...plan.notices],
    };
  }

  /** Why settings that a preset set are not given back, though it goes: others have it too. */
  function staysOf({ goes, others }: Application): string[] {
    const kept = options.before.all().filter(({ preset }) => preset === goes);
    const who = kept.length === 0 || goes === null ? [] : others(goes);
    if (who.length === 0) return [];
    const paths = kept.map(({ plugin, path }) => `${plugin}: ${path}`).join(", ");
    return [`settings of plugins stay as ${goes} set them (${paths}): ${who.join(", ")} ${goesOn(who)} it too`];
  }

  function hidingOf(kind: LibraryKind, name: string, project: string | null): string[] {
    const { source, hides = [] } = library.get(kind, name, project);
    if (source !== "project" || hides.length === 0) return [];
    const whose = hides.map((each) => (each === "user" ? "yours" : "the starter library's")).join(" and ");
    return [`it is the project's own ${kind} ${name}: here it counts in place of ${whose} of that name`];
  }

  return {
    apply: (kind, name, input, caller) => inTurn(() => apply(kind, name, input, caller)),
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
    compare: (left, right, project = null) => ({
      rows: compareValues(comparable(library, left, project), comparable(library, right, project)),
    }),
  };
}

const noValues: PresetValues = { pipeline: {}, zones: {}, budget: {}, rules: [], staging: [], plugins: {} };
const nothing = { values: noValues, origins: {}, missing: [] };

const hasSettings = ({ config }: { config: Readonly<Record<string, unknown>> }): boolean =>
  Object.keys(config).length > 0;

const goesOn = (who: readonly string[]): string => (who.length === 1 ? "has" : "have");

/** Without settings of plugins: they are told by themselves, as far as they are set at all. */
const changesOf = (
  before: Pick<SessionProfile, "values" | "origins">,
  after: Pick<SessionProfile, "values" | "origins">,
): AppliedLibraryItem["changes"] =>
  compareValues(before, after)
    .filter(({ path, left, right }) => left !== right && !path.startsWith("plugins."))
    .map(({ path, left, right }) => ({ path, before: left, after: right }));

function attemptOr<T>(fallback: T, work: () => T): T {
  try {
    return work();
  } catch {
    return fallback;
  }
}
