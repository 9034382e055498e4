import { speechRate } from "../text/wav.ts";
import type { Microphone, MicrophoneTake } from "./recorder.svelte.ts";

/** The real microphone: recorded by the browser, resampled by its audio engine to mono at 16 kHz. */
export const browserMicrophone: Microphone = {
  async start(): Promise<MicrophoneTake> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    const context = new AudioContext({ sampleRate: speechRate });
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const recorder = new MediaRecorder(stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.start();
    const wave = new Float32Array(analyser.fftSize);
    const letGo = (): void => {
      for (const track of stream.getTracks()) track.stop();
    };
    return {
      level() {
        analyser.getFloatTimeDomainData(wave);
        return Math.min(1, Math.sqrt(wave.reduce((sum, sample) => sum + sample * sample, 0) / wave.length) * 4);
      },
      async stop() {
        try {
          const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
          recorder.stop();
          await ended;
          letGo();
          const bytes = await new Blob(parts).arrayBuffer();
          return mono(await context.decodeAudioData(bytes));
        } finally {
          letGo();
          await context.close();
        }
      },
      drop() {
        if (recorder.state !== "inactive") recorder.stop();
        letGo();
        void context.close();
      },
    };
  },
};

function mono(audio: AudioBuffer): Float32Array {
  if (audio.numberOfChannels === 1) return audio.getChannelData(0);
  const channels = Array.from({ length: audio.numberOfChannels }, (_, index) => audio.getChannelData(index));
  return Float32Array.from(
    { length: audio.length },
    (_, at) => channels.reduce((sum, samples) => sum + samples[at]!, 0) / channels.length,
  );
}
