import { accessClass } from '../../schema/access/viewer.ts';
import type { GatewayContext } from '../gateway-context.ts';

/** Names those who may see the same answers as this caller. */
export function whoMaySee({ asserted }: Pick<GatewayContext, 'asserted'>): string {
  return asserted.viewers.map((viewer) => accessClass(viewer, asserted.purpose)).join(' ');
}
