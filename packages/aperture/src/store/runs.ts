import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import type { Transactions } from "./transactions.ts";

export function createRuns(connection: Connection, { join }: Transactions): Store["runs"] {
  const byLabel = connection.prepare<{
    label: string;
    project: string;
    agent: string;
    at: number;
    preset: string | null;
  }>("SELECT label, project, agent, at, preset FROM runs WHERE label = ?");
  const put = connection.prepare(
    "INSERT OR REPLACE INTO runs (label, project, agent, at, preset) VALUES (?, ?, ?, ?, ?)",
  );
  return {
    put: ({ label, project, agent, at, preset }) => join(() => void put.run(label, project, agent, at, preset)),
    byLabel: (label) => byLabel.get(label),
  };
}
