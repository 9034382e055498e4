import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { connectTo, readAnswer, sendRaw } from "../support/proxy/raw-client.ts";
import { startProxy } from "../support/proxy/start-proxy.ts";
import { until } from "../support/proxy/until.ts";
import { startUpstream } from "../support/proxy/upstream-server.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});
const deep = process.env.APERTURE_DEEP === "1";

test("clients that never finish their headers hold nobody up, and are cut in time", async () => {
  const upstream = await startUpstream((_request, response) => response.end("fine"));
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const slow = await Promise.all(Array.from({ length: 100 }, () => connectTo(proxy.port)));
  for (const client of slow) client.write(`POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\nX-Slow: `);
  const drip = setInterval(() => {
    for (const client of slow) if (!client.destroyed) client.write("x");
  }, 1_000);
  try {
    expect(await (await fetch(`${proxy.origin}/v1/models`)).text()).toBe("fine");
    expect(proxy.proxy.stats().total).toBe(1);
    if (!deep) return;
    const answers = await Promise.all(slow.map((client) => readAnswer(client, 50_000)));
    for (const answer of answers) expect([answer.status, answer.ended]).toEqual([408, "fin"]);
  } finally {
    clearInterval(drip);
    for (const client of slow) client.destroy();
  }
}, 70_000);

test("pipelined requests are answered in order, each once", async () => {
  const seen: string[] = [];
  const upstream = await startUpstream((request, response) => {
    seen.push(request.url ?? "");
    setTimeout(() => response.end(`<${request.url}>`), request.url === "/v1/1" ? 60 : 1);
  });
  const proxy = await startProxy(upstream.origin);
  open.push(upstream, proxy);
  const get = (path: string, last = "") => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${proxy.port}\r\n${last}\r\n`;
  const answer = await sendRaw(proxy.port, get("/v1/1") + get("/v1/2") + get("/v1/3", "Connection: close\r\n"));
  expect(answer.body.toString().match(/<[^>]+>/g)).toEqual(["</v1/1>", "</v1/2>", "</v1/3>"]);
  expect(seen.sort()).toEqual(["/v1/1", "/v1/2", "/v1/3"]);
});

/** A proxy in a process that may open few files; prints its port, then its stats on every line it reads. */
const program = `
  import { createProxy } from "@aperture/aperture/proxy/create-proxy";
  import { gateRequest } from "@aperture/aperture/gate/gate-request";
  const upstream = process.argv[1];
  const proxy = createProxy({
    config: { port: 0, upstreams: { anthropic: upstream, openai: upstream, gemini: upstream, chatgpt: upstream }, proxy: { maxBody: 1e6, idleTimeout: 60000 } },
    sink: { begin: () => null, settled: () => undefined }, gate: gateRequest, ownPorts: () => [],
  });
  console.log(await proxy.listen());
  process.stdin.on("data", () => console.log(JSON.stringify(proxy.stats())));
  process.stdin.on("end", () => process.exit());
`;

test("out of file descriptors: requests fail or wait, the proxy stays and recovers", async () => {
  let held: (() => void)[] = [];
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200).flushHeaders();
    held.push(() => response.end("late"));
  });
  open.push(upstream);
  const child = spawn(
    "sh",
    [
      "-c",
      `ulimit -n 64; exec "${process.execPath}" --disable-warning=ExperimentalWarning --input-type=module -e "$1" "$2"`,
      "sh",
      program,
      upstream.origin,
    ],
    { stdio: ["pipe", "pipe", "inherit"], cwd: import.meta.dirname },
  );
  open.push({
    async close() {
      if (child.exitCode !== null) return;
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  });
  const [first] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(first.toString());
  const clients = await Promise.all(Array.from({ length: 60 }, () => connectTo(port)));
  for (const client of clients)
    client.write(`GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  const answers = clients.map((client) => readAnswer(client, 4_000));
  await until(() => held.length >= 10, "some came through", 20_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const release = setInterval(() => {
    for (const end of held) end();
    held = [];
  }, 20);
  const statuses = (await Promise.all(answers)).map((answer) => answer.status);
  clearInterval(release);
  console.log(
    `60 clients, 64 descriptors: ${statuses.filter((status) => status === 200).length} × 200, ${statuses.filter((status) => status === 503).length} × 503, ${statuses.filter((status) => status === 0).length} cut`,
  );
  expect(statuses.every((status) => [0, 200, 503].includes(status))).toBe(true);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(10);
  const after = fetch(`http://127.0.0.1:${port}/v1/models`).then((response) => response.text());
  await until(() => held.length === 1, "the next one comes through");
  held[0]?.();
  expect(await after).toBe("late");
  expect(child.exitCode).toBeNull();
});
