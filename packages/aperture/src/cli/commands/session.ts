import { resolve } from "node:path";
import { ApertureError, promptTokens, type Session } from "@aperture/sdk";
import { Command } from "commander";
import type { CliContext } from "../cli-context.ts";
import { defineCommand, text } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { wholeNumber } from "../whole-number.ts";
import { sessionControlCommands } from "./session-control.ts";

/** `aperture session list|show|rm|project|health|mode|holdout` */
export function sessionCommand(context: CliContext): Command {
  const group = new Command("session").description("conversations that came through the proxy");
  group.addCommand(
    defineCommand(context, "list", "list sessions, newest first", async ({ output, connect }, options) => {
      const { client } = await connect();
      const after = text(options.after);
      const page = await client.sessions({
        limit: wholeNumber("--limit", options.limit, 1, 1_000),
        ...(after === undefined ? {} : { after }),
      });
      output.data(page, () => (page.sessions.length === 0 ? "" : formatTable([columns, ...page.sessions.map(row)])));
      if (page.sessions.length === 0)
        output.note("No session yet: point an agent at the proxy, or play `aperture demo`");
      else if (page.next !== null) output.note(`More: --after ${page.next}`);
    })
      .option("--limit <number>", "at most this many", "50")
      .option("--after <cursor>", "the next page"),
  );
  group.addCommand(
    defineCommand(context, "show <id>", "show one session", async ({ output, connect }, _, [id = ""]) => {
      const session = await (await connect()).client.session(id);
      output.data(session, () => describe(session));
    }),
  );
  group.addCommand(
    defineCommand(
      context,
      "rm <id>",
      "remove a session and all its blocks from the store",
      async ({ output, connect }, _, [id = ""]) => {
        const removed = await (await connect()).client.removeSession(id);
        output.data(removed, () => `removed ${removed.removed}`);
      },
    ),
  );
  group.addCommand(
    defineCommand(
      context,
      "project <id> [dir]",
      "set the folder a session works in",
      async ({ output, connect }, options, [id = "", dir]) => {
        if ((dir === undefined) === (options.none !== true)) {
          throw new ApertureError("usage_invalid", { detail: "give a folder, or --none" });
        }
        const { client } = await connect();
        const session = await client.setProject(id, dir === undefined ? null : resolve(context.cwd, dir));
        output.data(session, () => `${session.id}: ${session.project ?? "no project"}`);
      },
    ).option("--none", "the session has no project"),
  );
  for (const command of sessionControlCommands(context)) group.addCommand(command);
  return group;
}

const columns = ["ID", "LABEL", "CLIENT", "MODEL", "TURNS", "BLOCKS", "CONTEXT", "LAST SEEN"];
const row = (session: Session): (string | number)[] => [
  session.id,
  session.label.slice(0, 40),
  session.client,
  session.model ?? "-",
  session.turns,
  session.blocks,
  `${session.estimated ? "~" : ""}${session.contextTokens}`,
  session.lastSeen,
];

function describe(session: Session): string {
  const { usage } = session;
  const window = session.contextWindow === null ? "" : ` of ${session.contextWindow}`;
  return formatTable([
    ["id", session.id],
    ["label", session.label],
    ["recognised by", session.source],
    ["client", `${session.client} (${session.dialect})`],
    ["model", session.model ?? "-"],
    ["project", session.project ?? "none"],
    ["started", session.startedAt],
    ["last seen", session.lastSeen],
    ["turns", session.turns],
    ["blocks", session.blocks],
    ["context", `${session.contextTokens}${window} tokens${session.estimated ? " (estimated)" : ""}`],
    ["billed", `${promptTokens(usage)} prompt tokens (${usage.cacheRead} from cache), ${usage.output} output tokens`],
    ...session.lanes.map((lane) => [
      `lane ${lane.id}`,
      `${lane.kind}, ${lane.turns} turns, last seen ${lane.lastSeen}`,
    ]),
  ]);
}
