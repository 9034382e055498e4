import type { Document, Member, Unit } from "./document.ts";
import { HistoryReader } from "./history-reader.ts";
import { JsonNode } from "./json-node.ts";
import type { BytesPort } from "./ports.ts";
import { ScanError, Scanner } from "./scanner.ts";
import type { SpanTree } from "./span-tree.ts";

/** The body is none that can be shown as blocks; it is forwarded all the same. */
export interface Opaque {
  readonly opaque: string;
}

const noTree: SpanTree = { nodes: new Int32Array(0), length: 0 };

/** A body as spans, re-using what is byte-equal to the lane's document before. Never throws on a bad body. */
export function parseDocument(
  bytes: Uint8Array,
  historyKey: string,
  port: BytesPort,
  previous?: Document,
): Document | Opaque {
  const steps = documentSteps(bytes, historyKey, port, previous);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in slices of about 1 MB of scanned bytes, so that a large first body does not hold up running streams. */
export function* documentSteps(
  bytes: Uint8Array,
  historyKey: string,
  port: BytesPort,
  previous?: Document,
): Generator<void, Document | Opaque> {
  try {
    return yield* readBody(bytes, historyKey, port, previous);
  } catch (error) {
    if (error instanceof ScanError) return { opaque: `no JSON: ${error.message}` };
    throw error;
  }
}

function* readBody(
  bytes: Uint8Array,
  historyKey: string,
  port: BytesPort,
  previous: Document | undefined,
): Generator<void, Document | Opaque> {
  const scanner = new Scanner(bytes);
  const reader = new HistoryReader(scanner, port, previous);
  const members: Member[] = [];
  const keys = new Set<string>();
  let history: Unit[] | null = null;
  let duplicateKeys = false;

  let at = scanner.skipSpace(0);
  if (bytes[at] !== 0x7b) return { opaque: "no JSON object" };
  at = scanner.skipSpace(at + 1);
  if (bytes[at] === 0x7d) at++;
  else
    for (;;) {
      const keyEnd = scanner.skipString(at);
      const key = JSON.parse(port.decode(bytes, at, keyEnd)) as string;
      duplicateKeys ||= keys.has(key);
      keys.add(key);
      const colon = scanner.skipSpace(keyEnd);
      if (bytes[colon] !== 0x3a) throw new ScanError("expected :", colon);
      const start = scanner.skipSpace(colon + 1);
      if (key === historyKey && bytes[start] === 0x5b) {
        const units = yield* reader.read(start);
        // Of a doubled history key no reading is right: the first is shown, the body is read-only.
        history ??= units;
        at = reader.end;
        members.push({ key, unit: { start, length: at - start, tree: noTree, facts: new Map(), fresh: true } });
      } else {
        const unit = reader.member(start, key);
        members.push({ key, unit });
        at = start + unit.length;
        yield;
      }
      at = scanner.skipSpace(at);
      if (bytes[at] === 0x7d) {
        at++;
        break;
      }
      if (bytes[at] !== 0x2c) throw new ScanError("expected , or }", at);
      at = scanner.skipSpace(at + 1);
    }
  at = scanner.skipSpace(at);
  if (at !== bytes.length) throw new ScanError("text behind the body", at);

  return new BodyDocument(bytes, members, history, {
    readOnly: readOnlyReason(duplicateKeys || scanner.duplicateKeys || reader.duplicateKeys, reader.invalidText),
    scanned: reader.scanned,
    port,
  });
}

function readOnlyReason(duplicateKeys: boolean, invalidText: boolean): string | null {
  if (duplicateKeys) return "an object has the same key twice";
  return invalidText ? "the text is no valid UTF-8" : null;
}

class BodyDocument implements Document {
  readonly bytes: Uint8Array;
  readonly members: readonly Member[];
  readonly history: readonly Unit[] | null;
  readonly readOnly: string | null;
  readonly scanned: number;
  readonly #port: BytesPort;

  constructor(
    bytes: Uint8Array,
    members: readonly Member[],
    history: readonly Unit[] | null,
    rest: { readOnly: string | null; scanned: number; port: BytesPort },
  ) {
    this.bytes = bytes;
    this.members = members;
    this.history = history;
    this.readOnly = rest.readOnly;
    this.scanned = rest.scanned;
    this.#port = rest.port;
  }

  node(unit: Unit): JsonNode {
    return new JsonNode(this.bytes, unit.start, unit.tree, this.#port);
  }

  member(key: string): Unit | undefined {
    return this.members.find((member) => member.key === key)?.unit;
  }
}
