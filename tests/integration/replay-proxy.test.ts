import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaults } from "@aperture/aperture/config/defaults";
import { createLog } from "@aperture/aperture/daemon/create-log";
import { type Running, startAperture } from "@aperture/aperture/main";
import { openStore } from "@aperture/aperture/store/open-store";
import { loadTranscripts } from "@aperture/engine/dialects/testing/load-transcripts";
import { requestBodies, targets } from "@aperture/engine/dialects/testing/shapes";
import type { DialectId } from "@aperture/sdk";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256, startHashingUpstream } from "../support/proxy/hashing-upstream.ts";

// Law 1 over recorded work: every request as the real program forwards it, with its recorder, store and token counter.

const shapes: readonly DialectId[] = ["anthropic", "openai-chat", "openai-responses", "gemini"];
const deep = process.env.APERTURE_DEEP === "1";
const transcripts = loadTranscripts(deep ? undefined : 3);

let home: string;
let upstream: Awaited<ReturnType<typeof startHashingUpstream>>;
let aperture: Running;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "aperture-replay-proxy-"));
  upstream = await startHashingUpstream();
  const { origin } = upstream;
  const upstreams = { anthropic: origin, openai: origin, gemini: origin, chatgpt: origin };
  aperture = await startAperture(
    { ...defaults, home, port: 0, apiPort: 0, upstreams },
    { log: createLog("silent", { write: () => {} }) },
  );
});
afterEach(async () => {
  await aperture.stop(0);
  await upstream.close();
  rmSync(home, { recursive: true, force: true });
});

test.runIf(transcripts.length > 0)(
  "every recorded request goes out as it came in, and is recorded",
  { timeout: 600_000 },
  async () => {
    let count = 0;
    let bytes = 0;
    for (const transcript of transcripts) {
      for (const shape of shapes) {
        // The path tag names the conversation in every shape.
        const label = `${count}-${shape}`;
        for (const { turn, body } of requestBodies(transcript, shape)) {
          const response = await fetch(`http://127.0.0.1:${aperture.ports.proxy}/s/${label}${targets[shape]}`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: body as Uint8Array<ArrayBuffer>,
          });
          const came = new Uint8Array(await response.arrayBuffer());
          const sent = { target: targets[shape], size: body.length, sha256: sha256(body) };
          const where = `${transcript.id} as ${shape}, request ${turn}`;
          expect(upstream.arrived.at(-1), where).toMatchObject(sent);
          // The upstream answers with what it got.
          expect(sha256(came), where).toBe(sent.sha256);
          count += 1;
          bytes += body.length;
        }
      }
    }
    expect(upstream.arrived).toHaveLength(count);
    expect(aperture.health()).toMatchObject({
      status: "ok",
      requests: { total: count, opaque: 0, failed: 0, failedOpen: 0 },
    });
    await aperture.stop(10_000);
    const store = openStore({ file: join(home, "aperture.db") });
    const sessions = store.sessions.list({ limit: 1_000 });
    const turns = sessions.reduce((total, { n }) => total + store.turns.ofSession(n, { limit: 10_000 }).length, 0);
    store.close();
    console.log(
      `replayed ${count} requests of ${transcripts.length} sessions in ${shapes.length} shapes, ${(bytes / 1e6).toFixed(0)} MB: ` +
        `all left and came back with the same SHA-256; ${sessions.length} sessions, ${turns} turns recorded`,
    );
    expect(sessions).toHaveLength(transcripts.length * shapes.length);
    expect(turns).toBe(count);
  },
);
