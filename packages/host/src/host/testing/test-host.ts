import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPluginHost } from "../create-plugin-host.ts";
import type { PluginHostOptions } from "../host-options.ts";
import type { PluginHost } from "../plugin-host.ts";
import { type FakeBehaviour, type FakeRunners, fakeRunners } from "./fake-runner.ts";
import { type MemoryServices, memoryServices } from "./memory-services.ts";

export interface TestHost extends AsyncDisposable {
  readonly home: string;
  readonly host: PluginHost;
  readonly runners: FakeRunners;
  readonly services: MemoryServices;
  /** What the host itself logged. */
  readonly logged: string[];
  /** Ends this host and begins another one on what it kept. */
  restart(): Promise<TestHost>;
}

type Options = Partial<PluginHostOptions> & { readonly behaviour?: Partial<FakeBehaviour> };

/** A host in a folder of its own, with fake runtimes; started, and gone with the test (`await using`). */
export async function testHost(options: Options = {}): Promise<TestHost> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), "aperture-host-")));
  return begin(home, memoryServices(), options);
}

function begin(home: string, services: MemoryServices, { behaviour, ...options }: Options): TestHost {
  const runners = fakeRunners(behaviour);
  const logged: string[] = [];
  const host = createPluginHost({
    home,
    services: () => services,
    runners: { js: runners.create, wasm: runners.create, native: runners.create },
    capabilities: () => ({ call: async () => null, close() {} }),
    safeMode: false,
    log: (level, message) => void logged.push(`${level}: ${message}`),
    now: Date.now,
    graceMs: 20,
    readyMs: 50,
    ...options,
  });
  host.start();
  return {
    home,
    host,
    runners,
    services,
    logged,
    async restart() {
      await host.close();
      return begin(home, services, { ...(behaviour ? { behaviour } : {}), ...options });
    },
    async [Symbol.asyncDispose]() {
      await host.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
