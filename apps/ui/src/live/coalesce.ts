/**
 * Runs `work` now, and once more after every burst of calls: never twice at the same time, never sooner than `gap` ms
 * after the last run ended. What `work` throws goes to `onError`.
 */
export function coalesce(work: () => Promise<void>, gap: number, onError: (error: unknown) => void): () => void {
  let running = false;
  let again = false;
  const run = async (): Promise<void> => {
    running = true;
    again = false;
    await work().catch(onError);
    await new Promise((resolve) => setTimeout(resolve, gap));
    running = false;
    if (again) await run();
  };
  return () => {
    if (running) again = true;
    else void run();
  };
}
