import type { OperationResult, RestoreBlocks } from "@aperture/sdk";
import type { z } from "zod";
import { idOf } from "../look-up/ids.ts";
import { findVersion, versionsOf } from "./block-versions.ts";
import { carryOut } from "./carry-out.ts";
import type { OperationContext } from "./context.ts";
import type { Call } from "./control-service.ts";
import { findTargets, type TargetInput } from "./find-targets.ts";
import { logInput } from "./log-input.ts";
import { refusalOf, refuse } from "./refusal-of.ts";
import type { Target, Wish } from "./wish.ts";
import { sayWish } from "./wording-of.ts";

type Input = TargetInput &
  Pick<z.output<typeof RestoreBlocks>, "dryRun" | "apply" | "reason"> & { readonly version?: number | undefined };

/** Blocks back to what the client sent, or to a text they had before. Redactions stay: they are undone by their operation. */
export async function restoreBlocks(context: OperationContext, input: Input, call: Call): Promise<OperationResult> {
  const { store } = context;
  const { session, found, isSingle } = findTargets(store, input);

  function wishFor(target: Target): Wish {
    const { block, lane } = target;
    const version = input.version ?? 0;
    if (version === 0 && block.origin === "client") {
      const { inForce, pending, redactions } = lane.decisions.get(block.n) ?? { redactions: [] };
      const redaction = redactions.find(({ operation }) => operation !== null)?.operation;
      if (!inForce && !pending && redaction) {
        const operation = idOf("operation", redaction);
        return { do: "nothing", ...target, reason: `a value in it is redacted: undo ${operation} to have it back` };
      }
      return { do: "give-back", ...target };
    }
    const versions = versionsOf(store, block);
    const id = idOf("block", block.n);
    if (!isSingle && version >= versions.length) return refuse(target, "not_found", `${id} has no version ${version}`);
    const { changes, hash } = findVersion(versions, version, id, { pointer: "/version" });
    const { kind, level } = changes.at(-1) ?? { kind: "insert" as const, level: "original" as const };
    const text = store.contents.text(hash) ?? "";
    const action = kind === "insert" ? "edit" : kind;
    return (
      refusalOf(context, target, action, call, text) ??
      sayWish(context, target, { kind: kind === "redact" ? "edit" : kind, level, text })
    );
  }

  const wishes = found.map((each): Wish => ("do" in each ? each : wishFor(each)));
  return carryOut(context, {
    kind: "restore",
    session,
    input: logInput({ ...input }),
    how: input,
    call,
    isSingle,
    wishes,
  });
}
