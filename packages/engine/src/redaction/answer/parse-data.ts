import { JsonNode } from "../../document/json-node.ts";
import type { BytesPort } from "../../document/ports.ts";
import { ScanError, Scanner } from "../../document/scanner.ts";
import type { EventData } from "./event-data.ts";

/** Data that is JSON; the root's offsets are those of `data`. */
export interface ParsedData {
  readonly root: JsonNode;
  readonly data: EventData;
}

/** An event's data as JSON; null where it is none (`[DONE]`, broken), or where readers could disagree about what it says. */
export function parseData({ bytes, place }: EventData, port: BytesPort): ParsedData | null {
  const scanner = new Scanner(bytes);
  try {
    const start = scanner.skipSpace(0);
    const tree = scanner.value(start);
    const isAll = scanner.skipSpace(start + tree.length) === bytes.length;
    if (!isAll || scanner.duplicateKeys) return null;
    const value = bytes.subarray(start);
    return {
      root: new JsonNode(value, 0, tree, port),
      data: { bytes: value, place: (offset) => place(start + offset) },
    };
  } catch (error) {
    if (error instanceof ScanError) return null;
    throw error;
  }
}
