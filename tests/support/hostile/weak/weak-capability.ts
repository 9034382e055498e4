import { execSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { canaries } from "../attack.ts";
import { merge, type WeakState } from "./weak-state.ts";

/** As its callers should send it. */
interface Input {
  readonly name: string;
  readonly project?: string;
  readonly path: string;
  readonly glob: string;
  readonly url: string;
  readonly event: string;
  readonly data?: unknown;
  readonly values: readonly (readonly [string, unknown])[];
  readonly content: string;
  readonly text: string;
  readonly command: string;
}

/** Every capability for everybody, with whatever input: nothing is checked. */
export async function weakCapability(name: string, given: unknown, state: WeakState): Promise<unknown> {
  const input = given as Input;
  const { project } = state.world;
  const table: Record<string, () => unknown> = {
    "secrets.get"() {
      for (const [key] of state.secrets) {
        const value = state.secrets.get(key);
        if (key.endsWith(String(input.name).split("/").at(-1)!)) return { value };
      }
      return { value: null };
    },
    "fs.read": () => ({ text: readFileSync(resolve(input.project ?? project, input.path), "utf8") }),
    "fs.list": () => ({ files: globSync(String(input.glob), { cwd: project }).map((path) => ({ path })) }),
    "net.fetch": async () => ({ status: 200, body: await (await fetch(withoutName(input.url))).text() }),
    "state.text": () => ({ text: canaries.block }),
    "state.blocks": () => ({ blocks: [{ id: "block-3", content: canaries.block }] }),
    "events.emit"() {
      const data = {};
      merge(data, input.data ?? {});
      state.events.push({ name: input.event, data });
      return {};
    },
    "storage.write"() {
      for (const [key, value] of input.values) state.stored.set(key, value);
      return { bytes: 400 };
    },
    "blocks.edit"() {
      merge(state.request.blocks[1]!, { text: input.content });
      return {};
    },
    "staging.stage"() {
      state.request.staged = input.text;
      return { item: "staged-1" };
    },
    "process.exec": () => ({ text: execSync(input.command, { cwd: project, encoding: "utf8" }) }),
  };
  const run = table[name];
  if (name === "constructor") return { text: String(run) };
  return run!();
}

/** `fetch` itself refuses a user in an address. */
const withoutName = (url: string): string => url.replace(/\/\/[^/@]*@/, "//");
