import type { Ledger } from "@aperture/sdk";
import type { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { sessionOption } from "../control/operation-options.ts";
import { pickSession } from "../control/pick-session.ts";
import { defineCommand } from "../define-command.ts";
import { formatTable } from "../format-table.ts";

/** `aperture ledger`: what a session was billed, and what it would have been billed untouched. */
export const ledgerCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "ledger",
    "show what a session was billed and what it would have been billed untouched",
    async ({ output, connect }, options) => {
      const { client } = await connect();
      const ledger = await client.control.ledger(await pickSession(client, options));
      output.data(ledger, () => describeLedger(ledger));
    },
  ).addOption(sessionOption());

/** Losses are called so: a ledger that only knows savings helps nobody. */
export function describeLedger(ledger: Ledger): string {
  const { saved, share, prediction, actors } = ledger;
  const cost = saved.tokens < 0;
  const percent = share === null ? "" : ` (${Math.abs(share * 100).toFixed(1)} %)`;
  const verdict = cost ? { tokens: -saved.tokens, usd: saved.usd === null ? null : -saved.usd } : saved;
  const table = formatTable([
    ["session", `${ledger.sessionId}${ledger.holdout ? ", left untouched for comparison" : ""}`],
    ["turns", `${count(ledger.turns)}, ${count(ledger.billedTurns)} of them billed`],
    ["billed", amount(ledger.billed)],
    ["untouched", `${amount(ledger.untouched)} it would have been`],
    [cost ? "cost more" : "saved", `${amount(verdict)}${percent}`],
    ["prediction", describePrediction(prediction)],
    ["prices", ledger.pricesFrom],
  ]);
  if (actors.length === 0) return table;
  const rows = actors.map((actor) => [actor.actor, count(actor.tokens), actor.changes]);
  return `${table}\n\n${formatTable([["BY", "PROMPT TOKENS KEPT OUT", "CHANGES"], ...rows])}`;
}

const amount = ({ tokens, usd }: Ledger["billed"]): string =>
  `${count(tokens)} input-token equivalents${usd === null ? "" : `, $${usd.toFixed(usd < 1 ? 4 : 2)}`}`;

function describePrediction({ turns, p50, p95 }: Ledger["prediction"]): string {
  if (p50 === null || p95 === null) return "not enough turns yet";
  return `off by ${p50.toFixed(2)} % at the median, ${p95.toFixed(2)} % at the 95th percentile, over ${count(turns, "turn")}`;
}
