import type { Event, Hello } from "@aperture/sdk";
import { backoff } from "./backoff.ts";
import { type ConnectionInput, type ConnectionState, transitions } from "./connection-state.ts";

/** The part of WebSocket that is used; tests pass their own. */
export interface EventSocket {
  onmessage: ((message: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  close(): void;
}

export interface ConnectionOptions {
  /** Opens the event stream; `since` is the last `seq` that was applied. */
  open: (since: number | undefined) => EventSocket;
  /** Why can we not connect? A WebSocket does not tell its HTTP status, so health is asked. */
  probe: () => Promise<"denied" | "down">;
  /** The log was replaced or is too far ahead: read everything again. */
  onReset: () => void;
  onEvent: (event: Event) => void;
}

/** One WebSocket to /api/v1/events for the whole page. Resumes by `since`; a new epoch means read again. */
export class Connection {
  state: ConnectionState = $state("connecting");
  readonly #options: ConnectionOptions;
  #socket: EventSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #since: number | undefined;
  #epoch: string | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  start(): void {
    this.stop();
    const socket = this.#options.open(this.#since);
    this.#socket = socket;
    socket.onmessage = (message) => this.#receive(message.data);
    socket.onclose = () => void this.#lost(socket);
  }

  /** Tries at once instead of waiting for the backoff: the tab is visible again, or a token arrived. */
  wake(): void {
    if (this.state === "live") return;
    this.#attempt = 0;
    this.start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #step(input: ConnectionInput): void {
    this.state = transitions[this.state][input];
  }

  #receive(data: unknown): void {
    const frame = readFrame(data);
    if (frame?.type === "hello") this.#welcome(frame);
    else if (frame) {
      this.#since = frame.seq;
      this.#options.onEvent(frame);
    }
  }

  #welcome(hello: Hello): void {
    this.#attempt = 0;
    this.#step("hello");
    const resumed = hello.epoch === this.#epoch && !hello.resync && this.#since !== undefined;
    if (resumed) return;
    this.#epoch = hello.epoch;
    this.#since = hello.last;
    this.#options.onReset();
  }

  async #lost(socket: EventSocket): Promise<void> {
    if (socket !== this.#socket) return;
    this.#step("closed");
    const reason = await this.#options.probe();
    if (socket !== this.#socket) return;
    if (reason === "denied") this.#step("denied");
    this.#timer = setTimeout(() => this.start(), backoff(this.#attempt));
    this.#attempt += 1;
  }
}

function readFrame(data: unknown): Hello | Event | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const frame = JSON.parse(data) as Hello | Event;
    return frame.type === "hello" || typeof frame.seq === "number" ? frame : undefined;
  } catch {
    // A frame of a newer server that is no JSON is nothing this page could act on.
    return undefined;
  }
}
