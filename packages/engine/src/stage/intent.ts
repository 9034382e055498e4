import type { CompressionLevel, Pinned, Zone } from "@aperture/sdk";
import type { RequestSettings } from "../dialects/editing/request-fields.ts";

interface Base {
  /** Block number. */
  readonly block: number;
  /** One line for people: why. */
  readonly reason: string;
  /** Applied whatever it costs (hard budget limit, protective redaction). */
  readonly forced?: boolean;
  /** Who wants it; default: the stage's name. */
  readonly actor?: string;
}

/** What a stage wants. Only `decide` turns an intent into an edit. */
export type Intent =
  | (Base & {
      readonly kind: "compress";
      readonly level: Exclude<CompressionLevel, "original">;
      /** The text to send; where it is left out the level's own function makes it. */
      readonly text?: string;
    })
  | (Base & { readonly kind: "edit" | "redact"; readonly text: string })
  | (Base & { readonly kind: "remove" | "restore" })
  | (Base & { readonly kind: "zone"; readonly zone: Zone })
  | (Base & { readonly kind: "pin"; readonly pinned: Pinned })
  | {
      /** Fields of the request beside its blocks; taken only before it is read (`before_parse`). */
      readonly kind: "setting";
      readonly settings: RequestSettings;
      readonly reason: string;
      readonly forced?: boolean;
      readonly actor?: string;
    }
  | {
      readonly kind: "insert";
      /** The block behind which the text goes; `tail`: behind the newest input; `system`: at the end of the system prompt. */
      readonly behind: number | "tail" | "system";
      readonly text: string;
      readonly reason: string;
      readonly forced?: boolean;
      readonly actor?: string;
      /** Says whose it is (`staged:<item>`), so that it is not injected twice. */
      readonly origin: string;
    };
