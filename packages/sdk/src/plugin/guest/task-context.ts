import type { CapabilityInput } from "../capability-calls.ts";
import type { GuestPort } from "../guest-port.ts";
import type { Json } from "../json.ts";
import {
  type BlockAsks,
  CapabilityAsks,
  type FsAsks,
  type HistoryAsks,
  type NetAsks,
  type SecretAsks,
  type SpeechAsks,
  type StateAsks,
} from "./capability-asks.ts";
import { declaredBy } from "./declared.ts";
import { Log } from "./log.ts";
import { Storage } from "./storage.ts";
import { TextPrimitives } from "./text-primitives.ts";

/** `ctx` of a task: an event, a schedule, an action, a panel, an answer, a request of `serve`. What takes time is a promise. */
export class TaskContext {
  readonly config: Json;
  readonly text: TextPrimitives;
  readonly storage: Storage;
  readonly log: Log;
  readonly #asks: CapabilityAsks;

  constructor(port: GuestPort, config: Json) {
    const declared = declaredBy(port);
    this.config = config;
    this.text = new TextPrimitives(() => port);
    this.storage = new Storage(() => port, declared);
    this.log = new Log(port);
    this.#asks = new CapabilityAsks(port, declared);
  }

  get net(): NetAsks {
    return this.#asks.net();
  }
  get fs(): FsAsks {
    return this.#asks.fs();
  }
  get history(): HistoryAsks {
    return this.#asks.history();
  }
  get secrets(): SecretAsks {
    return this.#asks.secrets();
  }
  get speech(): SpeechAsks {
    return this.#asks.speech();
  }
  get state(): StateAsks {
    return this.#asks.state();
  }
  /** Operations on blocks, as `POST /api/v1/blocks/…`; they wait until they are free or pay. */
  get blocks(): BlockAsks {
    return this.#asks.blocks();
  }

  /** Resolves with the staged item's id. */
  async stage(input: CapabilityInput<"staging.stage">): Promise<string> {
    this.#asks.declared.key("staging", "true");
    return (await this.#asks.ask("staging.stage", input)).item;
  }
  /** Resolves with whether there was one that had not gone in yet. */
  async unstage(input: CapabilityInput<"staging.unstage">): Promise<boolean> {
    this.#asks.declared.key("staging", "true");
    return (await this.#asks.ask("staging.unstage", input)).removed;
  }
  async note(input: CapabilityInput<"notes.add">): Promise<void> {
    this.#asks.declared.key("notes", "true");
    await this.#asks.ask("notes.add", input);
  }
  async emit(
    event: string,
    data: CapabilityInput<"events.emit">["data"] = {},
    where: { readonly session?: string } = {},
  ): Promise<void> {
    this.#asks.declared.emit(event);
    await this.#asks.ask("events.emit", { ...where, event, data });
  }
}
