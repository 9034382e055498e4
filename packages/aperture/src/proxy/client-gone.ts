/** How far a request had come: named in events, and what a cancel is measured by. */
export type Phase = "waiting" | "uploading" | "before-answer" | "answering";

/** The client hung up: nobody's fault, and there is nobody left to answer. */
export class ClientGone extends Error {
  readonly phase: Phase;
  constructor(phase: Phase) {
    super(`the client left (${phase})`);
    this.name = "ClientGone";
    this.phase = phase;
  }
}
