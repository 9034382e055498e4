import type { Zone } from "../../block.ts";
import type { Json } from "../json.ts";
import { BlockView } from "./block-view.ts";
import { type GuestCall, textFields } from "./guest-call.ts";
import { GuestError } from "./guest-error.ts";
import { Log } from "./log.ts";
import { Storage } from "./storage.ts";
import { TextPrimitives } from "./text-primitives.ts";
import type { TextRef } from "./text-ref.ts";

/** What `ctx.stage` takes. The same `key` is staged once for a session, and replaced by a later text until it went in. */
export interface NewStagedText {
  readonly key: string;
  readonly text: string | TextRef;
  readonly zone?: Zone;
  readonly priority?: number;
  readonly tokenCap?: number;
  readonly reason?: string;
}

/** What `ctx.request.set` takes. */
export interface RequestChange {
  readonly model?: string;
  readonly sampling?: {
    readonly temperature?: number;
    readonly topP?: number;
    readonly topK?: number;
    readonly maxOutputTokens?: number;
    readonly effort?: "minimal" | "low" | "medium" | "high";
  };
  readonly reason?: string;
}

/** `ctx` of a stage. Everything is synchronous: what takes time belongs into a task. */
export class StageContext {
  readonly #call: GuestCall;
  readonly config: Json;
  readonly text: TextPrimitives;
  readonly storage: Storage;
  readonly log: Log;
  #request: object | undefined;

  constructor(call: GuestCall, config: Json) {
    this.#call = call;
    this.config = config;
    const port = () => call.port;
    this.text = new TextPrimitives(port);
    this.storage = new Storage(port, call.declared);
    this.log = new Log(call.port);
  }

  /** Facts about the request, and `set`. */
  get request(): object {
    const call = this.#call;
    this.#request ??= Object.defineProperty(call.request, "set", {
      value: (change: RequestChange) => setRequest(call, change),
    });
    return this.#request;
  }

  stage({ key, text, zone, priority, tokenCap, reason }: NewStagedText): void {
    this.#call.declared.key("staging", "true");
    this.#call.patch({ op: "stage", key, ...textFields(text), zone, priority, tokenCap, reason });
  }
  unstage(key: string): void {
    this.#call.declared.key("staging", "true");
    this.#call.patch({ op: "unstage", key });
  }

  /** On a block, or on the session where there is none. */
  note(text: string, block?: BlockView): void {
    this.#call.declared.key("notes", "true");
    this.#call.patch({ op: "note", block: block instanceof BlockView ? block.n : null, text });
  }

  emit(event: string, data: Readonly<Record<string, Json>> = {}): void {
    this.#call.declared.emit(event);
    this.#call.patch({ op: "emit", event, data });
  }

  /** The request must not leave. */
  refuse(reason: string): void {
    if (!this.#call.declared.blocks(this.#call.hook))
      throw new GuestError(
        "permission_denied",
        `ctx.refuse needs "onError": "block" in the declaration of ${this.#call.hook} in aperture.plugin.json`,
      );
    this.#call.patch({ op: "refuse", reason });
  }
}

function setRequest(call: GuestCall, { model, sampling, reason }: RequestChange): void {
  if (call.hook !== "before_parse")
    throw new GuestError("plugin_failed", `ctx.request.set is for before_parse; this is ${call.hook}`);
  if (model !== undefined) {
    call.declared.request("model");
    call.patch({ op: "model", model, reason });
  }
  if (sampling !== undefined) {
    call.declared.request("sampling");
    call.patch({ op: "sampling", ...sampling, reason });
  }
}
