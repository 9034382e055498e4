import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, request, user } from "./testing/talk.ts";
import { headOf } from "./testing/tell.ts";

let store: Store;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
});
afterEach(() => store.close());

const headers = { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" };
const told = { headers, body: request([user("hello")]), answer: answer([{ type: "text", text: "done" }]), at: 1_000 };

/** What becomes of a request to an endpoint that is not read. */
async function refusalOf(talk: GovernedTalk, target: string, method = "POST"): Promise<string | null> {
  const exchange = talk.recorder.begin({ ...headOf({ ...told, target }), method, dialect: null });
  if (exchange === null) return null;
  expect(exchange.governed).toBe(true);
  const { refusal } = await exchange.govern(Buffer.from("{}"), null, new AbortController().signal);
  exchange.end();
  return refusal!.message;
}

test("where nothing protects nobody wants to know of it", async () => {
  expect(await refusalOf(governedTalk(store), "/v1/responses/compact")).toBeNull();
});

test("a body that a stage which protects cannot see stays here, whatever the endpoint is called", async () => {
  const talk = governedTalk(store, { protecting: () => ["redact-emails"] });
  for (const target of ["/v1/responses/compact", "/v1/%6dessages", "/v1/./messages", "/v1/Messages", "/v1/files?x=1"])
    expect(await refusalOf(talk, target)).toMatch(/redact-emails could not see it: POST \/v1\//);
  expect(await refusalOf(talk, "/v1/messages", "PUT")).toContain("PUT /v1/messages");
});

test("so it is with values that must not leave: of their own conversation, and of no other", async () => {
  const talk = governedTalk(store);
  await talk.send(told);
  const hidden = { value: "hunter22", placeholder: "[hidden 1]", operation: null, at: 1_500, active: true };
  store.transaction(() => store.control.redactions.insert({ session: 1, ...hidden }));
  talk.governor.touched(1);
  expect(await refusalOf(talk, "/v1/responses/compact")).toContain("/v1/responses/compact");
  const other = {
    ...headOf({ ...told, target: "/v1/files", headers: { ...headers, "x-claude-code-session-id": "bbbb" } }),
  };
  expect(talk.recorder.begin({ ...other, dialect: null })).toBeNull();
});
