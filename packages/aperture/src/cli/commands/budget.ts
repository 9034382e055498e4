import { ApertureError, type BudgetState, BudgetStrategy, type SetBudget } from "@aperture/sdk";
import { type Command, Option } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { sessionOption } from "../control/operation-options.ts";
import { pickSession } from "../control/pick-session.ts";
import { defineCommand, type Options, text } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture budget [set]`: how large a session's prompt may become. */
export function budgetCommand(context: CliContext): Command {
  const show = defineCommand(
    context,
    "budget",
    "show how much of its budget a session's context takes, and how long it lasts",
    async ({ output, connect }, options) => {
      const { client } = await connect();
      const state = await client.control.budget(await pickSession(client, options));
      output.data(state, () => describeBudget(state));
    },
  ).addOption(sessionOption());
  return show.enablePositionalOptions().addCommand(
    defineCommand(
      context,
      "set",
      "set a session's budget; what is not named stays",
      async ({ output, connect }, options) => {
        const budget = readBudget(options);
        const { client } = await connect();
        const state = await client.control.setBudget(await pickSession(client, options), budget);
        output.data(state, () => describeBudget(state));
      },
    )
      .option("--limit <tokens>", "prompt tokens, or `window`: as many as the model takes")
      .addOption(
        new Option("--strategy <strategy>", "beyond it: warn, condense (cheapest first), or block (503)").choices(
          BudgetStrategy.options,
        ),
      )
      .option("--low-water <percent>", "share of the limit that condensing goes down to (10 to 95)")
      .addOption(sessionOption()),
  );
}

function readBudget(options: Options): SetBudget {
  const [limit, strategy, lowWater] = [text(options.limit), text(options.strategy), text(options.lowWater)];
  if (limit === undefined && strategy === undefined && lowWater === undefined) {
    throw new ApertureError("usage_invalid", { detail: "give --limit, --strategy or --low-water" });
  }
  return {
    ...(limit === undefined
      ? {}
      : { limit: limit === "window" ? null : wholeNumber("--limit", limit, 1_000, 100_000_000) }),
    ...(strategy === undefined ? {} : { strategy: BudgetStrategy.parse(strategy) }),
    ...(lowWater === undefined ? {} : { lowWater: wholeNumber("--low-water", lowWater, 10, 95) / 100 }),
  };
}

export function describeBudget({ budget, limit, tokens, used, alert, turnsLeft, estimated }: BudgetState): string {
  const about = estimated ? "about " : "";
  const share = used === null ? "" : ` (${Math.round(used * 100)} %)`;
  const source = budget.limit === null ? ", the model's window" : "";
  return formatTable([
    ["limit", limit === null ? "none is known for this model" : `${count(limit, "token")}${source}`],
    ["context", `${about}${count(tokens, "token")}${share}`],
    ["alert", alert === null ? "none" : `${alert} % was crossed`],
    ["lasts", turnsLeft === null ? "not known, or not growing" : `${about}${count(turnsLeft, "request")} at this pace`],
    ["beyond it", beyond[budget.strategy](Math.round(budget.lowWater * 100))],
  ]);
}

const beyond: Record<BudgetStrategy, (lowWater: number) => string> = {
  warn: () => "warn",
  condense: (lowWater) => `condense the cheapest first, down to ${lowWater} %`,
  block: () => "block: requests are answered with 503",
};
