import type { Connection } from "../connection.ts";
import type { ControlTables } from "../control-contract.ts";
import type { Transactions } from "../transactions.ts";
import { createActors } from "./actors.ts";
import { createChanges } from "./changes.ts";
import { createCheckpoints } from "./checkpoints.ts";
import { createIdempotency } from "./idempotency.ts";
import { createLedger } from "./ledger.ts";
import { createNotes } from "./notes.ts";
import { createOperations } from "./operations.ts";
import { createRedactions } from "./redactions.ts";
import { createSessionSettings } from "./session-settings.ts";
import { createSettings } from "./settings.ts";
import { createStaged } from "./staged.ts";

export function createControl(connection: Connection, transactions: Transactions): ControlTables {
  return {
    operations: createOperations(connection, transactions),
    changes: createChanges(connection, transactions),
    settings: createSettings(connection, transactions),
    notes: createNotes(connection, transactions),
    staged: createStaged(connection, transactions),
    checkpoints: createCheckpoints(connection, transactions),
    redactions: createRedactions(connection, transactions),
    ledger: createLedger(connection, transactions),
    sessionSettings: createSessionSettings(connection, transactions),
    actors: createActors(connection),
    idempotency: createIdempotency(connection, transactions),
  };
}
