import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import inspector from "node:inspector";
import { createRecorder } from "@aperture/aperture/sessions/recorder";
import { headOf } from "@aperture/aperture/sessions/testing/tell";
import { openStore } from "@aperture/aperture/store/open-store";
import { createTokenBookkeeper } from "@aperture/aperture/tokens/token-bookkeeper";
import { createTokenCounter } from "@aperture/aperture/tokens/token-counter";
import { Conversation } from "./conversation.ts";

const ins = new inspector.Session();
ins.connect();
const post = (m: string, a = {}) =>
  new Promise<any>((r, j) => ins.post(m as never, a as never, ((e: any, v: any) => (e ? j(e) : r(v))) as never));
await post("Profiler.enable");
await post("Profiler.setSamplingInterval", { interval: 200 });
const [sizeText, repeatText, withTokens] = process.argv.slice(2);
const size = Number(sizeText),
  rounds = 36;
const store = openStore({ file: mkdtempSync("/tmp/rec-") + "/a.db" });
const tokens = createTokenBookkeeper({ store, counter: createTokenCounter() });
const recorder = createRecorder({
  store,
  ...(withTokens ? { wantCount: tokens.want, onUsage: tokens.learnFrom } : {}),
});
const answer = Buffer.from(
  JSON.stringify({
    type: "message",
    role: "assistant",
    content: [{ type: "text", text: "ok ".repeat(600) }],
    stop_reason: "end_turn",
    usage: { input_tokens: 100, output_tokens: 9 },
  }),
);
let total = 0,
  count = 0,
  first = 0;
for (let rep = 0; rep < Number(repeatText); rep++) {
  const convs = Array.from(
    { length: 16 },
    (_, i) => new Conversation({ id: "x" + i + rep + Date.now(), size, turns: rounds }),
  );
  for (let r = 0; r < rounds; r++) {
    const bodies = convs.map((c) => [c.sessionId, c.next(false)] as const);
    if (rep === 0 && r === 6) {
      await new Promise((r) => setTimeout(r, 4000));
      await post("Profiler.start");
    }
    const c0 = process.threadCpuUsage();
    for (const [id, body] of bodies) {
      const ex = recorder.begin(
        headOf({ body: 0, headers: { "x-claude-code-session-id": id, "user-agent": "claude-cli/2" } }),
      )!;
      ex.body(body, null);
      ex.head(200, { "content-type": "application/json" });
      ex.chunk(answer);
      ex.end();
    }
    await recorder.drain();
    const c1 = process.threadCpuUsage(c0);
    const t = (c1.user + c1.system) / 16000;
    if (r === 0) first = t;
    else if (r > 6) {
      total += t;
      count++;
    }
  }
}
const { profile } = await post("Profiler.stop");
mkdirSync("/tmp/cp", { recursive: true });
writeFileSync("/tmp/cp/p.cpuprofile", JSON.stringify(profile));
console.log(size, "first", first.toFixed(3), "per exchange", (total / count).toFixed(3), "ms");
await tokens.close();
store.close();
