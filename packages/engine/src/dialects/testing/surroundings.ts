import type { Transcript } from "./transcript.ts";

const words =
  "the tool reads writes lists every file under a folder and answers with lines paths or errors use it before you edit never guess a name prefer small steps check what changed say why when something fails keep output short".split(
    " ",
  );

/** Deterministic filler of about `length` characters: recordings lack prompts and schemas, sizes matter to a replay. */
export function prose(seed: string, length: number): string {
  let state = [...seed].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) >>> 0, 7);
  let text = `${seed}:`;
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += state % 11 === 0 ? `.\n- ${words[state % words.length]}` : ` ${words[(state >>> 8) % words.length]}`;
  }
  return text;
}

export interface ToolSchema {
  readonly name: string;
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** At least nine tools of together about 31 KB, as Claude Code and opencode send them; the recording's own come first. */
export function toolSchemas(transcript: Transcript): ToolSchema[] {
  const names = new Set(transcript.tools.map((tool) => tool.name));
  for (const name of ["Agent", "Bash", "Edit", "Glob", "Grep", "Read", "TodoWrite", "WebFetch", "Write"])
    names.add(name);
  return [...names].map((name) => ({
    name,
    description: prose(`Tool ${name}`, Math.round(28_000 / names.size)),
    schema: {
      type: "object",
      properties: { file_path: { type: "string", description: prose(`${name} path`, 120) }, limit: { type: "number" } },
      required: ["file_path"],
      additionalProperties: false,
      $schema: "http://json-schema.org/draft-07/schema#",
    },
  }));
}
