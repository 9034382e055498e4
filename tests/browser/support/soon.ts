import { expect } from "vitest";

/** Asks until it is so. The second that is usual is too short where processes start and others work on the same machine. */
export const soon = (read: () => unknown): ReturnType<typeof expect.poll> =>
  expect.poll(read, { timeout: 30_000, interval: 20 });
