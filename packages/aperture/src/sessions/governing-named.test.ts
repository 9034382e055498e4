import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { request, user } from "./testing/talk.ts";

let store: Store;
let talk: GovernedTalk;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
});
afterEach(() => store.close());

// Older Claude Code versions name the session in the body alone, and `aperture run` puts a tag on the path.
test("a session that its body names is governed though a tag came first", async () => {
  const agent = { headers: { "user-agent": "claude-cli/1.0.0 (external, cli)" }, tag: "project" };
  const named = { metadata: { user_id: "user_a_account__session_0b0e2d3c-1111-4222-8333-444455556666" } };
  await talk.send({ ...agent, at: 0, body: request([user("say the secret")], named) });
  expect(store.sessions.latest()!.key).toMatch(/^agent:claude-code:/);
  talk.change(talk.blockOf("say the secret"), "say nothing", { forced: true });
  const left = await talk.send({ ...agent, at: 1_000, body: request([user("say the secret"), user("now")], named) });
  expect(JSON.stringify(left)).toContain("say nothing");
});
