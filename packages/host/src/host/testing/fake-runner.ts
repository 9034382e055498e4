import { ApertureError } from "@aperture/sdk";
import type { Json, StageCall, StageReply, TaskCall } from "../../border/calls.ts";
import type { CreateRunner, GuestHandlers, RunnerOptions } from "../../border/runner.ts";

/** How fake plugins behave; a test changes it while they run. */
export interface FakeBehaviour {
  start: (options: RunnerOptions) => Promise<void>;
  stage: (call: StageCall, options: RunnerOptions) => Promise<StageReply>;
  task: (call: TaskCall, options: RunnerOptions) => Promise<Json>;
  dispose: (graceMs: number) => Promise<void>;
  handlers: Partial<GuestHandlers>;
}

export interface FakeRunners {
  readonly create: CreateRunner;
  readonly behaviour: FakeBehaviour;
  /** Made and not yet disposed. */
  readonly live: Set<RunnerOptions>;
  /** Everything that was made, oldest first. */
  readonly made: RunnerOptions[];
  /** Started, not disposed and not fallen, newest last. */
  readonly running: Set<RunnerOptions>;
  readonly configured: { readonly config: Json; readonly permissions: RunnerOptions["permissions"] }[];
  /** The newest that runs ends by itself. */
  crash(code?: "plugin_timeout" | "plugin_gone" | "plugin_out_of_memory"): void;
}

const silent: GuestHandlers = { stages: [], events: [], actions: [], schedule: false, panel: false, serve: false };

/** Runtimes without any code: every call does what the behaviour says. */
export function fakeRunners(behaviour: Partial<FakeBehaviour> = {}): FakeRunners {
  const live = new Set<RunnerOptions>();
  const running = new Set<RunnerOptions>();
  const made: RunnerOptions[] = [];
  const configured: FakeRunners["configured"] = [];
  const whole: FakeBehaviour = {
    start: async () => {},
    stage: async () => ({ patch: [], guestMs: 0.1 }),
    task: async () => null,
    dispose: async () => {},
    handlers: {},
    ...behaviour,
  };
  return {
    behaviour: whole,
    live,
    made,
    running,
    configured,
    create(options) {
      made.push(options);
      live.add(options);
      const gone = (): ApertureError => new ApertureError("plugin_gone", { plugin: options.plugin.id });
      return {
        async start() {
          await whole.start(options);
          if (!live.has(options)) throw gone();
          running.add(options);
          return { ...silent, ...whole.handlers };
        },
        stage: (call) => (running.has(options) ? whole.stage(call, options) : Promise.reject(gone())),
        task: (call) => (running.has(options) ? whole.task(call, options) : Promise.reject(gone())),
        configure: (config, permissions) => void configured.push({ config, permissions }),
        forget() {},
        memory: () => 1_000,
        async dispose(graceMs) {
          running.delete(options);
          live.delete(options);
          await whole.dispose(graceMs);
        },
      };
    },
    crash(code = "plugin_timeout") {
      const newest = [...running].at(-1);
      if (!newest) return;
      running.delete(newest);
      newest.gone(new ApertureError(code, { plugin: newest.plugin.id, limit: 1, stage: "background" }));
    },
  };
}
