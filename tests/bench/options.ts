import { parseArgs } from "node:util";

export interface BenchOptions {
  /** Measured requests per cell and contender. */
  readonly requests: number;
  /** Rounds per contender of the parallel cells; each sends 16 × 4 requests. */
  readonly rounds: number;
  /** Requests before RSS is read a second time. */
  readonly memoryRequests: number;
  /** Cells whose name contains this; all when empty. */
  readonly only: string;
  /** File that gets every figure. */
  readonly json: string | null;
  /** Folder for a CPU profile of the Aperture process, or null. */
  readonly profile: string | null;
  /** False leaves Aperture out, to look at the harness and the peers alone. */
  readonly aperture: boolean;
}

export const usage = `npm run bench -- [options]
  --quick            100 requests per cell instead of 300
  --only <text>      only cells whose name contains the text (10k-json, 200k-sse-think, parallel, controlled, cold, memory, micro …)
  --json <file>      write every figure as JSON
  --profile [dir]    CPU profile of the Aperture process (node --cpu-prof), default .cache/bench; prints the busiest functions
  --no-aperture      only direct, pass-through and parse+stringify`;

/** Throws with the usage on an unknown option. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      json: { type: "string" },
      profile: { type: "boolean", default: false },
      "no-aperture": { type: "boolean", default: false },
    },
  });
  return {
    requests: values.quick ? 100 : 300,
    rounds: values.quick ? 4 : 8,
    memoryRequests: 1_000,
    only: values.only,
    json: values.json ?? null,
    profile: values.profile ? (positionals[0] ?? ".cache/bench") : null,
    aperture: !values["no-aperture"],
  };
}
