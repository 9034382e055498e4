import type { StagedCondition } from "@aperture/sdk";
import { usageError } from "../usage-error.ts";

/** `--when`: `always`, `session-start`, `regex:<pattern>`, `file:<glob>`. Throws `usage_invalid`. */
export function readCondition(when: string): StagedCondition {
  if (when === "always" || when === "session-start") return { kind: when };
  const [, kind, value = ""] = /^(regex|file):(.+)$/s.exec(when) ?? [];
  if (kind === "regex") return { kind: "regex", pattern: value };
  if (kind === "file") return { kind: "file-touched", glob: value };
  throw usageError(`--when is ${JSON.stringify(when)}; allowed: always, session-start, regex:<pattern>, file:<glob>`);
}

/** The same words back. */
export function describeCondition(condition: StagedCondition): string {
  switch (condition.kind) {
    case "always":
    case "session-start":
      return condition.kind;
    case "regex":
      return `regex:${condition.pattern}`;
    case "file-touched":
      return `file:${condition.glob}`;
  }
}
