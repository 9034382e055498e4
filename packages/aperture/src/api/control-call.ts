import { hash } from "node:crypto";
import { ApertureError } from "@aperture/sdk";
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

interface Asked {
  /** The body as it was understood; `ids` in it are what If-Match is about. */
  readonly input: unknown;
  /** What a write made, as it is now, where its answer holds texts: those are kept in one place only. */
  readonly again?: ((id: string) => unknown) | undefined;
}

/**
 * Answers a write: once under an Idempotency-Key, the same answer from then on; not at all where If-Match names another version of
 * its one block. Key and answer are stored in the commit of the write: after a crash either both are there or none. A dry run
 * is not kept: it does nothing, and shows texts.
 */
export async function answerOnce<Answer>(
  services: ApiServices,
  running: RunningKeys,
  context: Context,
  { input, again }: Asked,
  work: (call: Call) => Answer | Promise<Answer>,
): Promise<Answer> {
  const { store, now } = services;
  const before = ifMatch(services, context, input);
  const call: Call = { ...callerOf(services, context), ...(before ? { before } : {}) };
  const key = context.req.header("idempotency-key");
  if (key === undefined) return work(call);
  if (!keyShape.test(key)) {
    const detail = "Idempotency-Key must be 1 to 200 visible ASCII characters";
    throw new ApertureError("invalid_input", { detail, header: "Idempotency-Key" });
  }
  const { method, path } = context.req;
  const requestHash = hash("sha256", JSON.stringify([method, path, input]), "base64url");
  const known = store.control.idempotency.get(key);
  if (known) {
    if (known.requestHash !== requestHash) throw new ApertureError("idempotency_reused");
    context.header("idempotency-replayed", "true");
    return replayed(JSON.parse(known.body), again) as Promise<Answer>;
  }
  if (running.has(key)) throw new ApertureError("idempotency_running");
  running.add(key);
  let isKept = false;
  const remember = (answer: unknown): void => {
    isKept = true;
    const body = JSON.stringify(again ? { id: (answer as Made).id } : answer);
    store.control.idempotency.dropBefore(now() - keptFor);
    store.control.idempotency.put(key, { requestHash, status: 200, body, at: now() });
  };
  const rememberOnce = (answer: unknown): void => {
    const isDryRun = typeof answer === "object" && answer !== null && "dryRun" in answer && answer.dryRun === true;
    if (!isKept && !isDryRun) remember(answer);
  };
  try {
    const answer = await store.transaction(() => {
      const doing = work({ ...call, remember });
      if (!(doing instanceof Promise)) rememberOnce(doing);
      return doing;
    });
    rememberOnce(answer);
    return answer;
  } finally {
    running.delete(key);
  }
}

interface Made {
  readonly id: string;
}

async function replayed(kept: unknown, again: Asked["again"]): Promise<unknown> {
  if (!again) return kept;
  const { id } = kept as Made;
  const made = await again(id);
  if (made !== undefined) return made;
  throw new ApertureError("not_found", {
    what: "answer",
    id,
    hint: "It was made under this Idempotency-Key, and is gone",
  });
}

function ifMatch({ store, tokens }: ApiServices, context: Context, input: unknown): (() => void) | undefined {
  const header = context.req.header("if-match");
  if (header === undefined) return undefined;
  const [id, ...others] = (input as { readonly ids?: readonly string[] }).ids ?? [];
  if (id === undefined || others.length > 0) {
    const detail = "If-Match is for one block: give one id, or leave it out";
    throw new ApertureError("invalid_input", { detail, header: "If-Match" });
  }
  const hide = hiderFor({ store, tokens }, context);
  return () => checkIfMatch(header, id, blockEtag(oneBlock(store, findBlock(store, id), hide)));
}
