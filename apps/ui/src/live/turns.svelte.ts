import type { ApertureClient, EventData, Turn } from "@aperture/sdk";

type TurnReader = Pick<ApertureClient, "turns">;

/** What is known of a turn that has not ended. */
export interface RunningTurn {
  readonly turnId: string;
  readonly lane: string;
  readonly number: number;
  /** Epoch milliseconds. */
  readonly since: number;
}

/** The newest turns of the shown session, and the turns that run in any session. */
export class Turns {
  recent: readonly Turn[] = $state.raw([]);
  running: ReadonlyMap<string, readonly RunningTurn[]> = $state.raw(new Map());
  readonly #client: TurnReader;
  #wanted: string | undefined;

  constructor(client: TurnReader) {
    this.#client = client;
  }

  async load(sessionId: string): Promise<void> {
    this.#wanted = sessionId;
    const { turns } = await this.#client.turns(sessionId, { limit: 20 });
    if (this.#wanted !== sessionId) return;
    this.recent = turns;
    const open = turns.filter((turn) => turn.outcome === "running");
    this.#set(
      sessionId,
      open.map((turn) => ({
        turnId: turn.id,
        lane: turn.lane,
        number: turn.number,
        since: Date.parse(turn.startedAt),
      })),
    );
  }

  started(data: EventData<"turn-started">, at: number): void {
    const { sessionId, turnId, lane, number } = data;
    const others = this.of(sessionId).filter((turn) => turn.turnId !== turnId);
    this.#set(sessionId, [...others, { turnId, lane, number, since: at }]);
  }

  recorded(data: EventData<"turn-recorded">): void {
    this.#set(
      data.sessionId,
      this.of(data.sessionId).filter((turn) => turn.turnId !== data.turnId),
    );
  }

  of(sessionId: string): readonly RunningTurn[] {
    return this.running.get(sessionId) ?? [];
  }

  /** A session was removed, or everything is read again. */
  forget(sessionId?: string): void {
    this.running = new Map([...this.running].filter(([id]) => sessionId !== undefined && id !== sessionId));
    if (sessionId === undefined || sessionId === this.#wanted) this.recent = [];
  }

  #set(sessionId: string, turns: readonly RunningTurn[]): void {
    const next = new Map(this.running);
    if (turns.length > 0) next.set(sessionId, turns);
    else next.delete(sessionId);
    this.running = next;
  }
}
