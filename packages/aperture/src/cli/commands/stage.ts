import { resolve } from "node:path";
import { type NewStagedItem, type StagedItem, type StagedSource, Zone } from "@aperture/sdk";
import { Command, Option } from "commander";
import type { CliContext } from "../cli-context.ts";
import { count } from "../control/count.ts";
import { readSession, sessionOption } from "../control/operation-options.ts";
import { describeCondition, readCondition } from "../control/read-condition.ts";
import { defineCommand, type Options, text } from "../define-command.ts";
import { formatTable } from "../format-table.ts";
import { oneLine } from "../plain-text.ts";
import { usageError } from "../usage-error.ts";
import { wholeNumber } from "../whole-number.ts";

/** `aperture stage add|list|remove|enable|disable`: texts that go into the context when their moment comes. */
export function stageCommand(context: CliContext): Command {
  const group = new Command("stage").description(
    "texts that go into the context when their moment comes, once per lane",
  );
  group.addCommand(
    defineCommand(
      context,
      "add <name>",
      "stage a text, files, or what a command prints",
      async (invocation, options, [name = ""]) => {
        const item = readItem(context, options, name);
        const { client } = await invocation.connect();
        const staged = await client.control.stage(item);
        invocation.output.data(staged, () => `${staged.id}: ${stateOf(staged)}`);
      },
    )
      .option("--text <text>", "this text")
      .option("--file <path>", "what this file holds when it goes in")
      .option("--glob <pattern>", "what the files of the session's project that match hold when it goes in")
      .option("--command <command>", "what this command prints; it runs once, now")
      .addOption(new Option("--zone <zone>", "where it stands").choices(Zone.options).default("recency"))
      .option("--when <condition>", "always, session-start, regex:<pattern>, file:<glob>", "always")
      .option("--priority <number>", "higher goes first where not all fit (-1000 to 1000)", "0")
      .option("--cap <tokens>", "longer texts are cut at a line", "4000")
      .addOption(new Option("--session <id>", "only for this session (default: offered to every session)"))
      .option("--reason <text>", "why, for the action log"),
  );
  group.addCommand(
    defineCommand(context, "list", "list what is staged", async ({ output, connect }, options) => {
      const { client } = await connect();
      const staged = await client.control.staging(readSession(options));
      output.data(staged, () => (staged.items.length === 0 ? "" : formatTable([columns, ...staged.items.map(row)])));
      if (staged.items.length === 0) output.note("Nothing is staged: `aperture stage add` stages a text");
    }).addOption(sessionOption()),
  );
  group.addCommand(
    defineCommand(
      context,
      "remove <id>",
      "remove a staged item; what went in stays",
      async ({ output, connect }, _, [id = ""]) => {
        const removed = await (await connect()).client.control.unstage(id);
        output.data(removed, () => `removed ${removed.removed}`);
      },
    ),
  );
  for (const [name, enabled] of [
    ["enable", true],
    ["disable", false],
  ] as const) {
    group.addCommand(
      defineCommand(context, `${name} <id>`, `${name} a staged item`, async ({ output, connect }, _, [id = ""]) => {
        const item = await (await connect()).client.control.setStaged(id, enabled);
        output.data(item, () => `${item.id}: ${stateOf(item)}`);
      }),
    );
  }
  return group;
}

function readItem(context: CliContext, options: Options, name: string): NewStagedItem {
  const reason = text(options.reason);
  return {
    name,
    source: readSource(context, options),
    zone: Zone.parse(options.zone),
    condition: readCondition(text(options.when) ?? "always"),
    priority: readPriority(options),
    tokenCap: wholeNumber("--cap", options.cap, 16, 200_000),
    ...readSession(options),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** A path is the caller's: the daemon has another working folder. A pattern is held against paths in the session's project. */
function readSource({ cwd }: CliContext, options: Options): StagedSource {
  const [words, file, pattern, command] = [
    text(options.text),
    text(options.file),
    text(options.glob),
    text(options.command),
  ];
  const sources: StagedSource[] = [
    ...(words === undefined ? [] : [{ kind: "text", text: words } as const]),
    ...(file === undefined ? [] : [{ kind: "file", path: resolve(cwd, file) } as const]),
    ...(pattern === undefined ? [] : [{ kind: "glob", pattern } as const]),
    ...(command === undefined ? [] : [{ kind: "command", command } as const]),
  ];
  const [source] = sources;
  if (source === undefined || sources.length > 1) throw usageError("give one of --text, --file, --glob, --command");
  return source;
}

function readPriority({ priority }: Options): number {
  const [, sign = "", digits] = /^(-?)(.+)$/.exec(text(priority) ?? "") ?? [];
  const number = wholeNumber("--priority", digits, 0, 1_000);
  return sign === "-" ? -number : number;
}

const columns = ["ID", "NAME", "SESSION", "ZONE", "WHEN", "PRIORITY", "TOKENS", "STATE", "WHAT"];
const row = (item: StagedItem): (string | number)[] => [
  item.id,
  oneLine(item.name, 30),
  item.sessionId ?? "every",
  item.zone,
  oneLine(describeCondition(item.condition), 40),
  item.priority,
  item.tokens === null ? "-" : `${count(item.tokens)} of ${count(item.tokenCap)}`,
  stateOf(item),
  oneLine(describeSource(item.source), 60),
];

function stateOf(item: StagedItem): string {
  if (item.trouble !== null) return `cannot be read: ${item.trouble}`;
  const went = item.injected.length > 0 ? `, went into ${count(item.injected.length, "lane")}` : "";
  return `${item.enabled ? "enabled" : "disabled"}${went}`;
}

function describeSource(source: StagedSource): string {
  switch (source.kind) {
    case "text":
      return source.text;
    case "file":
      return source.path;
    case "glob":
      return source.pattern;
    case "command":
      return `$ ${source.command}`;
  }
}
