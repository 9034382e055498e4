/** Milliseconds at a time: streams run in the same loop. */
const slice = 8;

/** `work` for each item, in order, giving the event loop a turn in between. */
export async function inSlices<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result | Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let since = performance.now();
  for (const item of items) {
    results.push(await work(item));
    if (performance.now() - since < slice) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
  return results;
}
