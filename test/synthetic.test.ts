import { expect, test } from 'vitest';
import { generateSynthetic, syntheticFaults } from '../local/synthetic.ts';

test('every synthetic record is one the units and the register accept, and the same every time', () => {
  const records = generateSynthetic();
  expect(syntheticFaults(records)).toEqual([]);
  expect(generateSynthetic()).toEqual(records);
});
