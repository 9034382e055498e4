/** Asks until there is an answer, every 20 ms; throws after `patience` ms, naming what did not come. */
export async function eventually<T>(
  look: () => Promise<T | undefined> | T | undefined,
  what: string,
  patience = 10_000,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`did not happen within ${patience} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
