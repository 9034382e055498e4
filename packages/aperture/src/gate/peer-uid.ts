import { readFile } from "node:fs/promises";
import type { PeerOwner } from "./gate-facts.ts";
import { addressToProc, ownersInTable, type PeerConnection } from "./proc-net-tcp.ts";

/** Reads one table of the kernel's; rejects where there is none. */
export type ReadTable = (path: string) => Promise<string>;

export interface PeerCheck {
  /** Never rejects: what cannot be read is `unknown`. The table costs 3–28 ms, off the main thread. */
  ownerOf(connection: PeerConnection): Promise<PeerOwner>;
}

interface Asker {
  readonly key: string;
  readonly answer: (owner: PeerOwner) => void;
}

const tables = ["/proc/net/tcp", "/proc/net/tcp6"];
const attempts = 2;

/**
 * Who holds the other end of a loopback connection, by the kernel's table of connections. Concurrent askers share one
 * read; whoever asks while a read runs waits for the next, because the running one may have passed its row already.
 */
export function createPeerCheck(options: { uid: number; read?: ReadTable }): PeerCheck {
  const read = options.read ?? ((path: string) => readFile(path, "latin1"));
  let waiting: Asker[] = [];
  let reading = false;

  const ownerFor = (uid: number | undefined): PeerOwner => {
    if (uid === undefined) return "unknown";
    if (uid === options.uid) return "own";
    return uid === 0 ? "root" : "other";
  };

  async function readOwners(keys: ReadonlySet<string>): Promise<Map<string, number>> {
    const texts = await Promise.all(tables.map((path) => read(path).catch(() => "")));
    return new Map(texts.flatMap((text) => [...ownersInTable(text, keys)]));
  }

  async function answerBatch(batch: readonly Asker[]): Promise<void> {
    let missing = batch;
    // The kernel writes the table out in pieces: a row that moves meanwhile can be missed once.
    for (let attempt = 0; attempt < attempts && missing.length > 0; attempt += 1) {
      const owners = await readOwners(new Set(missing.map(({ key }) => key)));
      for (const { key, answer } of missing) if (owners.has(key)) answer(ownerFor(owners.get(key)));
      missing = missing.filter(({ key }) => !owners.has(key));
    }
    for (const { answer } of missing) answer("unknown");
  }

  async function drain(): Promise<void> {
    reading = true;
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await answerBatch(batch);
    }
    reading = false;
  }

  return {
    ownerOf(connection) {
      const { localAddress, localPort, remoteAddress, remotePort } = connection;
      // The peer's row names its own end first: what is remote to us is local to it.
      const peerEnd = addressToProc(remoteAddress, remotePort);
      const ownEnd = addressToProc(localAddress, localPort);
      if (peerEnd === null || ownEnd === null) return Promise.resolve("unknown");
      return new Promise((answer) => {
        waiting.push({ key: `${peerEnd} ${ownEnd}`, answer });
        if (!reading) {
          reading = true;
          queueMicrotask(() => void drain());
        }
      });
    },
  };
}
