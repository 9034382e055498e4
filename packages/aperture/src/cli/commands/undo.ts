import { type ApertureClient, ApertureError, type OperationKind } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { readHow, readSession, sessionOption, withHow } from "../control/operation-options.ts";
import { reportResult } from "../control/report-result.ts";
import { defineCommand, text } from "../define-command.ts";
import { usageError } from "../usage-error.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture undo`, also as `aperture blocks undo`: one operation, the last one, or all of a turn or an actor. */
export const undoCommand = (context: CliContext): Command =>
  withHow(
    defineCommand(
      context,
      "undo [operation]",
      "take back an operation (default: the last one), or all since a turn or by an actor",
      async (invocation, options, [operation]) => {
        const [actor, turn] = [text(options.actor), text(options.turn)];
        if (operation !== undefined && (actor !== undefined || turn !== undefined)) {
          throw usageError("give an operation, or --turn and --actor, not both");
        }
        const since = turn === undefined ? undefined : wholeNumber("--turn", turn, 0, 1_000_000_000);
        const { client } = await invocation.connect();
        const session = readSession(options);
        const several = actor !== undefined || since !== undefined;
        const what = several
          ? { ...(actor === undefined ? {} : { actor }), ...(since === undefined ? {} : { turn: since }), ...session }
          : { operation: operation ?? (await lastOperation(client, session)) };
        reportResult(invocation, await client.control.undo({ ...what, ...readHow(options) }));
      },
    ),
  )
    .option("--turn <number>", "all that was done since this turn of the session")
    .option("--actor <name>", "all that this actor did: user, auto, rule:<id>, plugin:<id>")
    .addOption(sessionOption());

/** Operations that decide nothing of their own: what they took back or hurried is another's. */
const notItself: readonly OperationKind[] = ["undo", "apply"];

/** The session's newest operation that decided something and was not taken back. */
async function lastOperation(client: ApertureClient, session: { session?: string }): Promise<string> {
  let after: string | undefined;
  do {
    const page = await client.control.operations({ ...session, ...(after === undefined ? {} : { after }) });
    const found = page.operations.find(({ kind, undoneBy }) => !notItself.includes(kind) && undoneBy === null);
    if (found) return found.id;
    after = page.next ?? undefined;
  } while (after !== undefined);
  throw new ApertureError("nothing_to_undo", { reason: "no operation of this session is in force" });
}
