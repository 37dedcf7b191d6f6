import { setTimeout as sleep } from 'node:timers/promises';
import { GoneError } from '../schema/when-gone.ts';

const AGAIN_MS = 100;

/**
 * Does the work, and cancels it once `gone` aborts: again and again until it has ended, since a statement on its way
 * to PostgreSQL is not yet there to be cancelled. It then fails with a `GoneError`, and its connection must be thrown
 * away: a cancellation that comes late must not meet the next one's statement.
 */
export async function cancelledWhen<T>(
  gone: AbortSignal,
  { work, cancel }: { readonly work: () => Promise<T>; readonly cancel: () => Promise<unknown> },
): Promise<T> {
  if (gone.aborted) throw new GoneError();
  const ended = new AbortController();
  const cancelUntilEnded = async () => {
    while (!ended.signal.aborted) {
      await cancel().catch(() => undefined);
      await sleep(AGAIN_MS);
    }
  };
  const begin = () => void cancelUntilEnded();
  gone.addEventListener('abort', begin, { once: true });
  try {
    const result = await work();
    if (!gone.aborted) return result;
  } catch (error) {
    if (!gone.aborted) throw error;
  } finally {
    ended.abort();
    gone.removeEventListener('abort', begin);
  }
  throw new GoneError();
}
