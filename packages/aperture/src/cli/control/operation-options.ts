import { type Command, Option } from "commander";
import { type Options, text } from "../define-command.ts";
import { usageError } from "../usage-error.ts";

/** Which blocks: ids as operands, or a selector in a session's lane. */
interface Target {
  readonly ids?: string[];
  readonly selector?: string;
  readonly session?: string;
  readonly lane?: string;
}
interface How {
  readonly dryRun: boolean;
  readonly apply: "now" | "when-free";
  readonly reason?: string;
}

export const sessionOption = (): Option =>
  new Option("--session <id>", "session id or label (default: the one that spoke last)");

/** `--select`, `--session`, `--lane` for commands that name blocks. */
export const withTarget = (command: Command): Command =>
  command
    .option("--select <selector>", "blocks by selector instead of ids: 'role:tool_result age>10 tokens>2000'")
    .addOption(sessionOption())
    .option("--lane <id>", "only this lane of the session (with --select)");

/** `--dry-run`, `--now`, `--reason` for commands that change something. */
export const withHow = (command: Command): Command =>
  command
    .option("--dry-run", "do nothing, say what would be done and what it would cost")
    .option("--now", "with the next request, whatever it costs")
    .option("--reason <text>", "why, for the action log");

/** Throws `usage_invalid` where neither ids nor a selector are given, or both. */
export function readTarget(options: Options, ids: readonly string[]): Target {
  const [selector, session, lane] = [text(options.select), text(options.session), text(options.lane)];
  if (ids.length > 0 && selector !== undefined) throw usageError("give ids or --select, not both");
  if (ids.length === 0 && selector === undefined) {
    throw usageError("give the ids of blocks (see `aperture blocks list`), or --select");
  }
  return {
    ...(ids.length > 0 ? { ids: [...ids] } : {}),
    ...(selector === undefined ? {} : { selector }),
    ...(session === undefined ? {} : { session }),
    ...(lane === undefined ? {} : { lane }),
  };
}

export function readHow(options: Options): How {
  const reason = text(options.reason);
  return {
    dryRun: options.dryRun === true,
    apply: options.now === true ? "now" : "when-free",
    ...(reason === undefined ? {} : { reason }),
  };
}

/** `{ session }`, or nothing for the session that spoke last. */
export function readSession(options: Options): { session?: string } {
  const session = text(options.session);
  return session === undefined ? {} : { session };
}
