import type { LibraryKind } from "@aperture/sdk";
import { isScalar, parseDocument } from "yaml";

/** A file to begin with: it counts as it stands, and its comments say what else may stand there. */
export const newText = (kind: LibraryKind, name: string): string => texts[kind](name);

/** Another one's text under a new name: comments, order and unknown keys stay. */
export function renamedText(text: string, name: string): string {
  const document = parseDocument(text, { keepSourceTokens: true });
  const node = document.get("name", true);
  // The one scalar is replaced where it stands: what a writer of YAML would set anew (quotes, widths of lines) stays, too.
  if (isScalar(node) && node.range) return `${text.slice(0, node.range[0])}${name}${text.slice(node.range[1])}`;
  document.set("name", name);
  return document.toString();
}

const head = (kind: LibraryKind, name: string): string => `## Schema: docs/reference/${kind}.schema.json
kind: ${kind}
name: ${name}
version: 1.0.0
# title: What people read in lists
description: ""
`;

const texts: Readonly<Record<LibraryKind, (name: string) => string>> = {
  preset: (name) => `${head("preset", name)}
## Presets to begin with; what stands here wins over them.
# extends: [calm]

## manual: you decide. auto: what is free or pays is done. observe: nothing is changed.
# mode: auto

## What happens where a session becomes too large.
# budget:
#   limit: 120000
#   strategy: condense

## Turns at the end that nothing automatic touches.
# zones:
#   recentTurns: 3

## Rules by name, or written here.
# rules:
#   - trim-old-results
#   - name: shorten-logs
#     when: { select: "role:tool_result tokens>2000", olderThan: 6 }
#     action: { do: compress, level: trimmed }

## Texts, and files of the session's own project, that go into requests.
# staging:
#   - name: conventions
#     source: { kind: file, path: AGENTS.md }

## The structure of the session.
# template: plan-first

## Settings of plugins: carried out when the preset is applied, for all sessions.
# plugins:
#   some-plugin: { config: { limit: 3 } }
`,
  rule: (name) => `${head("rule", name)}
## All that is given must hold. Selectors are those of \`aperture blocks list --select\`.
when:
  select: "role:tool_result tokens>2000"
  ## Requests since the block first appeared: more than this many.
  olderThan: 6
  # budgetAbove: 0.8
  # on: cache-cold

## compress (level: trimmed, summarized, minimal), remove, move (zone), pin (at), replace (pattern, with), stage (text).
## None is ever forced: it goes out when that is free, or pays.
action: { do: compress, level: trimmed }

limits:
  ## The newest so many that match are left alone.
  keepNewest: 3
`,
  template: (name) => `${head("template", name)}
## The first that matches says where a block stands; what you moved or pinned stays.
# zones:
#   - { select: "role:tool_result tool:Read", zone: middle }

## Tokens that a zone may hold.
# caps: { middle: 80000 }

constraints:
  ## Never shortened by rules, the mode auto, or caps.
  keep: []
  ## Of what matches, the newest so many stay as they are.
  # atMost:
  #   - { select: "role:tool_result tool:Bash", count: 20, level: summarized }
  ## Said once where too few match.
  # require:
  #   - { select: "role:user", says: "there is no task yet" }
`,
};
