import { ApertureError } from "@aperture/sdk";

/** The one message that a detached child sends to the process that started it. */
export type Announcement =
  | { kind: "ready"; ports: { proxy: number; api: number } }
  | { kind: "failed"; code: string | null; facts: Record<string, string | number>; message: string };

/** Resolves when the message is handed over, also where nobody listens any more. */
export function announce(announcement: Announcement): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send || !process.connected) return resolve();
    process.send(announcement, undefined, {}, () => {
      if (process.connected) process.disconnect();
      resolve();
    });
  });
}

export function announceFailure(error: unknown): Promise<void> {
  const known = ApertureError.is(error);
  return announce({
    kind: "failed",
    code: known ? error.code : null,
    facts: known ? { ...error.facts } : {},
    message: error instanceof Error ? error.message : String(error),
  });
}
