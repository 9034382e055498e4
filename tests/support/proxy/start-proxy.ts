import { gateRequest } from "@aperture/aperture/gate/gate-request";
import { createProxy, type ProxyOptions, type ProxyServer } from "@aperture/aperture/proxy/create-proxy";
import { type RecordedExchange, recordingSink } from "./recording-sink.ts";

export interface TestProxy {
  readonly proxy: ProxyServer;
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly exchanges: RecordedExchange[];
  close(): Promise<void>;
}

type Overrides = Partial<Omit<ProxyOptions, "config">> & {
  readonly port?: number;
  readonly maxBody?: number;
  readonly idleTimeout?: number;
};

/** The real proxy on a free port, all four providers behind one origin, with a sink that keeps what it is told. */
export async function startProxy(upstream: string, overrides: Overrides = {}): Promise<TestProxy> {
  const { port: wanted = 0, maxBody = 32 * 1024 * 1024, idleTimeout = 60_000, ...rest } = overrides;
  const { sink, exchanges } = recordingSink();
  const proxy = createProxy({
    config: {
      port: wanted,
      upstreams: { anthropic: upstream, openai: upstream, gemini: upstream, chatgpt: upstream },
      proxy: { maxBody, idleTimeout },
    },
    sink,
    gate: gateRequest,
    ownPorts: () => [],
    ...rest,
  });
  const port = await proxy.listen();
  return { proxy, port, origin: `http://127.0.0.1:${port}`, exchanges, close: () => proxy.close(0) };
}
