type Settings<Value> = Readonly<Record<string, Value>>;

/**
 * Of a plugin's settings as somebody has changed them, what is to be kept as that person's own: what was set before, and what is another
 * value now than the one that counts. Defaults that were merely shown stay the plugin's, which may choose others in a later version.
 */
export function ownSettings<Value>(
  changed: Settings<Value>,
  { settings, config }: { readonly settings: Settings<unknown>; readonly config: Settings<unknown> },
): Record<string, Value> {
  const isOwn = (key: string): boolean =>
    Object.hasOwn(settings, key) ||
    !Object.hasOwn(config, key) ||
    JSON.stringify(changed[key]) !== JSON.stringify(config[key]);
  return Object.fromEntries(Object.entries(changed).filter(([key]) => isOwn(key)));
}
