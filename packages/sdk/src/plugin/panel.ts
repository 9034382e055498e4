import { z } from "zod";
import { JsonValue } from "../json-value.ts";

const id = z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/);
const text = z.string().max(20_000);
const label = z.string().max(200);
const tone = z.enum(["plain", "good", "warn", "bad", "quiet"]).default("plain");

const leaf = [
  z.strictObject({ kind: z.literal("text"), text, tone, mono: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal("heading"), text: label }),
  /** One figure that matters. */
  z.strictObject({ kind: z.literal("stat"), label, value: z.string().max(100), hint: label.optional(), tone }),
  /** Name and value, line by line. */
  z.strictObject({ kind: z.literal("fields"), fields: z.array(z.strictObject({ label, value: text, tone })).max(200) }),
  z.strictObject({
    kind: z.literal("table"),
    columns: z
      .array(z.strictObject({ label, align: z.enum(["left", "right"]).default("left") }))
      .min(1)
      .max(12),
    /** Cells as text; a cell that names a block (`block-17`) becomes a link to it. */
    rows: z.array(z.array(z.string().max(2_000)).max(12)).max(500),
    empty: label.optional(),
  }),
  /** Numbers over turns or time. `x` is a label, or epoch milliseconds with `time`. */
  z.strictObject({
    kind: z.literal("chart"),
    form: z.enum(["line", "bar"]).default("line"),
    time: z.boolean().default(false),
    unit: z.string().max(20).default(""),
    series: z
      .array(
        z.strictObject({
          label,
          points: z.array(z.tuple([z.union([z.number(), label]), z.number().nullable()])).max(1_000),
        }),
      )
      .max(8),
  }),
  z.strictObject({
    kind: z.literal("button"),
    label,
    /** Calls the plugin's action of this name. */
    action: id,
    input: z.record(z.string(), JsonValue).default({}),
    /** Asked before it is called. */
    confirm: label.optional(),
    tone,
  }),
  /** A small form; its values are the action's input, by field name. */
  z.strictObject({
    kind: z.literal("form"),
    action: id,
    submit: label.default("Save"),
    fields: z
      .array(
        z.strictObject({
          name: id,
          label,
          type: z.enum(["text", "textarea", "number", "checkbox", "select", "block", "session"]),
          value: z.union([z.string().max(20_000), z.number(), z.boolean()]).optional(),
          options: z.array(z.string().max(200)).max(200).optional(),
          placeholder: label.optional(),
        }),
      )
      .min(1)
      .max(40),
  }),
  /** The host's own recorder: the plugin gets the recording as the action's input (`audio`: base64 of 16 kHz mono WAV). */
  z.strictObject({ kind: z.literal("recorder"), action: id, label, maxSeconds: z.int().min(1).max(600).default(120) }),
  /** The configuration as a form, made from the manifest's schema. */
  z.strictObject({ kind: z.literal("config") }),
] as const;

/** What stands in a panel. No HTML, no script, no address: the page draws it with its own parts. */
export const PanelNode: z.ZodType<PanelNode, PanelNodeInput> = z
  .lazy(() => z.union([...leaf, ...groups]))
  .meta({ id: "PanelNode" }) as never;

const children = z.lazy(() => z.array(PanelNode).max(100));
const groups = [
  z.strictObject({ kind: z.literal("row"), children }),
  z.strictObject({ kind: z.literal("section"), title: label, open: z.boolean().default(true), children }),
] as const;

type Leaf = z.infer<(typeof leaf)[number]>;
type LeafInput = z.input<(typeof leaf)[number]>;
export type PanelNode =
  | Leaf
  | { kind: "row"; children: PanelNode[] }
  | { kind: "section"; title: string; open: boolean; children: PanelNode[] };
export type PanelNodeInput =
  | LeafInput
  | { kind: "row"; children: PanelNodeInput[] }
  | { kind: "section"; title: string; open?: boolean; children: PanelNodeInput[] };

/** A plugin's panel: data, rendered with the page's own components. At most 2,000 nodes and 6 levels deep (checked by the host). */
export const Panel = z
  .strictObject({ title: label.optional(), nodes: z.array(PanelNode).max(200) })
  .meta({ id: "Panel" });
export type Panel = z.infer<typeof Panel>;
export type PanelInput = { title?: string; nodes: PanelNodeInput[] };
