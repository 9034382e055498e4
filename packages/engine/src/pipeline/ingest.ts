import type { PipelineRun } from "./pipeline-run.ts";
import { recordStep } from "./record-step.ts";

/** What came, and whether it may be edited at all. */
export function ingest(run: PipelineRun): void {
  recordStep(run, "ingest", () => {
    const { document, shape } = run.input;
    const size = `${document.bytes.length} bytes for ${shape.model ?? "an unnamed model"}`;
    return document.readOnly === null ? size : `${size}; read only: ${document.readOnly}`;
  });
}
