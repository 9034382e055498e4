import type { ApiServices } from "../services.ts";
import { type Feed, startFeed } from "./feed.ts";

/** Bytes that may wait for a slow reader before the feed pauses. */
const highWater = 256 * 1024;
const encoder = new TextEncoder();

/** The event log as server-sent events. Each carries its `seq` as id, so that EventSource resumes by itself. */
export function sseResponse(services: ApiServices, since: number | undefined): Response {
  let feed: Feed | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let closeStream = () => {};
  const release = (): void => {
    feed?.stop();
    clearInterval(heartbeat);
    services.closing.removeEventListener("abort", closeStream);
  };

  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): boolean => {
          controller.enqueue(encoder.encode(text));
          return (controller.desiredSize ?? 0) > 0;
        };
        closeStream = () => {
          release();
          controller.close();
        };
        services.closing.addEventListener("abort", closeStream);
        // After one second, and at the place that the last id names.
        write("retry: 1000\n\n");
        feed = startFeed({
          log: services.store.events,
          since,
          sink: {
            send: (frame, seq) => write(`id: ${seq}\ndata: ${JSON.stringify(frame)}\n\n`),
            end: closeStream,
          },
        });
        heartbeat = setInterval(() => {
          // A full stream shows no life by more bytes, only by being read.
          if ((controller.desiredSize ?? 0) > 0) write(": heartbeat\n\n");
        }, services.heartbeat);
      },
      pull: () => feed?.resume(),
      cancel: release,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: highWater }),
  );
  return new Response(stream, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store" },
  });
}
