import type { ErrorCode } from "@aperture/sdk";

/** Whose process holds the other end of a connection: this user's, root's, somebody else's, or it cannot be told. */
export type PeerOwner = "own" | "root" | "other" | "unknown";

/** What the gate looks at: nothing that needs routing, the body or the store. */
export interface GateFacts {
  readonly kind: "proxy" | "api";
  /** The port this server listens on. */
  readonly port: number;
  readonly method: string;
  /** The request target as it stood in the request line. */
  readonly target: string;
  /** Names and values in turn, as node:http gives them. */
  readonly rawHeaders: readonly string[];
  /** Whether a token was sent, and whether it is ours. Absent where this server knows no tokens (the proxy port). */
  readonly token?: { readonly presented: boolean; readonly valid: boolean };
  /** What the operation asks for; `local` when absent. */
  readonly role?: "local" | "token";
  /** `required` (config `auth`) asks for the token everywhere. */
  readonly auth?: "optional" | "required";
  readonly peer?: PeerOwner;
}

export type GateCode = Extract<
  ErrorCode,
  | "target_refused"
  | "host_refused"
  | "origin_refused"
  | "cross_site_refused"
  | "forwarding_refused"
  | "json_required"
  | "token_required"
  | "token_wrong"
  | "peer_refused"
>;

/** Why a request is refused: `new ApertureError(refusal.code, refusal.facts)` is the answer. */
export interface GateRefusal {
  readonly code: GateCode;
  readonly facts: Readonly<Record<string, string>>;
}

/** One look at a request: null when it has nothing against it. */
export type GateCheck = (facts: GateFacts) => GateRefusal | null;
