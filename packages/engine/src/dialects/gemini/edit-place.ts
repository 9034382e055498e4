import type { Document, Unit } from "../../document/document.ts";
import type { JsonNode } from "../../document/json-node.ts";
import type { Located } from "../editing/locate.ts";
import { absolute, listOf, type Place, partIndex, placeInNewMember } from "../editing/place.ts";
import { refusals } from "../editing/refusals.ts";
import type { Refusal } from "../editing.ts";
import { textPart } from "./edit-write.ts";
import { either } from "./either.ts";

/**
 * Texts of ours are parts of the system instruction or of a user content: roles must take turns, and the content behind one
 * with calls must hold their responses (400), so they stand behind the last of these.
 */
export function place(document: Document, behind: Located | null): Place | Refusal {
  if (!behind) return placeInSystem(document);
  const { unit, node, member, index } = behind;
  const content = behind.path[0]!;
  if (member === "tools") return refusals.noPlace;
  if (member !== null && member !== "contents") return inParts(unit, content, indexOf(content, node) + 1);
  if (isUser(content)) return inParts(unit, content, Math.max(indexOf(content, node) + 1, responsesEnd(content)));
  const next = index < 0 ? undefined : document.history![index + 1];
  const following = next && document.node(next);
  return next && following && isUser(following) ? inParts(next, following, responsesEnd(following)) : refusals.noPlace;
}

function placeInSystem(document: Document): Place | Refusal {
  const unit = document.member("systemInstruction") ?? document.member("system_instruction");
  if (unit) {
    const system = document.node(unit);
    if (system.kind !== "null") return inParts(unit, system, either(system, "parts")?.items().length ?? 0);
    const container = { ...absolute(unit, system), shape: "absent", opening: '{"parts":[', closing: "]}" } as const;
    return { container, index: 0, wrapping: textPart };
  }
  // "CachedContent can not be used with GenerateContent request setting system_instruction" (400).
  if (document.member("cachedContent") ?? document.member("cached_content")) return refusals.noPlace;
  return placeInNewMember(document, { opening: '"systemInstruction":{"parts":[', closing: "]}" }, textPart);
}

function inParts(unit: Unit, content: JsonNode, index: number): Place | Refusal {
  const parts = either(content, "parts");
  if (parts?.isArray) return { container: listOf(unit, parts), index, wrapping: textPart };
  if (!parts?.isObject) return refusals.noPlace;
  // A lone part that stands where a list should (protobuf's JSON mapping takes it).
  const container = { ...absolute(unit, parts), shape: "value", opening: "", closing: "", isBlank: false } as const;
  return { container, index: 1, wrapping: textPart };
}

function indexOf(content: JsonNode, node: JsonNode): number {
  const parts = either(content, "parts");
  return parts ? partIndex(parts, node) : 0;
}

const isUser = (content: JsonNode): boolean => (content.text("role") ?? "user") === "user";

/** Number of parts up to the last response. */
function responsesEnd(content: JsonNode): number {
  const parts = either(content, "parts")?.items() ?? [];
  return parts.findLastIndex((part) => either(part, "functionResponse") ?? either(part, "codeExecutionResult")) + 1;
}
