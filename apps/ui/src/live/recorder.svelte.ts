import { base64 } from "../text/base64.ts";
import { wav } from "../text/wav.ts";

/** The microphone, as far as the recorder needs it; tests pass their own. */
export interface Microphone {
  /** Asks for it and starts. Rejects when there is none, or it is refused. */
  start(): Promise<MicrophoneTake>;
}
export interface MicrophoneTake {
  /** How loud it is now, from 0 to 1. */
  level(): number;
  /** Lets the microphone go; mono samples at 16 kHz. */
  stop(): Promise<Float32Array>;
  /** Lets it go and throws the recording away. */
  drop(): void;
}

export type RecorderState = "idle" | "asking" | "recording" | "sending";

/** The page's own recorder: a plugin gets a finished recording and never the microphone, which is asked for by a press only. */
export class Recorder {
  state: RecorderState = $state("idle");
  trouble: string | undefined = $state();
  level = $state(0);
  seconds = $state(0);
  readonly #microphone: Microphone;
  readonly #longest: () => number;
  readonly #send: (audio: string) => Promise<unknown>;
  #take: MicrophoneTake | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Grows with every press and every end: a microphone that comes for an older one is let go at once. */
  #run = 0;

  constructor(options: {
    microphone: Microphone;
    maxSeconds: () => number;
    send: (audio: string) => Promise<unknown>;
  }) {
    this.#microphone = options.microphone;
    this.#longest = options.maxSeconds;
    this.#send = options.send;
  }

  async press(): Promise<void> {
    if (this.state !== "idle") return;
    this.#run += 1;
    const run = this.#run;
    this.state = "asking";
    this.trouble = undefined;
    try {
      const take = await this.#microphone.start();
      if (run === this.#run) this.#record(take);
      else take.drop();
    } catch (error) {
      if (run !== this.#run) return;
      this.state = "idle";
      this.trouble = whyNot(error);
    }
  }

  /** Ends the recording and hands it on as base64 of a WAV file; before there is one, it is as if it had not been pressed. */
  async release(): Promise<void> {
    const take = this.#take;
    if (this.state !== "recording" || !take) {
      if (this.state === "asking") this.cancel();
      return;
    }
    this.#rest();
    this.state = "sending";
    try {
      await this.#send(base64(wav(await take.stop())));
    } catch {
      this.trouble = "The recording could not be read";
    }
    this.state = "idle";
  }

  /** Throws the recording away and lets the microphone go. */
  cancel(): void {
    if (this.state === "sending") return;
    this.#take?.drop();
    this.#rest();
    this.state = "idle";
  }

  #record(take: MicrophoneTake): void {
    this.#take = take;
    this.state = "recording";
    this.seconds = 0;
    const since = performance.now();
    this.#timer = setInterval(() => {
      this.level = take.level();
      this.seconds = (performance.now() - since) / 1_000;
      if (this.seconds >= this.#longest()) void this.release();
    }, 50);
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#run += 1;
    this.#take = undefined;
    this.level = 0;
  }
}

function whyNot(error: unknown): string {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError") return "The microphone was refused: allow it for this page in the browser";
  if (name === "NotFoundError") return "There is no microphone";
  return "The microphone cannot be used here";
}
