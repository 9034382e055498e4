/** Measures for how long this thread's event loop stands still, until it is stopped. */
export function watchLag(): { stop(): number } {
  let worst = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 5);
    last = now;
  }, 5);
  return {
    /** The longest, in ms. */
    stop() {
      clearInterval(timer);
      return Math.max(worst, performance.now() - last - 5);
    },
  };
}
