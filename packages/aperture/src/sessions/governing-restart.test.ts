import { afterEach, beforeEach, expect, test } from "vitest";
import type { Store } from "../store/contract.ts";
import { openStore } from "../store/open-store.ts";
import { type GovernedTalk, governedTalk } from "./testing/governed.ts";
import { answer, assistant, call, request, result, user } from "./testing/talk.ts";

let store: Store;
let talk: GovernedTalk;
beforeEach(() => {
  store = openStore({ file: ":memory:" });
  talk = governedTalk(store);
});
afterEach(() => store.close());

const claude = { headers: { "user-agent": "claude-cli/2.1.330 (external, cli)", "x-claude-code-session-id": "aaaa" } };
const minutes = 60_000;
const long = (name: string) => `${name} ${"all that the tool said. ".repeat(1_000)}`;
const marked = (text: string) => ({
  role: "user",
  content: [{ type: "text", text, cache_control: { type: "ephemeral" } }],
});
const rest = [call("t2", "src/b.ts"), result("t2", long("two").repeat(4))];
const first = [user("the key is hunter2"), call("t1", "src/a.ts"), result("t1", long("one")), ...rest, marked("go on")];
const second = [...first.slice(0, 5), user("go on"), assistant("done"), marked("and now?")];
const third = [...second.slice(0, 7), user("and now?"), assistant("well"), marked("more")];
const done = (lifetime: "5m" | "1h", read = 0) =>
  answer([{ type: "text", text: "done" }], {
    input_tokens: 10,
    output_tokens: 10,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: 12_000,
    cache_creation: { [`ephemeral_${lifetime}_input_tokens`]: 12_000 },
  });
const saysLong = (body: unknown): boolean => JSON.stringify(body).includes(long("one"));

test("what was hidden was sent so: its prompt is still warm", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done("5m") });
  const { n: session } = store.sessions.latest()!;
  const hidden = { session, value: "hunter2", placeholder: "REDACTED_0_abc123", operation: null, at: 1, active: true };
  store.control.redactions.insert(hidden);
  talk.governor.touched(session);
  expect(
    JSON.stringify(await talk.send({ ...claude, at: 1_000, body: request(second), answer: done("5m") })),
  ).toContain(hidden.placeholder);
  talk.change(talk.blockOf(long("one")), "short");
  const again = governedTalk(store);
  expect(saysLong(await again.send({ ...claude, at: 2_000, body: request(third), answer: done("5m") }))).toBe(true);
});

test("what was sent is what is warm, whatever is hidden by the time the lane is recalled", async () => {
  await talk.send({ ...claude, at: 0, body: request(first), answer: done("5m") });
  const { n: session } = store.sessions.latest()!;
  const hidden = { session, value: "hunter2", placeholder: "REDACTED_0_abc123", operation: null, at: 1, active: true };
  const { n } = store.control.redactions.insert(hidden);
  const again = governedTalk(store);
  again.setNow(1_000);
  again.change(again.blockOf(long("one")), "short");
  expect(again.governor.pendingPrice(session).rewrittenTokens).toBeGreaterThan(0);
  store.control.redactions.setActive(n, false);
  again.governor.touched(session);
  expect(saysLong(await again.send({ ...claude, at: 2_000, body: request(second), answer: done("5m") }))).toBe(true);
});

test("an hour that the bill told of is still an hour, and five minutes are five", async () => {
  for (const [lifetime, isWarm, at] of [
    ["1h", true, 0],
    ["5m", false, 600 * minutes],
  ] as const) {
    const agent = { headers: { ...claude.headers, "x-claude-code-session-id": lifetime } };
    await talk.send({ ...agent, at, body: request(first), answer: done(lifetime) });
    talk.change(talk.blockOf(long("one")), "short");
    const again = governedTalk(store);
    expect(saysLong(await again.send({ ...agent, at: at + 40 * minutes, body: request(second) }))).toBe(isWarm);
  }
});
