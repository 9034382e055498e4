import { newSigningKey, type SigningKey } from "../../signing/signing-key.ts";

/** Keys of a registry by role. Root and targets are kept offline; snapshot and timestamp stand on the server. */
export interface RegistryKeys {
  readonly root: SigningKey;
  readonly targets: SigningKey;
  readonly snapshot: SigningKey;
  readonly timestamp: SigningKey;
}

export const newRegistryKeys = (): RegistryKeys => ({
  root: newSigningKey(),
  targets: newSigningKey(),
  snapshot: newSigningKey(),
  timestamp: newSigningKey(),
});
