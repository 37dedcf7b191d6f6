import { z } from 'zod';
import { column, says } from '../column.ts';
import { defineFeed } from '../define-feed.ts';

const DOCUMENT = `query FeedRules($validOn: Date, $language: Language) {
  rules(validOn: $validOn) {
    code
    title(language: $language)
    explanation(language: $language)
    legalReference
    nature
    severity
    scope
    documentation
    verified
    limitChosen
    enabled
    validFrom
    validTo
    ruleSet
    appliesTo(language: $language)
    demands(language: $language)
  }
}`;

const text = z.string().nullable();
const flag = z.boolean().nullable();
const rule = z.object({
  code: z.string(),
  title: text,
  explanation: text,
  legalReference: text,
  nature: text,
  severity: text,
  scope: text,
  documentation: flag,
  verified: flag,
  limitChosen: flag,
  enabled: flag,
  validFrom: text,
  validTo: text,
  ruleSet: text,
  appliesTo: text,
  demands: text,
});
type Rule = z.infer<typeof rule>;

/** The rules records are judged by, to join with counts of deviations. */
export const rules = defineFeed<Rule>({
  name: 'rules',
  ...says(
    ['Regler', 'Reglene opplysningene bedømmes etter, også de som er slått av.'],
    ['Rules', 'The rules records are judged by, those switched off included.'],
  ),
  parameters: ['validOn'],
  covered: false,
  document: DOCUMENT,
  variables: ({ validOn, language }) => ({ validOn, language: language.toUpperCase() }),
  columns: () => [
    column<Rule>({
      name: 'rule',
      type: 'TEXT',
      ...says(['Regel', 'Regelens kode.'], ['Rule', 'Code of the rule.']),
      value: ({ code }) => code,
    }),
    column<Rule>({
      name: 'title',
      type: 'TEXT',
      ...says(['Tittel', 'Kort tittel.'], ['Title', 'Short title.']),
      value: ({ title }) => title,
    }),
    column<Rule>({
      name: 'explanation',
      type: 'TEXT',
      ...says(['Forklaring', 'Hva regelen betyr.'], ['Explanation', 'What the rule means.']),
      value: ({ explanation }) => explanation,
    }),
    column<Rule>({
      name: 'legal_reference',
      type: 'TEXT',
      ...says(['Hjemmel', 'Hvor regelen står.'], ['Legal reference', 'Where the rule stands.']),
      value: ({ legalReference }) => legalReference,
    }),
    column<Rule>({
      name: 'nature',
      type: 'TEXT',
      ...says(
        ['Art', 'LAW lov, REGULATION forskrift, GUIDELINE retningslinje, INDICATOR indikator.'],
        ['Nature', 'LAW, REGULATION, GUIDELINE or INDICATOR.'],
      ),
      value: ({ nature }) => nature,
    }),
    column<Rule>({
      name: 'severity',
      type: 'TEXT',
      ...says(
        ['Alvorlighet', 'SERIOUS alvorlig, MODERATE moderat, MINOR mindre.'],
        ['Severity', 'SERIOUS, MODERATE or MINOR.'],
      ),
      value: ({ severity }) => severity,
    }),
    column<Rule>({
      name: 'scope',
      type: 'TEXT',
      ...says(
        ['Bedømmes av', 'MEASURE ett tiltak, REGIME_DAY ett døgn, SERVICE hele etaten.'],
        ['Judged by', 'MEASURE one measure, REGIME_DAY one day, SERVICE the whole service.'],
      ),
      value: ({ scope }) => scope,
    }),
    column<Rule>({
      name: 'documentation',
      type: 'BOOLEAN',
      ...says(
        ['Dokumentasjon', 'Om brudd betyr at opplysningene er ufullstendige.'],
        ['Documentation', 'Whether a record that breaks it is incomplete.'],
      ),
      value: ({ documentation }) => documentation,
    }),
    column<Rule>({
      name: 'verified',
      type: 'BOOLEAN',
      ...says(
        ['Kontrollert', 'Om teksten regelen bygger på, er lest.'],
        ['Verified', 'Whether the text it rests on was read.'],
      ),
      value: ({ verified }) => verified,
    }),
    column<Rule>({
      name: 'limit_chosen',
      type: 'BOOLEAN',
      ...says(
        ['Valgt grense', 'Om grensen er valgt her fordi teksten ikke nevner noe tall.'],
        ['Limit chosen', 'Whether the limit is chosen here because the text names no number.'],
      ),
      value: ({ limitChosen }) => limitChosen,
    }),
    column<Rule>({
      name: 'enabled',
      type: 'BOOLEAN',
      ...says(
        ['I bruk', 'Om opplysningene bedømmes etter regelen.'],
        ['Enabled', 'Whether records are judged by it.'],
      ),
      value: ({ enabled }) => enabled,
    }),
    column<Rule>({
      name: 'valid_from',
      type: 'DATE',
      ...says(['Gjelder fra', 'Første dag.'], ['Valid from', 'First day.']),
      value: ({ validFrom }) => validFrom,
    }),
    column<Rule>({
      name: 'valid_to',
      type: 'DATE',
      ...says(
        ['Gjelder til', 'Dagen etter siste dag; tom når ingen slutt er satt.'],
        ['Valid to', 'The day after its last day; empty while no end is set.'],
      ),
      value: ({ validTo }) => validTo,
    }),
    column<Rule>({
      name: 'rule_set',
      type: 'TEXT',
      ...says(['Regelsett', 'Versjonen av regelsettet.'], ['Rule set', 'Version of the rule set.']),
      value: ({ ruleSet }) => ruleSet,
    }),
    column<Rule>({
      name: 'applies_to',
      type: 'TEXT',
      ...says(
        ['Gjelder', 'Hva regelen gjelder, som setning.'],
        ['Applies to', 'What it applies to, as a sentence.'],
      ),
      value: ({ appliesTo }) => appliesTo,
    }),
    column<Rule>({
      name: 'demands',
      type: 'TEXT',
      ...says(['Krever', 'Hva regelen krever, som setning.'], ['Demands', 'What it demands, as a sentence.']),
      value: ({ demands }) => demands,
    }),
  ],
  items: (data) => ({ items: z.object({ rules: z.array(rule) }).parse(data).rules, coverage: null }),
});
