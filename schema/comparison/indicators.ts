import type { Rule } from '../rules/rule.ts';
import { MEANS_CODES } from '../vocabulary.ts';
import type { Means, MeasureKind, VULNERABILITIES } from '../vocabulary.ts';

type Text = { readonly nb: string; readonly en: string };

/** What is counted of a cell of measures. */
export type Counted =
  | { readonly of: 'STARTED' }
  | { readonly of: 'HOURS' }
  | { readonly of: 'COMPLETE' }
  | { readonly of: 'WHOLE' }
  /** Deviations from a rule; one measure may have several. */
  | { readonly of: 'DEVIATIONS'; readonly rule: string }
  /** Started intervals that lasted strictly longer than this many days, ongoing ones by their length so far. */
  | { readonly of: 'OVER_DAYS'; readonly days: number }
  /** Those of persons with this flag. */
  | { readonly of: 'FLAGGED'; readonly flag: (typeof VULNERABILITIES)[number] };

/**
 * Something units and groups can be compared by: a rate per inmate-days of the register, or a share of the
 * measures themselves.
 */
export type Indicator = {
  readonly name: Text;
  readonly definition: Text;
  readonly counted: Counted;
  readonly per: 'INMATE_DAYS' | 'MEASURES';
  /** RATE: events that come by chance at a rate. SHARE: each measure counts or does not. */
  readonly law: 'RATE' | 'SHARE';
  /** The value is given per this many inmate-days or measures. */
  readonly scale: number;
  /** What it is about where the filter does not say. */
  readonly kinds: readonly MeasureKind[] | null;
  readonly means: readonly Means[] | null;
  /** What is counted, in the plural, for readings; null: what the kinds asked for are called. */
  readonly noun: Text | null;
};

const COERCIVE = {
  SECURITY_CELL: ['sikkerhetscelle', 'security cell'],
  RESTRAINT_BED: ['sikkerhetsseng', 'restraint bed'],
  HANDCUFFS: ['håndjern', 'handcuffs'],
  TRANSPORT_IRONS: ['transportjern', 'transport irons'],
  BODY_CUFF: ['bodycuff', 'body cuff'],
  SPIT_GUARD: ['spyttmaske', 'spit guard'],
  SHIELD_OR_BATON: ['skjold eller kølle', 'shield or baton'],
  GAS: ['gass', 'gas'],
} as const satisfies Partial<Record<Means, readonly [string, string]>>;

/** Limits of length in the act and the Mandela rules, in days. */
const LENGTHS = [1, 3, 6, 14, 15, 30, 42, 365] as const;

const rate = {
  per: 'INMATE_DAYS',
  law: 'RATE',
  scale: 1000,
  kinds: null,
  means: null,
  noun: null,
} as const;
const share = { ...rate, per: 'MEASURES', law: 'SHARE', scale: 1 } as const;

const fixed: Readonly<Record<string, Indicator>> = {
  STARTED_RATE: {
    ...rate,
    name: { nb: 'Iverksatte tiltak per 1000 innsattdøgn', en: 'Measures started per 1,000 inmate-days' },
    definition: {
      nb: 'Tiltak som begynte i perioden, per 1000 innsattdøgn.',
      en: 'Measures that began in the period, per 1,000 inmate-days.',
    },
    counted: { of: 'STARTED' },
  },
  HOURS_RATE: {
    ...rate,
    scale: 1,
    kinds: ['EXCLUSION'],
    name: { nb: 'Timer i isolasjon per innsattdøgn', en: 'Hours in isolation per inmate-day' },
    definition: {
      nb: 'Timer i perioden av utelukkelser, eller av det utvalget nevner, per innsattdøgn. Usikkerheten regnes som om timene falt i like lange opphold, så lange som en tilfeldig valgt time hører til.',
      en: 'Hours in the period of exclusions, or of what the filter names, per inmate-day. Uncertainty is reckoned as if the hours came in stretches of one length, that of the stretch an hour picked at random belongs to.',
    },
    counted: { of: 'HOURS' },
    noun: { nb: 'timer', en: 'hours' },
  },
  WHOLE_SHARE: {
    ...share,
    kinds: ['EXCLUSION'],
    name: { nb: 'Andel hele utelukkelser', en: 'Share of exclusions that are whole' },
    definition: {
      nb: 'Hele utelukkelser av alle som begynte i perioden.',
      en: 'Whole exclusions out of all that began in the period.',
    },
    counted: { of: 'WHOLE' },
    noun: { nb: 'hele utelukkelser', en: 'whole exclusions' },
  },
  COMPLETE_SHARE: {
    ...share,
    name: { nb: 'Andel fullstendige opplysninger', en: 'Share of complete records' },
    definition: {
      nb: 'Tiltak som begynte i perioden og har alle opplysninger reglene krever.',
      en: 'Measures that began in the period and hold every field their rules demand.',
    },
    counted: { of: 'COMPLETE' },
    noun: { nb: 'fullstendige opplysninger', en: 'complete records' },
  },
  MENTAL_ILLNESS_SHARE: {
    ...share,
    name: {
      nb: 'Andel tiltak overfor personer med psykisk lidelse',
      en: 'Share of measures used on people with mental illness',
    },
    definition: {
      nb: 'Tiltak som begynte i perioden overfor personer med registrert psykisk lidelse, av alle.',
      en: 'Measures that began in the period on people recorded with mental illness, out of all.',
    },
    counted: { of: 'FLAGGED', flag: 'MENTAL_ILLNESS' },
    noun: {
      nb: 'tiltak overfor personer med psykisk lidelse',
      en: 'measures used on people with mental illness',
    },
  },
};

