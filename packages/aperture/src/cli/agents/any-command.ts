import { type Agent, gatewayOf, taggedUrl } from "./agent.ts";

/** `aperture run -- <command>`: the base URLs that SDKs read from the environment, all with the run's tag. */
export const anyCommand = (command: string): Agent => ({
  // Without its folder: the name is stored and shown.
  name: command.replace(/^.*[\\/]/, "") || command,
  prepare(options) {
    const { address, args } = options;
    return {
      command,
      args,
      env: {
        ANTHROPIC_BASE_URL: taggedUrl(address),
        OPENAI_BASE_URL: taggedUrl(address, "/v1"),
        GOOGLE_GEMINI_BASE_URL: taggedUrl(address),
      },
      gateways: [
        ...gatewayOf(options, "ANTHROPIC_BASE_URL", "anthropic"),
        ...gatewayOf(options, "OPENAI_BASE_URL", "openai", "/v1"),
        ...gatewayOf(options, "GOOGLE_GEMINI_BASE_URL", "gemini"),
      ],
      notices: [],
    };
  },
  explainSilence: () => [
    `${command} may not read ANTHROPIC_BASE_URL, OPENAI_BASE_URL or GOOGLE_GEMINI_BASE_URL: give its client the base URL itself`,
  ],
});
