/** What the parts of a plugin's panel can ask of the page: nothing else leads out of a panel. */
export interface PanelTools {
  /** Calls the plugin's action; true where the plugin took it. */
  readonly act: (action: string, input: Record<string, unknown>) => Promise<boolean>;
  readonly busy: boolean;
  /** Leads to a block. */
  readonly showBlock: (id: string) => void;
  /** Leads to the settings. */
  readonly configure: () => void;
  readonly sessions: readonly { readonly id: string; readonly label: string }[];
  /** The block under the cursor. */
  readonly block: string | undefined;
}
