import type { Document, Unit } from "../document.ts";
import type { Opaque } from "../parse-document.ts";

/** Everything of a document that must not depend on what was re-used, as plain data. */
export function describeDocument(document: Document | Opaque): unknown {
  if ("opaque" in document) return { opaque: true };
  const unit = (each: Unit) => [each.start, each.length, [...each.tree.nodes]];
  return {
    members: document.members.map((member) => [member.key, ...unit(member.unit)]),
    history: document.history?.map(unit) ?? null,
    readOnly: document.readOnly,
  };
}
