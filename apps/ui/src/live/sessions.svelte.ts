import type { ApertureClient, Session } from "@aperture/sdk";

type SessionReader = Pick<ApertureClient, "sessions" | "session">;

/** The session list, newest first, kept up by events. */
export class Sessions {
  all: readonly Session[] = $state.raw([]);
  /** False until the list was read once: an empty list is only then the empty state. */
  loaded = $state(false);
  readonly #client: SessionReader;

  constructor(client: SessionReader) {
    this.#client = client;
  }

  /** By id or by label; undefined asks for the one that spoke last. */
  find(wanted: string | undefined): Session | undefined {
    if (wanted === undefined) return this.all[0];
    return this.all.find((session) => session.id === wanted || session.label === wanted);
  }

  async load(): Promise<void> {
    this.all = newestFirst((await this.#client.sessions({ limit: 1_000 })).sessions);
    this.loaded = true;
  }

  async refresh(id: string): Promise<void> {
    const session = await this.#client.session(id);
    this.all = newestFirst([session, ...this.all.filter((other) => other.id !== id)]);
  }

  remove(id: string): void {
    this.all = this.all.filter((session) => session.id !== id);
  }
}

const newestFirst = (sessions: readonly Session[]): Session[] =>
  sessions.toSorted((left, right) => right.lastSeen.localeCompare(left.lastSeen));
