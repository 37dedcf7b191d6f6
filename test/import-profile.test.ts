import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importProfile } from '../schema/import-profile.ts';
import { reasonSentence, reasonsOf } from '../schema/records/reasons.ts';
import { TARGET_NAMES, TARGETS } from '../schema/records/targets.ts';

const example = (target: string): unknown =>
  JSON.parse(readFileSync(new URL(`../schema/profiles/${target}.json`, import.meta.url), 'utf8'));

test.each(TARGET_NAMES)('%s has an example profile that is one', (target) => {
  const read = importProfile.safeParse(example(target));
  expect(read.error?.issues).toBeUndefined();
  expect(read.data?.target).toBe(target);
});

test.each(TARGET_NAMES)('an empty record of %s is told what it lacks, in both languages', (target) => {
  const { error } = TARGETS[target].record.safeParse({}, { reportInput: true });
  expect(error).toBeDefined();
  for (const reason of error === undefined ? [] : reasonsOf(error)) {
    expect(reason.code).toBe('FIELD_MISSING');
    expect(reasonSentence(reason, 'nb')).toBe(`«${reason.field}» mangler.`);
    expect(reasonSentence(reason, 'en')).toBe(`"${reason.field}" is missing.`);
  }
});
