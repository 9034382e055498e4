/** Waits for this, but no longer than so many ms: then rejects with what `late` makes. */
export async function within<T>(ms: number, work: Promise<T>, late: (ms: number) => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late(ms)), ms);
  timer.unref();
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
