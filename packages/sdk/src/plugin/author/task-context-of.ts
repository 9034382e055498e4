import type { CapabilityInput } from "../capability-calls.ts";
import type {
  BlockAsks,
  FsAsks,
  HistoryAsks,
  NetAsks,
  SecretAsks,
  SpeechAsks,
  StateAsks,
} from "../guest/capability-asks.ts";
import type { Storage } from "../guest/storage.ts";
import type { TextRef } from "../guest/text-ref.ts";
import type { Json } from "../json.ts";
import type { WriteField } from "../permissions.ts";
import type { ConfigOf } from "./config-of.ts";
import type { EmitNames, Has, If, PermissionsOf, Reads, SecretNames, Writes } from "./permissions-shape.ts";
import type { LogFunctions, TextFunctions } from "./text-functions.ts";

/** The field of `blocks.write` that an operation needs. `restore` takes back what any of them did. */
interface Operations extends Record<WriteField, keyof BlockAsks> {
  zone: "move";
  pin: "pin";
  level: "compress";
  content: "edit";
  remove: "remove";
  insert: "insert";
  redact: "redact";
}

type StateOf<P> = Omit<StateAsks, "blocks" | "text"> &
  If<Has<P, "blocks">, Pick<StateAsks, "blocks">> &
  If<Reads<P>, Pick<StateAsks, "text">>;

/** `ctx` of a task: an event, a schedule, an action, a panel, an answer, a request of `serve`. What takes time is a promise. */
export type TaskContextOf<M, P = PermissionsOf<M>> = {
  readonly config: ConfigOf<M>;
  readonly text: TextFunctions<string | TextRef>;
  readonly log: LogFunctions;
  /** Read-only: sessions, usage, budget, prices, the cache, the ledger. */
  readonly state: StateOf<P>;
} & If<Has<P, "storage">, { readonly storage: Pick<Storage, "get" | "set" | "delete" | "keys"> }> &
  If<Has<P, "net">, { readonly net: NetAsks }> &
  If<Has<P, "fs">, { readonly fs: FsAsks }> &
  If<Has<P, "history">, { readonly history: HistoryAsks }> &
  If<Has<P, "speech">, { readonly speech: SpeechAsks }> &
  ([SecretNames<P>] extends [never] ? unknown : { readonly secrets: SecretAsks<SecretNames<P>> }) &
  If<
    Has<P, "staging">,
    {
      /** Resolves with the staged item's id. */
      stage(input: CapabilityInput<"staging.stage">): Promise<string>;
      unstage(input: CapabilityInput<"staging.unstage">): Promise<boolean>;
    }
  > &
  If<Has<P, "notes">, { note(input: CapabilityInput<"notes.add">): Promise<void> }> &
  ([EmitNames<P>] extends [never]
    ? unknown
    : {
        emit(
          event: EmitNames<P>,
          data?: Readonly<Record<string, Json>>,
          where?: { readonly session?: string },
        ): Promise<void>;
      }) &
  ([Writes<P>] extends [never]
    ? unknown
    : {
        /** They wait until they are free or pay. */ readonly blocks: Pick<
          BlockAsks,
          Operations[Writes<P>] | "restore"
        >;
      });
