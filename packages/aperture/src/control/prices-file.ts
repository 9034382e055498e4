import type { ModelPrice, PriceTable } from "@aperture/engine/governor/prices";
import { ApertureError, DialectId } from "@aperture/sdk";
import { z } from "zod";

const price = z.number().min(0).max(100_000);
/** Against the input price. */
const multiple = z.number().min(0).max(100);
const units = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
/** `30s`, `5m`, `1h` → milliseconds. */
const lifetime = z
  .string()
  .regex(/^[1-9]\d{0,4}[smh]$/, "a lifetime such as 5m or 1h")
  .transform((text) => Number.parseInt(text, 10) * units[text.slice(-1) as keyof typeof units]);

const rules = z.object({
  caching: z.enum(["marks", "automatic"]),
  ttl: lifetime,
  cacheRead: multiple,
  cacheWrite5m: multiple,
  cacheWrite1h: multiple,
  minimumTokens: z.int().min(0).max(10_000_000),
});
type Rules = z.infer<typeof rules>;

const model = z.strictObject({
  input: price,
  output: price,
  longPrompt: z.strictObject({ above: z.int().min(1), input: price, output: price }).optional(),
  ...rules.partial().shape,
});

/** A provider's rules, what its models cost, and where a model differs from the rules. */
const provider = z.strictObject({
  date: z.iso.date(),
  sources: z.array(z.string().min(1).max(1_000)).max(20),
  /** Dialects whose unknown models follow these rules. */
  dialects: z.array(DialectId).default([]),
  ...rules.shape,
  models: z.record(z.string().min(1).max(200), model).default({}),
});

const providers = z.record(z.string().min(1), provider).superRefine((listed, context) => {
  const claimed = new Set(Object.values(listed).flatMap(({ dialects }) => dialects));
  const missing = DialectId.options.filter((dialect) => !claimed.has(dialect));
  if (missing.length > 0)
    context.addIssue({ code: "custom", message: `no provider has the rules of ${missing.join(", ")}` });
});

/** `prices.yml` as it is written. */
export const PricesFile = z.strictObject({ date: z.iso.date(), providers });
export type PricesFile = z.infer<typeof PricesFile>;

/** The file as the governor reads it: one entry per model, its provider's rules filled in. */
export function priceTable({ date, providers: listed }: PricesFile): PriceTable {
  const models: ModelPrice[] = [];
  const fallbacks: Partial<Record<DialectId, Rules>> = {};
  for (const { models: priced, dialects, date: _date, sources: _sources, ...ruled } of Object.values(listed)) {
    for (const dialect of dialects) fallbacks[dialect] = ruled;
    for (const [name, { input, output, longPrompt, ...own }] of Object.entries(priced))
      models.push({
        ...withRules(ruled, own),
        model: name.toLowerCase(),
        input,
        output,
        ...(longPrompt && { longPrompt }),
      });
  }
  const sources = Object.values(listed).flatMap((one) => one.sources);
  return { date, sources, models, fallbacks: fallbacks as Record<DialectId, Rules> };
}

const withRules = (base: Rules, own: { readonly [K in keyof Rules]?: Rules[K] | undefined }): Rules => ({
  caching: own.caching ?? base.caching,
  ttl: own.ttl ?? base.ttl,
  cacheRead: own.cacheRead ?? base.cacheRead,
  cacheWrite5m: own.cacheWrite5m ?? base.cacheWrite5m,
  cacheWrite1h: own.cacheWrite1h ?? base.cacheWrite1h,
  minimumTokens: own.minimumTokens ?? base.minimumTokens,
});

const loose = z.looseObject({
  providers: z
    .record(z.string(), z.looseObject({ models: z.record(z.string(), z.looseObject({})).optional() }))
    .optional(),
});
export type LoosePrices = z.infer<typeof loose>;

/** What a user's file says over the bundled one: provider by provider, model by model, field by field. */
export function mergePrices(ours: LoosePrices, theirs: LoosePrices): LoosePrices {
  const merged = { ...ours.providers };
  for (const [name, said] of Object.entries(theirs.providers ?? {})) {
    const models = { ...merged[name]?.models };
    for (const [id, fields] of Object.entries(said.models ?? {})) models[id] = { ...models[id], ...fields };
    merged[name] = { ...merged[name], ...said, models };
  }
  return { ...ours, ...theirs, providers: merged };
}

/** Throws `prices_invalid` with the first thing that is wrong and where it is. */
export function checkPrices<T>(schema: z.ZodType<T>, content: unknown, file: string): T {
  const checked = schema.safeParse(content);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const reason = `${issue!.path.join(".") || "the file"}: ${issue!.message}`;
  throw new ApertureError("prices_invalid", { file, reason }, { cause: checked.error });
}

/** Only that it has the shape of a price list; whether it says sensible things is known once it is merged. */
export const checkLoosePrices = (content: unknown, file: string): LoosePrices => checkPrices(loose, content, file);
