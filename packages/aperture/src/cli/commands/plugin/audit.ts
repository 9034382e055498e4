import type { Command } from "commander";
import type { CliContext } from "../../cli-context.ts";
import { count } from "../../control/count.ts";
import { defineCommand } from "../../define-command.ts";
import { exitCodes } from "../../exit-codes.ts";
import { formatTable } from "../../format-table.ts";
import { oneLine } from "../../plain-text.ts";

/** `aperture plugin audit`: exit code 1 where something is dangerous. */
export const pluginAuditCommand = (context: CliContext): Command =>
  defineCommand(
    context,
    "audit",
    "hold what is installed against what is known of it now: revoked, changed, unsigned, more than it uses",
    async ({ output, connect }) => {
      const audit = await (await connect()).client.plugins.audit();
      const { findings, checked } = audit;
      const rows = findings.map(({ plugin, severity, says, help }) => [
        severity,
        plugin,
        oneLine(says, 200),
        help ?? "-",
      ]);
      output.data(audit, () =>
        rows.length === 0 ? "" : formatTable([["SEVERITY", "PLUGIN", "WHAT", "HELP"], ...rows]),
      );
      output.note(`${count(checked, "plugin")} checked, ${count(findings.length, "finding")}`);
      if (findings.some(({ severity }) => severity === "danger")) context.exitCode = exitCodes.failure;
    },
  );
