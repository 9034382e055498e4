import { type Block, type BlocksQuery, Role, Zone } from "@aperture/sdk";
import { Command, Option } from "commander";
import type { CliContext } from "../cli-context.ts";
import { describeDecision } from "../control/describe-decision.ts";
import { defineCommand, type Options, text } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { wholeNumber } from "../whole-number.ts";
import { historyCommands } from "./blocks/history.ts";
import { noteCommands } from "./blocks/notes.ts";
import { placeCommands } from "./blocks/place.ts";
import { redactCommand } from "./blocks/redact.ts";
import { rewriteCommands } from "./blocks/rewrite.ts";
import { shortenCommands } from "./blocks/shorten.ts";
import { undoCommand } from "./undo.ts";

/** `aperture blocks list|show|compress|…`: reading, and everything that can be done to blocks. */
export function blocksCommand(context: CliContext): Command {
  const group = new Command("blocks").description("what is in the context, and what is sent of it");
  group.addCommand(
    defineCommand(
      context,
      "list",
      "list the blocks of a session, in prompt order",
      async ({ output, connect }, options) => {
        const { client } = await connect();
        const page = await client.blocks(queryOf(options, output.json));
        output.data(page, () => (page.blocks.length === 0 ? "" : tableOf(page.blocks)));
        if (page.session === null) output.note("No session yet: point an agent at the proxy, or play `aperture demo`");
        else if (page.next !== null) output.note(`${page.blocks.length} of ${page.total}; more: --after ${page.next}`);
      },
    )
      .option("--session <id>", "session id or label (default: the one that spoke last)")
      .addOption(new Option("--zone <zone>", "only this zone").choices(Zone.options))
      .addOption(new Option("--role <role>", "only this role").choices(Role.options))
      .option("--search <words>", "only blocks whose text contains these words")
      .option("--all", "every block the session ever had, not only what the newest request holds")
      .option("--limit <number>", "at most this many", "100")
      .option("--after <cursor>", "the next page"),
  );
  group.addCommand(
    defineCommand(
      context,
      "show <id>",
      "show one block with its whole text",
      async ({ output, connect }, _, [id = ""]) => {
        const block = await (await connect()).client.block(id);
        output.data(block, () => `${describe(block)}\n\n${block.content}`);
      },
    ),
  );
  for (const command of [
    ...shortenCommands(context),
    ...placeCommands(context),
    ...rewriteCommands(context),
    redactCommand(context),
    undoCommand(context),
    ...historyCommands(context),
    ...noteCommands(context),
  ]) {
    group.addCommand(command);
  }
  return group;
}

/** 120 characters fill a line; --json gives the API's own default. */
function queryOf(options: Options, json: boolean): BlocksQuery {
  const [session, q, after] = [text(options.session), text(options.search), text(options.after)];
  return {
    limit: wholeNumber("--limit", options.limit, 1, 1_000),
    ...(session === undefined ? {} : { session }),
    ...(typeof options.zone === "string" ? { zone: Zone.parse(options.zone) } : {}),
    ...(typeof options.role === "string" ? { role: Role.parse(options.role) } : {}),
    ...(q === undefined ? {} : { q }),
    ...(options.all === true ? { scope: "all" as const } : {}),
    ...(json ? {} : { contentLimit: 120 }),
    ...(after === undefined ? {} : { after }),
  };
}

/** What is sent instead has a column only where somebody decided something. */
function tableOf(blocks: readonly Block[]): string {
  const decided = blocks.some((block) => describeDecision(block) !== "");
  const columns = ["ID", "ZONE", "ROLE", "TOKENS", "TURN", ...(decided ? ["SENT"] : []), "TEXT"];
  const rows = blocks.map((block) => [
    block.id,
    block.zone,
    block.metadata.toolName ? `${block.role} ${block.metadata.toolName}` : block.role,
    `${block.estimated ? "~" : ""}${block.tokens}`,
    block.metadata.turn,
    ...(decided ? [describeDecision(block)] : []),
    oneLine(block.content, 80),
  ]);
  return formatTable([columns, ...rows]);
}

function describe(block: Block): string {
  const { metadata } = block;
  return formatTable([
    ["id", block.id],
    ["session", `${block.sessionId}, lane ${block.lane}`],
    ["role", block.role],
    ["kind", `${metadata.kind} (${metadata.provider})`],
    ["zone", `${block.zone}${block.pinned ? `, pinned to the ${block.pinned}` : ""}`],
    ["level", block.level],
    ["sent", describeDecision(block) || "as it came"],
    ["tokens", `${block.tokens}${block.estimated ? " (estimated)" : ""}`],
    ["first seen", `${block.timestamp}, turn ${metadata.turn}`],
    ["origin", block.origin],
    ["staleness", `${block.staleness} of 100`],
    ...(block.notes > 0 ? [["notes", `${block.notes}: see \`aperture blocks notes ${block.id}\``]] : []),
    ["in context", block.live ? `yes, at place ${block.position}` : "no longer"],
    ...(metadata.toolName ? [["tool", `${metadata.toolName}${metadata.isError ? " (failed)" : ""}`]] : []),
    ...(metadata.filePaths ?? []).map((path) => ["file", path]),
  ]);
}
