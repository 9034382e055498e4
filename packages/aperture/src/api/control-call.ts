import { hash } from "node:crypto";
import { ApertureError, OperationResult } from "@aperture/sdk";
import type { Context } from "hono";
import { findBlock } from "../control/look-up/find-block.ts";
import type { Call } from "../control/operations/control-service.ts";
import { blockEtag, checkIfMatch } from "./etag.ts";
import { hiderFor } from "./hider-for.ts";
import type { ApiServices } from "./services.ts";
import { oneBlock } from "./views/one-block.ts";

/** Milliseconds that an answer is kept under its Idempotency-Key. */
const keptFor = 24 * 3_600_000;
const keyShape = /^[\x21-\x7e]{1,200}$/;

/** Requests under way, by Idempotency-Key. One set for all routes. */
export type RunningKeys = Set<string>;

/** Whoever passed the gate acts as the user; a header that claims to be somebody else is not believed. */
export function callerOf(services: ApiServices, context: Context): Pick<Call, "actor" | "isTrusted"> {
  return { actor: "user", isTrusted: services.tokens.check(context.req.header("authorization")).valid };
}

/**
 * Answers an operation: once under an Idempotency-Key, the stored answer from then on; not at all where If-Match names another
 * version of its one block. Key and answer are stored in the operation's own commit: after a crash either both are there or none.
 */
export async function answerOperation(
  services: ApiServices,
  running: RunningKeys,
  context: Context,
  input: { readonly ids?: readonly string[] | undefined },
  work: (call: Call) => Promise<OperationResult>,
): Promise<OperationResult> {
  const { store, now } = services;
  const caller = callerOf(services, context);
  const before = ifMatch(services, context, input.ids);
  const call: Call = { ...caller, ...(before ? { before } : {}) };
  const key = context.req.header("idempotency-key");
  if (key === undefined) return work(call);
  if (!keyShape.test(key)) {
    const detail = "Idempotency-Key must be 1 to 200 visible ASCII characters";
    throw new ApertureError("invalid_input", { detail, pointer: "Idempotency-Key" });
  }
  const asked = JSON.stringify([context.req.method, context.req.path, input]);
  const requestHash = hash("sha256", asked, "base64url");
  const known = store.control.idempotency.get(key);
  if (known) {
    if (known.requestHash !== requestHash) throw new ApertureError("idempotency_reused");
    context.header("idempotency-replayed", "true");
    return OperationResult.parse(JSON.parse(known.body));
  }
  if (running.has(key)) throw new ApertureError("idempotency_running");
  running.add(key);
  try {
    return await work({
      ...call,
      remember(answer) {
        store.control.idempotency.dropBefore(now() - keptFor);
        store.control.idempotency.put(key, { requestHash, status: 200, body: JSON.stringify(answer), at: now() });
      },
    });
  } finally {
    running.delete(key);
  }
}

function ifMatch(
  { store, tokens }: ApiServices,
  context: Context,
  ids: readonly string[] | undefined,
): (() => void) | undefined {
  const header = context.req.header("if-match");
  if (header === undefined) return undefined;
  const [id, ...others] = ids ?? [];
  if (id === undefined || others.length > 0) {
    const detail = "If-Match is for one block: give one id, or leave it out";
    throw new ApertureError("invalid_input", { detail, pointer: "If-Match" });
  }
  const hide = hiderFor({ store, tokens }, context);
  return () => checkIfMatch(header, id, blockEtag(oneBlock(store, findBlock(store, id), hide)));
}
