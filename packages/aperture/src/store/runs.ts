import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import type { Transactions } from "./transactions.ts";

export function createRuns(connection: Connection, { join }: Transactions): Store["runs"] {
  const byLabel = connection.prepare<{ label: string; project: string; agent: string; at: number }>(
    "SELECT label, project, agent, at FROM runs WHERE label = ?",
  );
  const put = connection.prepare("INSERT OR REPLACE INTO runs (label, project, agent, at) VALUES (?, ?, ?, ?)");
  return {
    put: ({ label, project, agent, at }) => join(() => void put.run(label, project, agent, at)),
    byLabel: (label) => byLabel.get(label),
  };
}
