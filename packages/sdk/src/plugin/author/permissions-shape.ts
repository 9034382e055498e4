import type { RequestField, WriteField } from "../permissions.ts";

/** `permissions` of a manifest as TypeScript sees it: precise where it is written in code, widened where it is imported from JSON. */
export interface PermissionsShape {
  readonly blocks?: { readonly read?: string; readonly write?: readonly string[] };
  readonly events?: { readonly emit?: readonly string[]; readonly on?: readonly string[] };
  readonly request?: readonly string[];
  readonly secrets?: readonly string[];
  readonly [key: string]: unknown;
}

/** A manifest as TypeScript sees it. */
export interface ManifestShape {
  readonly name: string;
  readonly version: string;
  readonly stages?: readonly { readonly at: string; readonly onError?: string | undefined }[];
  readonly permissions?: PermissionsShape;
  readonly config?: object;
}

export type PermissionsOf<M> = M extends { readonly permissions: infer P } ? P : Record<never, never>;

/** Whether a key is there, and not written as `false`. */
export type Has<P, K extends string> = P extends { readonly [Key in K]: infer V }
  ? [V] extends [false | undefined]
    ? false
    : true
  : false;

export type If<Condition extends boolean, Then> = Condition extends true ? Then : unknown;

/** Words of a list: those that are written there, all that are known where the list was widened to `string[]`, none where it is empty. */
type Words<List, Known extends string> = List extends readonly (infer W)[]
  ? [W] extends [never]
    ? never
    : string extends W
      ? Known
      : W & Known
  : never;

export type Writes<P> = P extends { readonly blocks: { readonly write: infer L } } ? Words<L, WriteField> : never;

export type RequestFields<P> = P extends { readonly request: infer L } ? Words<L, RequestField> : never;

export type EmitNames<P> = P extends { readonly events: { readonly emit: infer L } } ? Words<L, string> : never;

export type ListenNames<P> = P extends { readonly events: { readonly on: infer L } } ? Words<L, string> : never;

export type SecretNames<P> = P extends { readonly secrets: infer L } ? Words<L, string> : never;

/** `read: "content"`, or a `read` that was widened. */
export type Reads<P> = P extends { readonly blocks: { readonly read: infer R } }
  ? string extends R
    ? true
    : R extends "content"
      ? true
      : false
  : false;

export type UnionToIntersection<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer I) => void
  ? I
  : never;
