import type { HandlersFor } from "./handlers-for.ts";
import type { ManifestShape } from "./permissions-shape.ts";

/** A plugin as the host runs it: the manifest with its handlers beside it. */
export type DefinedPlugin<M extends ManifestShape = ManifestShape> = { readonly manifest: M } & HandlersFor<NoInfer<M>>;

/**
 * The default export of a plugin's entry. `manifest` is the content of `aperture.plugin.json`, imported or written out; from its
 * permissions follow the types of `blocks` and `ctx`: what is not declared does not compile. The file is what counts at run time.
 */
export function definePlugin<const M extends ManifestShape>(
  manifest: M,
  handlers: HandlersFor<NoInfer<M>>,
): DefinedPlugin<NoInfer<M>> {
  return Object.assign({}, handlers, { manifest });
}
