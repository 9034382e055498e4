/** Waits until something holds, looking every few ms; throws after `patience` ms. Returns the ms it took. */
export async function until(holds: () => boolean, what: string, patience = 5_000): Promise<number> {
  const start = performance.now();
  while (!holds()) {
    if (performance.now() - start > patience) throw new Error(`did not happen within ${patience} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.now() - start;
}
