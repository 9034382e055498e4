import type { Capability } from "./capability.ts";

/** A secret that the user stored for this plugin, by a name that its manifest asks for. */
export const secret: Capability<"secrets.get"> = {
  needs: ({ name }, granted) =>
    granted.secrets?.includes(name) ? { needs: [`secrets:${name}`] } : { missing: `secrets:${name}` },
  run: async ({ name }, { plugin, services }) => ({ value: services.secret(plugin, name) }),
};
