import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  buildRuleSet,
  RULE_DATA,
  RULE_SET,
  RULE_SET_VERSION,
  rulesValidOn,
} from '../schema/rules/rule-set.ts';
import { startFederation } from './harness/federation.ts';
import type { Federation } from './harness/federation.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.close());

const [law2026] = RULE_DATA.amendments;
const inForce = (inForceFrom: string) =>
  buildRuleSet({ ...RULE_DATA, amendments: [{ ...law2026, inForceFrom }] });
const codesOn = (day: string, set = RULE_SET) => rulesValidOn(day, set).map(({ code }) => code);

test('rules are shown as valid on a day, in words and by what they rest on', async () => {
  const answer = await federation.ask(
    `{ rules(validOn: "2026-05-12") { code title explanation(language: EN) legalReference nature severity scope
         documentation verified limitChosen enabled validFrom validTo ruleSet appliesTo demands demandsInEnglish: demands(language: EN) } }`,
  );
  const rules: Record<string, unknown>[] = answer.data.rules;
  expect(rules.map(({ code }) => code)).toEqual(codesOn('2026-05-12'));
  expect(rules.find(({ code }) => code === 'WHOLE_EXCLUSION_DIRECTORATE_42_DAYS')).toEqual({
    code: 'WHOLE_EXCLUSION_DIRECTORATE_42_DAYS',
    title: 'Direktoratet får melding over 42 døgn',
    explanation:
      'When whole exclusion exceeds 42 days in total the directorate is told, and again every 14 days.',
    legalReference: 'straffegjennomføringsloven § 37 (5)',
    nature: 'LAW',
    severity: 'SERIOUS',
    scope: 'MEASURE',
    documentation: false,
    verified: true,
    limitChosen: false,
    enabled: true,
    validFrom: '2002-03-01',
    validTo: null,
    ruleSet: RULE_SET_VERSION,
    appliesTo: 'Utelukkelse; hel.',
    demands: 'Melding sendt (direktoratet) når det varer over 42 døgn, og igjen hver 14 døgn.',
    demandsInEnglish: 'Report sent (the directorate) when it lasts over 42 days, and again every 14 days.',
  });
  const words = rules.flatMap((rule) => [rule['appliesTo'], rule['demands'], rule['demandsInEnglish']]);
  expect(
    words.filter((text) => !/^\S.*\.$/.test(String(text)) || String(text).includes('undefined')),
  ).toEqual([]);
  expect((await federation.ask('{ rules(validOn: "2002-02-28") { code } }')).data.rules).toEqual([]);
  expect((await federation.ask('{ rules { code } }')).data.rules.length).toBeGreaterThan(80);
});

test('guidelines nobody could verify say so, and limits the text does not name', () => {
  const guidelines = RULE_SET.rules.filter(({ nature, verified }) => nature === 'GUIDELINE' && !verified);
  expect(guidelines.length).toBeGreaterThan(3);
  expect(RULE_SET.rules.find(({ code }) => code === 'EXCLUSION_REASSESSED')?.limit).toBe('CHOSEN');
});

test('the law of 2026 is not in force, and a date switches it on', () => {
  expect(law2026).toMatchObject({ law: 'LOV-2026-05-12-18', inForceFrom: null });
  const set = inForce('2027-07-01');
  expect(set.version).not.toBe(RULE_SET_VERSION);
  expect(codesOn('2027-06-30', set)).toEqual(codesOn('2027-06-30'));
  const gone = law2026.repeals;
  const began = law2026.adds.map(({ code }) => code);
  expect(codesOn('2027-07-01', set).toSorted()).toEqual(
    [...codesOn('2027-07-01').filter((code) => !gone.includes(code)), ...began].toSorted(),
  );
  const references = (day: string) =>
    rulesValidOn(day, set)
      .filter(({ legalReference }) => /§ 3[789] /.test(`${legalReference} `))
      .filter(
        ({ legalReference }) =>
          !legalReference.includes(law2026.law) && /straffegj\S+ § 3[789]/.test(legalReference),
      )
      .map(({ code }) => code);
  expect(references('2027-06-30').length).toBeGreaterThan(30);
  expect(references('2027-07-01')).toEqual(['DE_FACTO_ISOLATION']);
});

test('rule data that do not hold are refused', () => {
  const [first] = RULE_DATA.rules;
  const twice = () => buildRuleSet({ ...RULE_DATA, rules: [...RULE_DATA.rules, ...(first ? [first] : [])] });
  expect(twice).toThrow('EXCLUSION_GROUND has two wordings on 2002-03-01');
  const unknown = { ...law2026, repeals: ['NO_SUCH_RULE'] };
  expect(() => buildRuleSet({ ...RULE_DATA, amendments: [unknown] })).toThrow(
    'NO_SUCH_RULE, which is no rule',
  );
  expect(() => buildRuleSet({ rules: [{ ...first, severity: 'WILD' } as never], amendments: [] })).toThrow(
    'severity',
  );
});
