/** `tidy` of `plugin:tidy`. */
export const pluginOf = (actor: string): string => actor.replace(/^plugin:/, "");
