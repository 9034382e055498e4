import type { Library, SessionProfile, SessionProfiles } from "../../library/contract.ts";
import { plainProfile } from "../../library/plain-profile.ts";
import type { Store } from "../../store/contract.ts";
import { type Chosen, chosenFor } from "./chosen.ts";
import { makeProfile } from "./make-profile.ts";

export interface ProfilesOptions {
  readonly store: Store;
  readonly library: Library;
  /** Preset of the configuration, as it is now. */
  readonly everywhere: () => string | null;
  /** What could not be read: the session goes on without it (law 4). */
  readonly failed: (what: string, error: unknown) => void;
  /** A session has other things to stage than before: they are written down, or taken away. */
  readonly stage: (session: number, profile: SessionProfile) => void;
}

/** Sessions, and different profiles, that are remembered. */
const MOST = 2_000;

/**
 * What counts in each session: its own choice, else its run's, its project's, the configuration's. Sessions with the same choices share one
 * profile, so that rules are compiled once and stages know them again by the object.
 */
export function createProfiles(options: ProfilesOptions): SessionProfiles & { libraryChanged(): void } {
  const { store, library, everywhere, failed } = options;
  const made = new Map<string, SessionProfile>();
  const ofSession = new Map<number, SessionProfile>();
  const ofTag = new Map<string, SessionProfile>();

  function profile(project: string | null, chosen: Chosen, run: string | null): SessionProfile {
    const preset = chosen.preset ?? run ?? undefined;
    const key = JSON.stringify([project, preset, chosen.template, chosen.rules, everywhere()]);
    let known = made.get(key);
    if (!known) {
      known = makeProfile({ library, project, chosen: { ...chosen, preset }, everywhere: everywhere(), failed });
      if (made.size >= MOST) made.clear();
      made.set(key, known);
    }
    return known;
  }

  function read(session: number): SessionProfile {
    const record = store.sessions.get(session);
    if (!record) return plainProfile;
    const run = store.runs.byLabel(record.label)?.preset ?? null;
    return profile(record.project, chosenFor(store, session), run);
  }

  return {
    of(session) {
      let known = ofSession.get(session);
      if (known) return known;
      try {
        known = read(session);
        options.stage(session, known);
      } catch (error) {
        failed(`the profile of session-${session}`, error);
        // Not remembered: the next request asks again.
        return known ?? plainProfile;
      }
      if (ofSession.size >= MOST) ofSession.clear();
      ofSession.set(session, known);
      return known;
    },
    ofNew(tag) {
      const key = tag ?? "";
      const known = ofTag.get(key);
      if (known) return known;
      try {
        const run = tag === null ? undefined : store.runs.byLabel(tag);
        const found = profile(run?.project ?? null, { rules: [] }, run?.preset ?? null);
        if (ofTag.size >= MOST) ofTag.clear();
        ofTag.set(key, found);
        return found;
      } catch (error) {
        failed("the profile of a new session", error);
        return plainProfile;
      }
    },
    get demandsEverywhere() {
      return this.ofNew(null).isDemanding;
    },
    forget(session) {
      ofSession.delete(session);
      ofTag.clear();
    },
    libraryChanged() {
      made.clear();
      ofSession.clear();
      ofTag.clear();
    },
  };
}
