import type { AccessLog } from '../../database/access-log/access-log.ts';

/** In the place of what writes the access log, and of what seals it. */
export function openAccessLog(): AccessLog {
  return { write: async () => undefined, close: async () => undefined };
}

export function startSealer(): { stop(): Promise<void> } {
  return { stop: async () => undefined };
}
