import { fork } from "node:child_process";
import { once } from "node:events";

/**
 * `upstream-program.ts` in a process of its own, so that its work is not taken for the proxy's: answers `/v1/messages?events=N`
 * with N events 10 ms apart, anything else with `<bytes> <sha256>` of the body.
 */
export async function startUpstreamProcess(): Promise<{ origin: string; close(): Promise<void> }> {
  const child = fork(new URL("./upstream-program.ts", import.meta.url), { execArgv: [], stdio: "inherit" });
  const [port] = (await once(child, "message")) as [number];
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
}
