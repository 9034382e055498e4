/** What every plugin has in its folder. */
export const MANIFEST = "aperture.plugin.json";
