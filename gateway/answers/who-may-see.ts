import type { GatewayContext } from '../server.ts';

/** Names those who may see the same answers as this reader: without access control, everybody. */
export function whoMaySee(_reader: Pick<GatewayContext, 'language'>): string {
  return 'everybody';
}
