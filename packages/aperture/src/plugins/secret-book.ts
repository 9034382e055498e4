/** What users store for their plugins. There is no way to list values: only a plugin's own call gets one (`PluginServices.secret`). */
export interface SecretBook {
  has(plugin: string, name: string): boolean;
  /** Throws where it cannot be written down. */
  set(plugin: string, name: string, value: string): void;
  /** Nothing where there is none. */
  remove(plugin: string, name: string): void;
}
