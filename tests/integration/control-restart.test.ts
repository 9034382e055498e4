import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApertureClient, OperationResult } from "@aperture/sdk";
import { expect, test } from "vitest";
import { type Daemon, startDaemon } from "../support/aperture-daemon.ts";
import { CachedConversation, fileText, startCachingUpstream } from "../support/cached-conversation.ts";

const rounds = process.env.APERTURE_DEEP === "1" ? 25 : 3;

// What was acknowledged is there after kill -9, the answer under its Idempotency-Key included: asking again does nothing twice.
test(`an operation survives ${rounds} kills behind its answer, and is sent by the next process`, async () => {
  const home = mkdtempSync(join(tmpdir(), "aperture-restart-"));
  const upstream = await startCachingUpstream();
  const start = (): Promise<Daemon> => startDaemon({ home, upstreams: { anthropic: upstream.origin } });
  let daemon = await start();
  try {
    const token = readFileSync(join(home, "token"), "utf8").trim();
    const talk = new CachedConversation(daemon.proxyPort, "shop");
    await talk.say();
    await talk.say();
    const client = (): ApertureClient => new ApertureClient({ baseUrl: daemon.api, token: () => token });
    const post = async (key: string, body: unknown): Promise<Response> =>
      fetch(`${daemon.api}/api/v1/blocks/edit`, {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": key },
        body: JSON.stringify(body),
      });
    const [block] = (await client().blocks({ role: "tool_result" })).blocks;
    let expected = "";
    for (let round = 0; round < rounds; round++) {
      expected = `edited in round ${round}`;
      const body = { ids: [block!.id], content: expected };
      const first = OperationResult.parse(await (await post(`key-${round}`, body)).json());
      expect(first.operation).not.toBeNull();
      await daemon.kill();
      daemon = await start();
      const again = await post(`key-${round}`, body);
      expect(again.headers.get("idempotency-replayed")).toBe("true");
      expect(OperationResult.parse(await again.json())).toEqual(first);
    }
    const { operations } = await client().control.operations();
    expect(operations).toHaveLength(rounds);
    expect((await client().control.pending()).changes.map(({ state }) => state)).toEqual(["pending"]);

    await client().control.applyPending();
    const after = new CachedConversation(daemon.proxyPort, "shop");
    await after.say();
    await after.say();
    expect(upstream.last().text).toContain(expected);
    expect(upstream.last().text).not.toContain(JSON.stringify(fileText(0)).slice(1, -1));
  } finally {
    await daemon.stop();
    await upstream.close();
    rmSync(home, { recursive: true, force: true });
  }
}, 240_000);
