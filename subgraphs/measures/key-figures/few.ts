/**
 * Over the whole country few persons are told by few measures: how many persons stand behind long measures or
 * broken rules is not counted, so the limit is well above that of the cube's.
 */
const FEWEST_MEASURES = 10;

export function isFew(count: number): boolean {
  return count > 0 && count < FEWEST_MEASURES;
}
