import { fileURLToPath } from "node:url";

const inSdk = (file: string): string => fileURLToPath(import.meta.resolve(`@aperture/sdk/${file}`));

/** What plugins may import of the sdk, and the source in this Aperture that it is. */
export const sdkEntries = (): Readonly<Record<string, string>> => ({
  "@aperture/sdk/plugin": inSdk("plugin"),
  "@aperture/sdk/testing": inSdk("testing"),
});
