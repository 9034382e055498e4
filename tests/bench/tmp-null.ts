import { createProxy } from "@aperture/aperture/proxy/create-proxy";

const up = process.argv[2];
const u = `http://127.0.0.1:${up}`;
const p = createProxy({
  config: {
    upstreams: { anthropic: u, openai: u, gemini: u, chatgpt: u },
    proxy: { maxBody: 32 << 20, idleTimeout: 9e5 },
    port: 0,
  },
  sink: { begin: () => null, settled: () => undefined },
  gate: () => null,
  ownPorts: () => [],
} as never);
console.log(JSON.stringify({ port: await p.listen() }));
process.on("SIGTERM", () => process.exit(0));
