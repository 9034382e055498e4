import type { Role } from "@aperture/sdk";
import type { JsonNode } from "../../document/json-node.ts";
import type { BlockDraft } from "../dialect.ts";
import { draftOf } from "./draft-of.ts";
import { readableSize } from "./media.ts";

/** An unknown part is shown as its JSON up to this many bytes, else by its size. */
const SHOWN_UP_TO = 1 << 15;

/** A part that no dialect knows more about: shown as JSON without its cache mark, its bytes are kept. */
export function rawPart(node: JsonNode, kind: string, role: Role = "other"): BlockDraft {
  const isMarked = hasCacheMark(node);
  const isLong = node.end - node.start > SHOWN_UP_TO;
  const text = isLong ? `[${kind}, ${readableSize(node.end - node.start)}]` : jsonWithoutMark(node, isMarked);
  return draftOf(node, {
    role,
    kind,
    text,
    identity: isLong ? identityWithoutMark(node) : undefined,
    signed: node.get("encrypted_content")?.isString,
    cacheMark: isMarked,
    keepRaw: true,
  });
}

/** True where the client has a cache mark on this very part. */
export function hasCacheMark(node: JsonNode): boolean {
  return node.get("cache_control")?.isObject ?? false;
}

/** JSON text of a value; an object's `cache_control` is left out, for it moves every turn. */
export function jsonWithoutMark(node: JsonNode, isMarked = hasCacheMark(node)): string {
  if (!isMarked) return compact(node.raw());
  const members = node.entries().filter(([key]) => key !== "cache_control");
  return compact(`{${members.map(([key, value]) => `${JSON.stringify(key)}:${value.raw()}`).join(",")}}`);
}

/** What tells a part from others whatever marks it carries and however much it weighs: its members' hashes. */
export function identityWithoutMark(node: JsonNode): string {
  if (!node.isObject) return node.rawHash();
  const members = node.entries().filter(([key]) => key !== "cache_control");
  return members.map(([key, value]) => `${key}:${value.rawHash()}`).join(",");
}

function compact(json: string): string {
  if (json.length > SHOWN_UP_TO * 8) return json;
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return json;
  }
}
