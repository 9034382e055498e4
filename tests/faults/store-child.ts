import { DatabaseSync } from "node:sqlite";
import { lockHome } from "@aperture/aperture/store/home-lock";
import { migrate } from "@aperture/aperture/store/migrate";
import { migrations } from "@aperture/aperture/store/migrations/migrations";
import { openStore } from "@aperture/aperture/store/open-store";
import { addBlock, startConversation, turnOf } from "@aperture/aperture/store/testing";
import { ApertureError } from "@aperture/sdk";
import { report } from "./report.ts";

/** The other process of the store's fault tests: `node store-child.ts <job> <path> [token]`. Reports line by line on stdout. */
const jobs: Record<string, (path: string, token: string) => void> = { write, migrateSlowly, hold, open, fill };

const codeOf = (error: unknown): string => (ApertureError.is(error) ? error.code : String(error));

/** Writes turns for ever; `ack <seq> <block> <hash> <phase>` for each. Now and then it removes a session: `removed <key>`. */
function write(file: string, token: string): void {
  const store = openStore({ file });
  let conversation = startConversation(store, `${token}:0`);
  const blocks: number[] = [];
  let turn = 0;
  setInterval(function writeSome() {
    for (let some = 0; some < 10; some += 1) {
      turn += 1;
      const { seq, block } = store.transaction(() => {
        const block = addBlock(store, conversation.lane, `${token} ${turn} `.repeat(turn % 200));
        blocks.push(block.n);
        store.turns.insert(turnOf(conversation.lane, turn, blocks));
        const { seq } = store.events.append("client-cancelled", { phase: `${token} ${turn}` });
        return { seq, block };
      });
      report(`ack ${seq} ${block.n} ${block.hash} ${token} ${turn}`);
    }
    if (turn % 50 === 0) {
      const doomed = startConversation(store, `${token}:doomed:${turn}`);
      store.transaction(() => addBlock(store, doomed.lane, `doomed ${token} ${turn}`));
      store.sessions.remove(doomed.session.n);
      report(`removed ${doomed.session.key}`);
      conversation = startConversation(store, `${token}:${turn}`);
    }
  }, 1);
}

/** A second migration that takes for ever, beginning with something that must not stay. */
function migrateSlowly(file: string): void {
  const database = new DatabaseSync(file);
  report("migrating");
  const endless = `CREATE TABLE half (n INTEGER, data BLOB); DROP TABLE runs;
    INSERT INTO half WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, randomblob(500) FROM c;`;
  database.exec("PRAGMA cache_size = -256");
  migrate(database, file, [...migrations, endless]);
}

/** Takes the home and keeps it; the end of stdin releases it. */
function hold(home: string): void {
  try {
    const lock = lockHome(home);
    report("held");
    process.stdin.on("end", () => {
      lock.release();
      report("released");
    });
    process.stdin.resume();
  } catch (error) {
    report(`${codeOf(error)} ${ApertureError.is(error) ? error.facts.pid : ""}`);
  }
}

function open(file: string): void {
  try {
    openStore({ file }).close();
    report("opened");
  } catch (error) {
    report(codeOf(error));
  }
}

/** Writes until it cannot, says what still works, and tries again until it can. */
function fill(file: string): void {
  const store = openStore({ file });
  const { session, lane } = startConversation(store, "before");
  const told: string[] = [];
  store.events.subscribe(({ type }) => told.push(type));
  let blocks = 0;
  const attempt = (): void => {
    store.transaction(() => {
      addBlock(store, lane, `${blocks} ${crypto.getRandomValues(Buffer.alloc(20_000)).toString("base64")}`);
      store.events.append("client-cancelled", { phase: `${blocks}` });
    });
    blocks += 1;
  };
  let failure = "";
  while (failure === "") {
    try {
      attempt();
    } catch (error) {
      failure = codeOf(error);
    }
  }
  const read = store.sessions.get(session.n)?.key === "before" && store.blocks.countOfSession(session.n) === blocks;
  report(`failed ${JSON.stringify({ failure, trouble: store.trouble(), read, stored: told.length === blocks })}`);
  told.length = 0;
  const again = setInterval(() => {
    try {
      attempt();
    } catch {
      return;
    }
    clearInterval(again);
    report(`recovered ${JSON.stringify({ told, trouble: store.trouble() })}`);
    store.close();
  }, 20);
}

const [job = "", path = "", token = ""] = process.argv.slice(2);
jobs[job]?.(path, token);
