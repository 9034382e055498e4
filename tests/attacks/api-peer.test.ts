import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type StartedApi, startApi } from "../support/api/start-api.ts";

/** Another user of this machine, for whom the loopback ports are open as for everybody. */
const nobody = 65_534;
let api: StartedApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const program = `
const [port, host, upgrade, token] = process.argv.slice(1);
const lines = ["GET " + (upgrade === "yes" ? "/api/v1/events?since=0" : "/api/v1/blocks") + " HTTP/1.1", "Host: localhost:" + port];
if (upgrade === "yes") lines.push("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
else lines.push("Connection: close");
if (token) lines.push("Authorization: Bearer " + token);
const socket = require("node:net").connect(Number(port), host, () => socket.write(lines.join("\\r\\n") + "\\r\\n\\r\\n"));
setTimeout(() => socket.destroy(), 3000).unref();
socket.on("data", (data) => process.stdout.write(data)).on("error", (error) => console.log(error.code));
`;

async function ask(host: string, upgrade: "yes" | "no", uid: number | undefined, token = ""): Promise<string> {
  const child = spawn(process.execPath, ["-e", program, String(api.port), host, upgrade, token], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
  await once(child, "close");
  return output;
}

const possible = process.platform === "linux" && process.getuid?.() === 0;
if (!possible && process.env.APERTURE_REQUIRE_ALL) throw new Error("needs Linux and root to act as another user");

test("another local user is refused, on both addresses, for requests and WebSockets", async () => {
  if (!possible) return console.log("skipped: needs Linux and root to act as another user");
  for (const host of ["127.0.0.1", "::1"])
    for (const upgrade of ["no", "yes"] as const) {
      const before = api.api.refused();
      const answer = await ask(host, upgrade, nobody);
      expect(answer).toContain("HTTP/1.1 403");
      expect(answer).toContain("peer_refused");
      expect(answer).not.toContain("Zebra");
      expect(api.api.refused()).toBe(before + 1);
    }
  expect(api.refusals()).toEqual(Array(4).fill("peer_refused"));
});

test("who shows the token is let in, whoever it is; the owner needs none", async () => {
  if (!possible) return console.log("skipped: needs Linux and root to act as another user");
  expect(await ask("127.0.0.1", "no", nobody, api.token)).toContain("HTTP/1.1 200");
  expect(await ask("127.0.0.1", "no", undefined)).toContain("HTTP/1.1 200");
});
