import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "@aperture/sdk";
import type { Store } from "../../store/contract.ts";
import { openStore } from "../../store/open-store.ts";
import type { BlockMeta, BlockRecord, LaneRecord, SessionRecord } from "../../store/records.ts";
import { hashText, turnOf } from "../../store/testing.ts";

export interface TestStore {
  readonly store: Store;
  close(): void;
}

export function openTestStore(): TestStore {
  const folder = mkdtempSync(join(tmpdir(), "aperture-control-"));
  const store = openStore({ file: join(folder, "aperture.db") });
  return {
    store,
    close() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Part {
  readonly role: Role;
  readonly text: string;
  readonly meta?: Partial<BlockMeta>;
  readonly raw?: boolean;
}

/** A session with one lane that spoke `parts` in its newest request. */
export function tellSession(
  store: Store,
  parts: readonly Part[],
  label = "a session",
): { session: SessionRecord; lane: LaneRecord; blocks: BlockRecord[]; ids: string[] } {
  return store.transaction(() => {
    const session = store.sessions.insert({
      key: `tag:${label}`,
      label,
      source: "tag",
      client: "sdk",
      dialect: "anthropic",
      model: "claude-sonnet-4-5",
      project: null,
      startedAt: 1_000,
      lastSeen: 2_000,
    });
    const lane = store.lanes.insert({ session: session.n, agentId: null, kind: "main", turns: 1, lastSeen: 2_000 });
    const blocks = parts.map((part) => addPart(store, lane, part));
    store.turns.insert(
      turnOf(
        lane,
        1,
        blocks.map(({ n }) => n),
      ),
    );
    return { session, lane, blocks, ids: blocks.map(({ n }) => `block-${n}`) };
  });
}

export function addPart(store: Store, lane: LaneRecord, { role, text, meta = {}, raw }: Part): BlockRecord {
  const hash = hashText(text);
  store.contents.put({ hash, content: text });
  const rawHash = raw ? hashText(`raw ${text}`) : null;
  if (rawHash) store.contents.put({ hash: rawHash, content: new TextEncoder().encode(`raw ${text}`) });
  return store.blocks.insert({
    session: lane.session,
    lane: lane.n,
    role,
    key: `${role}:${hash}`,
    hash,
    rawHash,
    at: 1_500,
    turn: 1,
    origin: "client",
    meta: { provider: "anthropic", kind: kindOf(role), ...meta },
  });
}

const kindOf = (role: Role): string =>
  role === "tool_use" || role === "tool_result" || role === "thinking" ? role : "text";

/** A log that every level makes shorter. */
export const longLog = (name: string, lines = 400): string =>
  Array.from({ length: lines }, (_, index) =>
    index === 7
      ? `ERROR ${name}: src/${name}.ts:42 cannot read property`
      : `2026-01-02T10:00:${String(index % 60).padStart(2, "0")} INFO ${name} worker ${index} is alive`,
  ).join("\n");

/** System, prompt, a signed thought, a call with its long result, an image, an answer and a prompt again. */
export const conversation = (name = "app"): Part[] => [
  { role: "system", text: `You work on ${name}.` },
  { role: "user", text: `Find the failure in ${name}, key sk-secret-${name}-123.` },
  { role: "thinking", text: "Let me look.", meta: { signed: true } },
  { role: "tool_use", text: `{"file_path":"/work/${name}.log"}`, meta: { toolName: "Read", toolId: `call-${name}` } },
  {
    role: "tool_result",
    text: longLog(name),
    meta: { toolName: "Read", toolId: `call-${name}`, filePaths: [`/work/${name}.log`] },
  },
  { role: "image", text: "[image/png, 800×600, 34 KB]", meta: { kind: "image", tokens: 640 }, raw: true },
  { role: "assistant", text: `The failure in ${name} is on line 42.` },
  { role: "user", text: "Go on, please." },
];
