import type { StagePosition } from "../../stage.ts";
import type { Json } from "../json.ts";
import type { PanelInput } from "../panel.ts";
import type { BlocksOf } from "./blocks-of.ts";
import type { ManifestShape, PermissionsOf } from "./permissions-shape.ts";
import type { StageContextOf } from "./stage-context-of.ts";
import type { TaskContextOf } from "./task-context-of.ts";

/**
 * The smallest form of a plugin: one stage. `M`: type of the manifest, for what `blocks` and `ctx` may do; the file `aperture.plugin.json`
 * is what counts at run time. A plugin with several stages, events or actions is made with `definePlugin`.
 */
export interface PipelinePlugin<M extends ManifestShape = ManifestShape, H extends StagePosition = StagePosition> {
  readonly name: string;
  readonly version: string;
  readonly stage: H;
  process(
    blocks: BlocksOf<PermissionsOf<M>>,
    config: { readonly [key: string]: Json },
    ctx: StageContextOf<M, H>,
  ): void;
  uiPanel?(ctx: TaskContextOf<M>): PanelInput | null | Promise<PanelInput | null>;
}
