import { setTimeout as sleep } from "node:timers/promises";
import { tellReady } from "./peer.ts";

// Stands for the open page: one WebSocket on the event log, and GET /blocks after a recorded turn, at most every 250 ms.

const api = `127.0.0.1:${process.argv[2]}`;
const socket = new WebSocket(`ws://${api}/api/v1/events`);
let waiting = false;

socket.addEventListener("open", () => tellReady({ port: 0 }));
socket.addEventListener("message", (message) => {
  const event = JSON.parse(String(message.data)) as { type: string };
  if (event.type === "turn-recorded") void refresh();
});
socket.addEventListener("close", () => process.exit(0));

async function refresh(): Promise<void> {
  if (waiting) return;
  waiting = true;
  await sleep(250);
  waiting = false;
  const answer = await fetch(`http://${api}/api/v1/blocks?limit=200&contentLimit=300`);
  if (!answer.ok) throw new Error(`GET /blocks: HTTP ${answer.status}`);
  await answer.arrayBuffer();
}