export const INDICATORS: ReadonlyMap<string, Indicator> = new Map([
  ...Object.entries(fixed),
  ...LENGTHS.map((days) => [`OVER_${days}_${days === 1 ? 'DAY' : 'DAYS'}_SHARE`, overDays(days)] as const),
  ...MEANS_CODES.flatMap((means) => {
    const names = Object.hasOwn(COERCIVE, means) ? COERCIVE[means as keyof typeof COERCIVE] : null;
    return names === null ? [] : [[`${means}_RATE`, useOf(means, names)] as const];
  }),
]);

/** Deviations from a rule, in the measures it is about; how late reassessments are is that of EXCLUSION_REASSESSED. */
export function deviationsFrom(rule: Pick<Rule, 'code' | 'title' | 'appliesTo'>): Indicator {
  const { kinds, means } = rule.appliesTo;
  return {
    ...rate,
    per: 'MEASURES',
    scale: 100,
    kinds: kinds ?? null,
    means: means ?? null,
    name: {
      nb: `Avvik per 100 tiltak: ${rule.title.nb}`,
      en: `Deviations per 100 measures: ${rule.title.en}`,
    },
    definition: {
      nb: `Avvik fra regelen ${rule.code} i tiltak som begynte i perioden, per 100 av tiltakene regelen gjelder.`,
      en: `Deviations from the rule ${rule.code} in measures that began in the period, per 100 of the measures it is about.`,
    },
    counted: { of: 'DEVIATIONS', rule: rule.code },
    noun: { nb: 'avvik', en: 'deviations' },
  };
}

function overDays(days: number): Indicator {
  const [nb, en] = [`over ${days} døgn`, `over ${days} ${days === 1 ? 'day' : 'days'}`];
  return {
    ...share,
    name: { nb: `Andel ${nb}`, en: `Share ${en}` },
    definition: {
      nb: `Tiltak med varighet som begynte i perioden og varte ${nb} (mer enn ${days} × 24 timer), av alle med varighet; pågående etter varigheten hittil.`,
      en: `Intervals that began in the period and lasted ${en} (more than ${days} × 24 hours), out of all intervals; ongoing ones by their length so far.`,
    },
    counted: { of: 'OVER_DAYS', days },
    noun: { nb: `tiltak ${nb}`, en: `measures ${en}` },
  };
}

function useOf(means: Means, [nb, en]: readonly [string, string]): Indicator {
  return {
    ...rate,
    name: { nb: `Bruk av ${nb} per 1000 innsattdøgn`, en: `Uses of ${en} per 1,000 inmate-days` },
    definition: {
      nb: `Tiltak med ${nb} som begynte i perioden, per 1000 innsattdøgn.`,
      en: `Measures by ${en} that began in the period, per 1,000 inmate-days.`,
    },
    counted: { of: 'STARTED' },
    means: [means],
    noun: { nb: `tiltak med ${nb}`, en: `uses of ${en}` },
  };
}
