/**
 * Whether the user can take a capability away in one project. A panel, what is served, a schedule and the store are the plugin's own, of all
 * projects at once: those are granted everywhere or not at all.
 */
export const isByProject = (capability: string): boolean =>
  !/^(?:panel|serve|schedule|storage)(?::|$)/.test(capability);
