import type { Block, Event, Health, Session } from "@aperture/sdk";
import { ApertureClient, ApiError } from "@aperture/sdk/client";
import { filterBlocks } from "../view/filter-blocks.ts";
import { Blocks } from "./blocks.svelte.ts";
import { coalesce } from "./coalesce.ts";
import { Condition } from "./condition.svelte.ts";
import { Connection } from "./connection.svelte.ts";
import { Draft } from "./draft.svelte.ts";
import { openEventStream } from "./event-stream.ts";
import { Operator } from "./operator.svelte.ts";
import { Picker } from "./picker.svelte.ts";
import { Preview } from "./preview.svelte.ts";
import { browserBar, Router } from "./router.svelte.ts";
import type { Targets } from "./run-intent.ts";
import { Search } from "./search.svelte.ts";
import { Selection } from "./selection.svelte.ts";
import { Sessions } from "./sessions.svelte.ts";
import { browserMemory, Theme } from "./theme.svelte.ts";
import { browserTokenPlace, PageToken } from "./token.ts";
import { Turns } from "./turns.svelte.ts";

/** Everything the components share: one client, one event stream, one class per resource. */
export class Page {
  readonly token = new PageToken(browserTokenPlace());
  readonly client = new ApertureClient({ baseUrl: "", token: this.token.read });
  readonly router = new Router(browserBar);
  readonly theme = new Theme(browserMemory);
  readonly sessions = new Sessions(this.client);
  readonly blocks = new Blocks(this.client);
  readonly turns = new Turns(this.client);
  readonly search = new Search(this.client);
  readonly selection = new Selection(this.router);
  readonly picker = new Picker(this.client, this.selection);
  readonly operator = new Operator(this.client.control);
  readonly preview = new Preview(this.client.control);
  readonly condition = new Condition(this.client.control);
  readonly draft = new Draft();
  readonly connection = new Connection({
    open: (since) =>
      this.token.read() === undefined ? new WebSocket(eventsUrl(since)) : openEventStream(this.client, since),
    probe: () => this.#probe(),
    onReset: () => this.#readAll(),
    onEvent: (event) => this.#apply(event),
  });

  health: Health | undefined = $state.raw();
  /** What the person should know until the page is loaded again. */
  notice: string | undefined = $state();
  /** Last thing that went wrong while reading, in words; gone with the next reading that works. */
  trouble: string | undefined = $state();
  /** Milliseconds, moved on once per second for "5 s ago". */
  now = $state(Date.now());
  helpOpen = $state(false);
  paletteOpen = $state(false);
  /** Grows whenever something happened in the shown session: what a panel shows may be old. */
  news = $state(0);
  /** Grows whenever something happened to a plugin, or it told something. */
  pluginNews = $state(0);
  /** Grows whenever a preset, rule or template, or what counts where, is another. */
  libraryNews = $state(0);

  readonly session: Session | undefined = $derived.by(() => this.sessions.find(this.router.place.session));
  /** The shown conversation: sub-agents and side requests (titles) are lanes of their own. */
  readonly lane: string | undefined = $derived.by(() => {
    const lanes = this.session?.lanes ?? [];
    const wanted = lanes.find((lane) => lane.id === this.router.place.lane);
    return (wanted ?? lanes.find((lane) => lane.kind === "main") ?? lanes[0])?.id;
  });
  readonly laneBlocks: readonly Block[] = $derived.by(() => {
    const isRead = this.blocks.session === this.session?.id && this.blocks.lane === this.lane;
    return isRead ? this.blocks.all : [];
  });

  /** What is left of them under the filter. */
  readonly shown: readonly Block[] = $derived.by(() =>
    filterBlocks(this.laneBlocks, this.router.place, this.search.found),
  );

  /** What an operation is for: the chosen blocks, else the one under the cursor. */
  readonly targets: Targets | undefined = $derived.by(() => {
    if (this.session === undefined) return undefined;
    const { block } = this.router.place;
    const ids = this.selection.size > 0 ? [...this.selection.ids] : block === undefined ? [] : [block];
    return { ids, session: this.session.id, lane: this.lane };
  });

  readonly #report = (error: unknown): void => {
    this.trouble = ApiError.is(error) ? error.problem.detail : "The API does not answer";
  };
  readonly #stale = new Set<string>();
  readonly #refreshSessions = coalesce(() => this.#readStaleSessions(), 200, this.#report);
  readonly #refreshBlocks = coalesce(() => this.#readShown(), 150, this.#report);
  readonly #refreshCondition = coalesce(() => this.#readCondition(), 500, this.#report);
  readonly #refreshHealth = coalesce(() => this.#readHealth(), 1_000, this.#report);

  async start(): Promise<void> {
    const pairing = await this.token.redeem((code) => this.client.redeemPairing(code));
    if (pairing === "failed") this.notice = "The pairing code was used or has expired: run `aperture open` again";
    this.connection.start();
  }

  /** Reads what the screen shows; called again whenever another session or lane is chosen. */
  show(): void {
    this.#refreshBlocks();
    this.#refreshCondition();
  }

  /** Goes to another session; filter, zone and panel stay, cursor and selection do not. */
  choose(session: string): void {
    this.router.go({ session, lane: undefined, block: undefined, picked: undefined });
  }

  #readAll(): void {
    this.trouble = undefined;
    this.turns.forget();
    this.pluginNews += 1;
    this.libraryNews += 1;
    void this.sessions.load().then(() => this.show(), this.#report);
    this.#refreshHealth();
  }

  async #readShown(): Promise<void> {
    const id = this.session?.id;
    if (id === undefined) {
      this.blocks.clear();
      return;
    }
    await Promise.all([this.blocks.load(id, this.lane), this.turns.load(id)]);
  }

  async #readCondition(): Promise<void> {
    const id = this.session?.id;
    if (id === undefined) this.condition.forget();
    else await this.condition.load(id);
    this.news += 1;
  }

  async #readStaleSessions(): Promise<void> {
    const ids = [...this.#stale];
    this.#stale.clear();
    await Promise.all(ids.map((id) => this.sessions.refresh(id)));
  }

  async #readHealth(): Promise<void> {
    this.health = await this.client.health();
  }

  async #probe(): Promise<"denied" | "down"> {
    try {
      await this.#readHealth();
      return "down";
    } catch (error) {
      return ApiError.is(error) && [401, 403].includes(error.problem.status) ? "denied" : "down";
    }
  }

  #apply(event: Event): void {
    if (event.type === "turn-started") this.turns.started(event.data, Date.parse(event.at));
    if (event.type === "turn-recorded") this.turns.recorded(event.data);
    if (event.type.startsWith("plugin-")) this.pluginNews += 1;
    if (event.type.startsWith("library-") || event.type.startsWith("project-")) this.libraryNews += 1;
    this.#refreshHealth();
    if (!("sessionId" in event.data)) return;
    const { sessionId } = event.data;
    // What is staged for every session is of no session.
    if (sessionId === null) this.#refreshCondition();
    else this.#applyToSession(event, sessionId);
  }

  #applyToSession(event: Event, sessionId: string): void {
    if (event.type === "session-removed") {
      this.sessions.remove(sessionId);
      this.turns.forget(sessionId);
    } else {
      this.#stale.add(sessionId);
      this.#refreshSessions();
    }
    if (this.session === undefined || this.session.id === sessionId) this.show();
  }
}

function eventsUrl(since: number | undefined): string {
  const url = new URL("/api/v1/events", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (since !== undefined) url.searchParams.set("since", String(since));
  return url.href;
}
