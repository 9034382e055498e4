import { ApertureError } from "@aperture/sdk";
import { type Capability, needsFlag } from "./capability.ts";

/** Recordings to text, by the engine that the user configured. */
export const transcribe: Capability<"speech.transcribe"> = {
  needs: needsFlag("speech"),
  async run({ audio }, { services }) {
    if (!services.speech) throw new ApertureError("speech_unconfigured");
    return { text: await services.speech(Buffer.from(audio, "base64")) };
  },
};
