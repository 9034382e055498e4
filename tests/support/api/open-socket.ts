import type { Event, Hello } from "@aperture/sdk";
import { type ClientOptions, WebSocket } from "ws";

export interface OpenSocket {
  readonly client: WebSocket;
  /** Everything received. */
  readonly frames: (Hello | Event)[];
  readonly first: Promise<Hello | Event>;
  /** Resolves with the close code. */
  readonly ended: Promise<number>;
  /** The first frame, received already or yet to come, that fits. */
  until(fits: (frame: Hello | Event) => boolean): Promise<Hello | Event>;
}

/** A WebSocket on the event stream, `since` undefined for what comes from now on. */
export async function openSocket(port: number, since?: number, options: ClientOptions = {}): Promise<OpenSocket> {
  const query = since === undefined ? "" : `?since=${since}`;
  const url = `ws://127.0.0.1:${port}/api/v1/events${query}`;
  const client = new WebSocket(url, { perMessageDeflate: false, ...options });
  const frames: (Hello | Event)[] = [];
  const waiting = new Set<() => void>();
  client.on("message", (data) => {
    frames.push(JSON.parse(String(data)) as Hello | Event);
    for (const look of waiting) look();
  });
  client.setMaxListeners(0);
  const ended = new Promise<number>((resolve) => client.on("close", resolve));
  client.on("error", () => {});
  const until = (fits: (frame: Hello | Event) => boolean) =>
    new Promise<Hello | Event>((resolve, reject) => {
      client.once("close", (code) => reject(new Error(`the socket was closed with ${code} before the frame came`)));
      const look = () => {
        const found = frames.find(fits);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  await new Promise((resolve, reject) => client.on("open", resolve).on("error", reject));
  return { client, frames, ended, until, first: until(() => true) };
}
