import type { CapabilityOutput, WriteField } from "@aperture/sdk";
import type { OperationCallName } from "../border/services.ts";
import type { Capability } from "./capability.ts";

type OperationCapabilities = { readonly [Name in OperationCallName]: Capability<Name> };

const operation = <Name extends OperationCallName>(name: Name, field: WriteField): Capability<Name> => ({
  needs: (_input, granted) => {
    const capability = `blocks.write:${field}`;
    return granted.blocks?.write?.includes(field) ? { needs: [capability] } : { missing: capability };
  },
  // All eight answer alike, which a type by name cannot say.
  run: (input, { actor, services, granted }) =>
    services.operate(actor, name, input, granted) as Promise<CapabilityOutput<Name>>,
});

/** Operations on blocks, signed with the plugin's name; which blocks are within its reach is the program's to say. */
export const operate: OperationCapabilities = {
  "blocks.compress": operation("blocks.compress", "level"),
  "blocks.edit": operation("blocks.edit", "content"),
  "blocks.remove": operation("blocks.remove", "remove"),
  "blocks.pin": operation("blocks.pin", "pin"),
  "blocks.move": operation("blocks.move", "zone"),
  "blocks.insert": operation("blocks.insert", "insert"),
  "blocks.redact": operation("blocks.redact", "redact"),
  // Takes back what the plugin itself did: whatever it may write will do.
  "blocks.restore": {
    ...operation("blocks.restore", "level"),
    needs: (_input, granted) => {
      const field = granted.blocks?.write?.[0];
      return field ? { needs: [`blocks.write:${field}`] } : { missing: "blocks.write:level" };
    },
  },
};
