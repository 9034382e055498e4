import { dialects } from "@aperture/engine/dialects/index";
import { parseDocument } from "@aperture/engine/document/parse-document";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { AppliedForm } from "./applied-form.ts";
import type { Identity } from "./identify.ts";
import { nativeBytes } from "./native-bytes.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, assistant, request, user } from "./testing/talk.ts";

let store: Store;
let talk: GovernedTalk;
let applied: AppliedForm;
beforeEach(async () => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
  applied = new AppliedForm(store, talk.governor);
  await talk.send({ ...headers("a"), at: 0, body: request([user("fix it")]), answer: done });
});
afterEach(() => store.close());

const done = answer([{ type: "text", text: "done" }]);
const headers = (session: string) => ({
  headers: { "user-agent": "claude-cli/2.1.330", "x-claude-code-session-id": session },
});
const identity = (key: string | null, client = "claude-code"): Identity => ({
  ...{ client, key, source: key === null ? "content" : "agent", agentId: null, isAgent: true },
});
const known = identity("agent:claude-code:a");
const hidden = { value: "fix it", placeholder: "REDACTED_1_abc123" };
const redact = (session = 1) => {
  store.control.redactions.insert({ session, ...hidden, operation: null, at: 0, active: true });
  talk.governor.touched(session);
};
const read = (messages: readonly unknown[]) => {
  const bytes = Buffer.from(JSON.stringify(request(messages)));
  const document = parseDocument(bytes, "messages", nativeBytes);
  if ("opaque" in document) throw new Error(document.opaque);
  return { dialect: dialects.anthropic, document, drafts: dialects.anthropic.blocks(document) };
};
/** The store answers nothing any more. */
function breakStore(): void {
  const fail = () => {
    throw new Error("disk I/O error");
  };
  store.sessions.byKey = fail;
  store.sessions.get = fail;
  store.control.redactions.ofSession = fail;
  store.turns.ofLane = fail;
}

describe("whose request it may be", () => {
  test("by its key, which is looked up once; without one any bound session of the same client", () => {
    expect(applied.sessionsOf(known)).toEqual([1]);
    expect(applied.sessionsOf(identity("agent:claude-code:unknown"))).toEqual([]);
    expect(applied.sessionsOf(identity(null))).toEqual([]);
    talk.change(talk.blockOf("fix it"), "fix that");
    expect(applied.sessionsOf(identity(null))).toEqual([1]);
    expect(applied.sessionsOf(identity(null, "codex"))).toEqual([]);
    breakStore();
    expect(applied.sessionsOf(known)).toEqual([1]);
    expect(() => applied.sessionsOf(identity("agent:claude-code:b"))).toThrow("I/O");
  });

  test("a session that is gone is forgotten with its key", () => {
    expect(applied.sessionsOf(known)).toEqual([1]);
    store.sessions.remove(1);
    expect(applied.sessionsOf(known)).toEqual([1]);
    applied.forget(1);
    expect(applied.sessionsOf(known)).toEqual([]);
  });
});

describe("whether anything is applied", () => {
  test("where something was decided", () => {
    expect(applied.isAny(known)).toBe(false);
    redact();
    expect(applied.isAny(known)).toBe(true);
    expect(applied.isAny(identity("agent:claude-code:b"))).toBe(false);
  });

  test("where the store cannot say: if anything was ever sent otherwise", async () => {
    breakStore();
    expect(applied.isAny(identity("agent:claude-code:b"))).toBe(false);
  });
});

describe("what must not leave", () => {
  test("as the store says, also what was hidden a moment ago", () => {
    expect(applied.redactions(known)).toEqual([]);
    redact();
    expect(applied.redactions(known)).toMatchObject([hidden]);
  });

  test("where the store cannot say: what did not leave last time, of this session, else of any", async () => {
    redact();
    await talk.send({
      ...headers("a"),
      at: 10,
      body: request([user("fix it"), assistant("done"), user("go")]),
      answer: done,
    });
    expect(applied.sessionsOf(known)).toEqual([1]);
    breakStore();
    expect(applied.redactions(known)).toMatchObject([hidden]);
    expect(applied.redactions(identity("agent:claude-code:b"))).toMatchObject([hidden]);
  });
});

describe("replay", () => {
  const more = [user("fix it"), assistant("done"), user("go")];
  const text = (made: ReturnType<AppliedForm["replay"]>) => made && Buffer.from(made.body).toString();

  test("nothing applied: as it came", () => {
    expect(applied.replay(known, read(more), [])).toBeNull();
  });

  test("after a restart from the store, what is in force and nothing that waits", async () => {
    const { n } = talk.change(talk.blockOf("fix it"), "fix that", { forced: true });
    await talk.send({ ...headers("a"), at: 10, body: request(more), answer: done });
    expect(store.control.changes.get(n)!.state).toBe("applied");
    talk.change(talk.blockOf("go"), "stop");
    const { governor } = governedTalk(store);
    const made = new AppliedForm(store, governor).replay(known, read(more), []);
    expect(text(made)).toBe(JSON.stringify(request(more)).replace("fix it", "fix that"));
  });

  test("from memory while the store fails; of another conversation nothing", async () => {
    talk.change(talk.blockOf("fix it"), "fix that", { forced: true });
    await talk.send({ ...headers("a"), at: 10, body: request(more), answer: done });
    expect(applied.sessionsOf(known)).toEqual([1]);
    breakStore();
    expect(text(applied.replay(known, read(more), []))).toContain("fix that");
    store.close();
    store = openStore({ file: ":memory:" });
    expect(text(applied.replay(known, read(more), []))).toContain("fix that");
  });

  test("values go, whatever else is applied", () => {
    expect(text(applied.replay(known, read(more), [hidden]))).toContain(hidden.placeholder);
  });
});
