import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation, turnOf } from "@aperture/aperture/store/testing";

/**
 * What one turn costs the event loop: the request's commit (3 new blocks with their texts, zstd included, 1 turn, lane and
 * session, 1 event) in a file on disk, with the conversation's whole block list in each turn. Prints ms.
 */
const turns = 2_000;
const home = mkdtempSync(join(tmpdir(), "aperture-bench-"));
const store = openStore({ file: join(home, "aperture.db") });
const words =
  "the file reads config values and returns a promise when request handler is called with new options".split(" ");
// Sizes of recorded blocks: most are short, a few are files of 4 KB and more.
const sizes = [180, 400, 1_200, 90, 2_400, 4_200, 600, 120, 12_000];

const report: Record<string, { p50: number; p99: number; max: number }> = {};
function measure(name: string, samples: number[]): void {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 1_000) / 1_000;
  report[name] = { p50: at(0.5), p99: at(0.99), max: at(1) };
}

let seed = 1;
function text(length: number): string {
  let result = "";
  while (result.length < length) {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    result += `${words[seed % words.length]}${seed % 97 === 0 ? `_${seed}\n` : " "}`;
  }
  return result;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

for (const parallel of [1, 16]) {
  const lanes = Array.from({ length: parallel }, (_, index) => ({
    ...startConversation(store, `bench:${parallel}:${index}`),
    blocks: [] as number[],
  }));
  const samples: number[] = [];
  const answers: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const entry = lanes[turn % parallel];
    if (!entry) continue;
    const { session, lane, blocks } = entry;
    const texts = [0, 1, 2].map((index) => text(sizes[(turn * 3 + index) % sizes.length] ?? 100));
    let n = 0;
    samples.push(
      timed(() =>
        store.transaction(() => {
          const added = texts.map((content) => addBlock(store, lane, content).n);
          blocks.push(...added);
          n = store.turns.insert(turnOf(lane, turn, blocks)).n;
          store.lanes.update(lane.n, { turns: turn, lastSeen: turn });
          store.sessions.update(session.n, { lastSeen: turn });
          store.events.append("turn-started", {
            sessionId: `session-${session.n}`,
            turnId: `turn-${n}`,
            lane: `lane-${lane.n}`,
            number: turn,
            attempts: 1,
            added: added.map((block) => `block-${block}`),
            removed: [],
          });
        }),
      ),
    );
    answers.push(
      timed(() => store.turns.update(n, { outcome: "complete", status: 200, duration: 1, answerBytes: 10 })),
    );
    // Requests do not come back to back: let the timers of the store run.
    if (turn % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  measure(`request write, ${parallel} conversation(s)`, samples);
  measure(`answer update, ${parallel} conversation(s)`, answers);
  const blocks = lanes[0]?.blocks ?? [];
  measure(
    "read 400 blocks",
    Array.from({ length: 20 }, () => timed(() => store.blocks.many(blocks.slice(-400)))),
  );
}

const { lane } = startConversation(store, "bench:first-sight");
const history = Array.from({ length: 400 }, () => text(2_600));
measure("first sight of 1 MB, 400 blocks", [
  timed(() => store.transaction(() => history.map((content) => addBlock(store, lane, content)))),
]);
for (const megabytes of [1, 4, 20]) {
  const big = text(1_000).repeat(megabytes * 1_000) + megabytes;
  measure(`one text of ${megabytes} MB`, [timed(() => void addBlock(store, lane, big))]);
}
measure(
  "retain slice",
  Array.from({ length: 30 }, () => timed(() => store.retain({ before: 1e15, keepEvents: 10 }))),
);
console.table(report);
console.log(`store ${(store.size() / 1e6).toFixed(1)} MB`);
measure("close (checkpoint)", [timed(() => store.close())]);
console.log(report["close (checkpoint)"]);
rmSync(home, { recursive: true });
