import type { LibraryComparison } from "@aperture/sdk";
import { flattenValues } from "./flatten-values.ts";
import type { Merged } from "./value-layer.ts";

type Row = LibraryComparison["rows"][number];

/** What one says and the other does not, or otherwise; what both say alike is no row. */
export function compareValues(left: Merged, right: Merged): Row[] {
  const [lefts, rights] = [flattenValues(left.values), flattenValues(right.values)];
  const rows: Row[] = [];
  for (const path of new Set([...lefts.keys(), ...rights.keys()])) {
    const row = { path, left: said(lefts, path), right: said(rights, path) };
    if (row.left !== row.right) rows.push({ ...row, leftFrom: from(left, path), rightFrom: from(right, path) });
  }
  return [...rows, ...orderOf(left, right)];
}

/** Rules act one after the other: the same rules in another order are not the same. */
function orderOf(left: Merged, right: Merged): Row[] {
  const shared = (one: Merged, other: Merged): string => {
    const names = new Set(other.values.rules.map(({ name }) => name));
    const both = one.values.rules.filter(({ name }) => names.has(name));
    return both.map(({ name }) => name).join(", ");
  };
  const [before, after] = [shared(left, right), shared(right, left)];
  if (before === after) return [];
  return [{ path: "rules", left: before, right: after, leftFrom: null, rightFrom: null }];
}

const said = (values: ReadonlyMap<string, unknown>, path: string): string | null =>
  values.has(path) ? showValue(values.get(path)) : null;

const from = ({ origins }: Merged, path: string): string | null => origins[path] ?? null;

/** A value for people; the same text for equal values, whatever the order of their keys. */
export function showValue(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(inOrder(value));
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, inOrder(member)]),
  );
}
