import type { EventData, EventType } from "../../event.ts";
import type { FinishedAnswer } from "../finished-answer.ts";
import type { ServeAnswer } from "../guest/serve-answer.ts";
import type { Json } from "../json.ts";
import type { PluginHook } from "../manifest.ts";
import type { PanelInput } from "../panel.ts";
import type { RequestFacts } from "../request-facts.ts";
import type { BlocksOf } from "./blocks-of.ts";
import type { Has, ListenNames, ManifestShape, PermissionsOf } from "./permissions-shape.ts";
import type { StageContextOf } from "./stage-context-of.ts";
import type { TaskContextOf } from "./task-context-of.ts";

type Maybe<T> = T | Promise<T>;

type Hooks<M> = M extends { readonly stages: readonly (infer S)[] }
  ? S extends { readonly at: infer H }
    ? H
    : never
  : never;

type StageHandler<M, H> = H extends "on_response"
  ? (answer: FinishedAnswer, ctx: TaskContextOf<M> & { readonly request: RequestFacts }) => Maybe<void>
  : (blocks: BlocksOf<PermissionsOf<M>>, ctx: StageContextOf<M, H>) => void;

/** Every declared hook must be handled; of a widened manifest, any hook may be. */
type StageHandlers<M> = [Hooks<M>] extends [never]
  ? { stages?: never }
  : string extends Hooks<M>
    ? { stages: { [H in PluginHook]?: StageHandler<M, H> } }
    : { stages: { [H in Hooks<M> & PluginHook]: StageHandler<M, H> } };

/** One event as `on` is told of it. `fs-changed` comes with the permission `fs.watch`. */
export interface PluginEventOf<T extends string> {
  readonly type: T;
  readonly data: T extends EventType
    ? EventData<T>
    : T extends "fs-changed"
      ? { readonly project: string; readonly paths: readonly string[] }
      : { readonly [key: string]: Json };
}

type Watched<P> = P extends { readonly fs: { readonly watch: true | boolean } } ? "fs-changed" : never;
type Listened<P> = ListenNames<P> | Watched<P>;

type EventHandlers<M, P = PermissionsOf<M>> = [Listened<P>] extends [never]
  ? { on?: never }
  : string extends Listened<P>
    ? {
        on?: { [T in EventType | "fs-changed"]?: EventHandler<M, T> } & {
          // A plugin's own events are named `<plugin>/<event>`.
          [name: `${string}/${string}`]: EventHandler<M, `${string}/${string}`>;
        };
      }
    : { on: { [T in Listened<P>]: EventHandler<M, T> } };

type EventHandler<M, T extends string> = (event: PluginEventOf<T>, ctx: TaskContextOf<M>) => Maybe<void>;

type With<M, Key extends string, Handler> =
  Has<PermissionsOf<M>, Key> extends true ? Handler : { [K in keyof Handler]?: never };

/** GET /api/v1/plugins/{id}/http/* */
export interface ServeRequest {
  /** Behind `http`, with its leading slash. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** What `definePlugin` takes beside the manifest: what the manifest declares, and nothing it does not. */
export type HandlersFor<M extends ManifestShape> = StageHandlers<M> &
  EventHandlers<M> &
  With<M, "schedule", { schedule: (ctx: TaskContextOf<M>) => Maybe<void> }> &
  With<M, "panel", { uiPanel: (ctx: TaskContextOf<M>) => Maybe<PanelInput | null> }> &
  With<
    M,
    "serve",
    {
      /** A string is a text, an object without `body` is JSON, nothing is 404. */
      serve: (request: ServeRequest, ctx: TaskContextOf<M>) => Maybe<Partial<ServeAnswer> | string | object | null>;
    }
  > & {
    /** Called by buttons and forms of the panel, and `POST /api/v1/plugins/{id}/actions/{name}`; the answer goes out as JSON. */
    actions?: {
      readonly [name: string]: (input: { readonly [field: string]: Json }, ctx: TaskContextOf<M>) => unknown;
    };
    /** It ends: 2 s to clean up. */
    dispose?: () => Maybe<void>;
  };
