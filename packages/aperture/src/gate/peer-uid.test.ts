import { once } from "node:events";
import { existsSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { createPeerCheck } from "./peer-uid.ts";

const header = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";
const row = (local: string, remote: string, state: string, uid: number) =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000 ${uid}        0 12345 1 0000000000000000\n`;
const connection = { localAddress: "127.0.0.1", localPort: 5400, remoteAddress: "127.0.0.1", remotePort: 40_000 };
const [own, peer] = ["0100007F:1518", "0100007F:9C40"];

/** A check over a table we write ourselves. */
function checkOver(text: string | (() => string)) {
  const reads: string[] = [];
  const check = createPeerCheck({
    uid: 1000,
    read: async (path) => {
      reads.push(path);
      await new Promise((resolve) => setImmediate(resolve));
      return path.endsWith("6") ? header : typeof text === "string" ? text : text();
    },
  });
  return { check, reads };
}

test("the row of the peer's own end names the owner", async () => {
  for (const [uid, owner] of [
    [1000, "own"],
    [0, "root"],
    [1001, "other"],
  ] as const) {
    // Our own end of the connection is in the table as well, with our own uid: it must not be taken for the peer's.
    const { check } = checkOver(header + row(own, peer, "01", 1000) + row(peer, own, "01", uid));
    expect(await check.ownerOf(connection)).toBe(owner);
  }
});

test("a row that is not established proves nothing: orphans are shown as root's", async () => {
  for (const state of ["04", "05", "06", "08", "0A"]) {
    const { check } = checkOver(header + row(peer, own, state, 0));
    expect(await check.ownerOf(connection)).toBe("unknown");
  }
});

test("unreadable tables and odd addresses are unknown, never an error", async () => {
  const check = createPeerCheck({ uid: 1000, read: () => Promise.reject(new Error("ENOENT")) });
  expect(await check.ownerOf(connection)).toBe("unknown");
  expect(await check.ownerOf({ ...connection, remoteAddress: undefined })).toBe("unknown");
  expect(await checkOver("garbage\n\n::::").check.ownerOf(connection)).toBe("unknown");
});

test("concurrent askers share one read; who asks during a read waits for the next", async () => {
  const table = header + row(peer, own, "01", 1000);
  const { check, reads } = checkOver(table);
  const first = Promise.all(Array.from({ length: 50 }, () => check.ownerOf(connection)));
  await new Promise<void>((resolve) => setImmediate(resolve));
  expect(reads).toHaveLength(2);
  const late = check.ownerOf(connection);
  expect(new Set(await first)).toEqual(new Set(["own"]));
  expect(await late).toBe("own");
  expect(reads).toHaveLength(4);
});

test("a row missed once is looked for again", async () => {
  let read = 0;
  const { check } = checkOver(() => {
    read += 1;
    return read === 1 ? header : header + row(peer, own, "01", 1001);
  });
  expect(await check.ownerOf(connection)).toBe("other");
});

async function realConnection(host: string, to: string): Promise<{ accepted: Socket; close: () => void } | null> {
  const server = createServer();
  server.listen(0, host);
  const failed = await Promise.race([
    once(server, "listening").then(() => false),
    once(server, "error").then(() => true),
  ]);
  if (failed) return null;
  const client = connect((server.address() as AddressInfo).port, to);
  const [accepted] = (await once(server, "connection")) as [Socket];
  const close = () => {
    client.destroy();
    accepted.destroy();
    server.close();
  };
  return { accepted, close };
}

test("real connections to this process are found to be our own", async () => {
  if (!existsSync("/proc/net/tcp")) {
    console.log("skipped: no /proc/net/tcp on this system");
    expect(process.env.APERTURE_REQUIRE_ALL).toBeUndefined();
    return;
  }
  const check = createPeerCheck({ uid: process.getuid?.() ?? -1 });
  const stranger = createPeerCheck({ uid: (process.getuid?.() ?? 0) + 1 });
  for (const [host, to] of [
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["127.0.0.1", "::ffff:127.0.0.1"],
  ] as const) {
    const pair = await realConnection(host, to);
    if (pair === null) continue;
    expect([host, await check.ownerOf(pair.accepted)]).toEqual([host, "own"]);
    expect(await stranger.ownerOf(pair.accepted)).toBe(process.getuid?.() === 0 ? "root" : "other");
    pair.close();
  }
});
