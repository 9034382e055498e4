import type { NewStagedText, RequestChange } from "../guest/stage-context.ts";
import type { Storage } from "../guest/storage.ts";
import type { TextRef } from "../guest/text-ref.ts";
import type { Json } from "../json.ts";
import type { RequestFacts } from "../request-facts.ts";
import type { BlockOf } from "./block-of.ts";
import type { ConfigOf } from "./config-of.ts";
import type { EmitNames, Has, If, PermissionsOf, Reads, RequestFields } from "./permissions-shape.ts";
import type { LogFunctions, TextFunctions } from "./text-functions.ts";

/** The declaration of a hook: of a widened list, any of them. */
type DeclarationAt<M, H> = M extends { readonly stages: readonly (infer S)[] }
  ? S extends { readonly at: infer At }
    ? string extends At
      ? S
      : H extends At
        ? S
        : never
    : never
  : never;

/** Whether the stage at `H` has `onError: "block"`. */
type Blocks<M, H> =
  DeclarationAt<M, H> extends { readonly onError: infer E }
    ? string extends E
      ? true
      : "block" extends E
        ? true
        : false
    : false;

type SetRequest<P> = [RequestFields<P>] extends [never]
  ? unknown
  : { readonly request: { set(change: Pick<RequestChange, RequestFields<P> | "reason">): void } };

/** `ctx` of a stage at the hook `H`. Everything is synchronous: what takes time belongs into `on`, `schedule` or `actions`. */
export type StageContextOf<M, H, P = PermissionsOf<M>> = {
  readonly request: RequestFacts;
  readonly config: ConfigOf<M>;
  readonly text: TextFunctions<string | TextRef | (Reads<P> extends true ? BlockOf<P> : never)>;
  readonly log: LogFunctions;
} & If<Has<P, "storage">, { readonly storage: Pick<Storage, "get" | "set" | "delete" | "keys"> }> &
  If<Has<P, "staging">, { stage(text: NewStagedText): void; unstage(key: string): void }> &
  If<Has<P, "notes">, { /** On a block, or on the session. */ note(text: string, block?: BlockOf<P>): void }> &
  ([EmitNames<P>] extends [never]
    ? unknown
    : { emit(event: EmitNames<P>, data?: Readonly<Record<string, Json>>): void }) &
  (H extends "before_parse" ? SetRequest<P> : unknown) &
  If<Blocks<M, H>, { /** The request must not leave. */ refuse(reason: string): void }>;
