import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Environment } from "../build/compilers.ts";

export interface OwnTests {
  /** 0: the plugin has none. */
  readonly files: number;
  readonly passed: number;
  readonly failed: number;
  /** As Node prints it. */
  readonly output: string;
}

/** The author's own tests, `test/*.test.ts` or `.js`, in Node's own runner: nothing has to be installed. Gives up after two minutes. */
export async function runOwnTests(folder: string, env: Environment): Promise<OwnTests> {
  const tests = join(folder, "test");
  const files = existsSync(tests) ? readdirSync(tests).filter((file) => /\.test\.m?[jt]s$/.test(file)) : [];
  if (files.length === 0) return { files: 0, passed: 0, failed: 0, output: "" };
  const hooks = new URL("./sdk-hooks.ts", import.meta.url).href;
  // Set where this is itself part of a test run: Node would then answer with its own protocol.
  const { NODE_TEST_CONTEXT: _, NODE_OPTIONS: __, ...rest } = env;
  const child = spawn(
    process.execPath,
    [
      "--no-warnings",
      "--import",
      hooks,
      "--test",
      "--test-reporter=spec",
      ...files.sort().map((file) => join("test", file)),
    ],
    { cwd: folder, env: { ...rest, NO_COLOR: "1" }, stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  const [said, complained, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const count = (word: string) => Number(new RegExp(`^ℹ ${word} (\\d+)$`, "m").exec(said)?.[1] ?? 0);
  const failed = count("fail") + count("cancelled");
  return {
    files: files.length,
    passed: count("pass"),
    failed: code === 0 ? failed : Math.max(1, failed),
    output: said + complained,
  };
}
