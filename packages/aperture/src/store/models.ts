import type { Connection } from "./connection.ts";
import type { Store } from "./contract.ts";
import type { ModelFactor } from "./records.ts";
import type { Transactions } from "./transactions.ts";

export function createModels(connection: Connection, { join }: Transactions): Store["models"] {
  const get = connection.prepare<ModelFactor>("SELECT model, factor, samples FROM models WHERE model = ?");
  const all = connection.prepare<ModelFactor>("SELECT model, factor, samples FROM models ORDER BY model");
  const put = connection.prepare("INSERT OR REPLACE INTO models (model, factor, samples) VALUES (?, ?, ?)");
  return {
    get: (model) => get.get(model),
    all: () => all.all(),
    put: ({ model, factor, samples }) => join(() => void put.run(model, factor, samples)),
  };
}
