import { z } from 'zod';
import { DECISION_LEVELS, EXTENTS, MEANS_CODES } from '../vocabulary.ts';

/** What a rule demands. Times are written as `{ "days": 14 }` and read as minutes. */

const MINUTES = { minutes: 1, hours: 60, days: 1440 } as const;
const amount = z.int().nonnegative();
const time = z
  .union([
    z.strictObject({ minutes: amount }),
    z.strictObject({ hours: amount }),
    z.strictObject({ days: amount }),
  ])
  .transform((given) =>
    Object.entries(given).reduce(
      (sum, [unit, count]) => sum + count * MINUTES[unit as keyof typeof MINUTES],
      0,
    ),
  );
const some = time.refine((minutes) => minutes > 0, 'longer than nothing');
const level = z.enum(DECISION_LEVELS);

/** What a record may lack. */
const JUDGED_FIELDS = [
  'legalBasis',
  'extent',
  'facility',
  'person',
  'ageGroup',
  'decision.decidedAt',
  'decision.level',
  'decision.role',
  'decision.justification',
  'decision.milderMeansTried',
  'decision.partialConsidered',
  'decision.bestInterestConsidered',
  'coercion.circumstances',
  'coercion.participantRoles',
] as const;
export type JudgedField = (typeof JUDGED_FIELDS)[number];

/** What may happen to a measure: moments of the record itself, and its entries. */
const JUDGED_EVENTS = [
  'DECIDED',
  'WRITTEN',
  'INMATE_TOLD',
  'GUARDIAN_TOLD',
  'DEBRIEFED',
  'REASSESSED',
  'STAFF_SUPERVISION',
  'HEALTH_SUPERVISION',
  'HEALTH_NOTIFIED',
  'DOCTOR_STATEMENT',
  'HIGHER_DECISION',
  'REPORT_SENT',
  'COMPLAINT_FILED',
] as const;
export type JudgedEvent = (typeof JUDGED_EVENTS)[number];

/**
 * Where a time counts from. END: the end of the measure, an event's own moment. DECISION: the decision, or the
 * start where that is later. TOLD: when the inmate was told, the start where nobody says.
 */
const ANCHORS = ['START', 'END', 'DECISION', 'TOLD'] as const;

const event = z.enum(JUDGED_EVENTS);
/** Means by which somebody is kept alone; of these extents, or of any. */
const alone = z
  .array(
    z.strictObject({
      means: z.enum(MEANS_CODES),
      extents: z.array(z.enum(EXTENTS)).nullable().default(null),
    }),
  )
  .min(1);

export const demands = z.discriminatedUnion('type', [
  /** These fields hold a value, or are true. Due at the start. */
  z.strictObject({
    type: z.literal('FIELDS'),
    fields: z.array(z.strictObject({ field: z.enum(JUDGED_FIELDS), is: z.enum(['PRESENT', 'TRUE']) })).min(1),
  }),
  /** This happens at the latest so long after the anchor, by or to this level at least. */
  z.strictObject({
    type: z.literal('EVENT'),
    event,
    level: level.nullable().default(null),
    anchor: z.enum(ANCHORS),
    within: time,
    /** Only its lateness counts, not its absence. */
    ifItHappens: z.boolean().default(false),
  }),
  /** A measure that lasts longer is decided on by this level at least, by then, and again each time. */
  z.strictObject({ type: z.literal('DECISION'), level, over: time, every: some.nullable().default(null) }),
  /** A measure that lasts longer is reported to this level at least, by then, and again each time. */
  z.strictObject({ type: z.literal('REPORT'), level, over: time, every: some.nullable().default(null) }),
  /** While the measure lasts this never lets wait for itself longer than so. */
  z.strictObject({ type: z.literal('INTERVAL'), event, every: some }),
  /** The measure lasts no longer. */
  z.strictObject({ type: z.literal('MAXIMUM'), over: some }),
  /** Such a measure is not to be. */
  z.strictObject({ type: z.literal('FORBIDDEN') }),
  /** Said so that nobody looks for it: no length is demanded of such a measure. */
  z.strictObject({ type: z.literal('NO_MAXIMUM') }),
  /** One person's isolation in all, over grounds and units, longer than this: raised then, and again each time. */
  z.strictObject({
    type: z.literal('CUMULATIVE'),
    over: some,
    every: some.nullable().default(null),
    /** A pause up to this long continues the isolation and adds no time. */
    pause: time,
    /** What counts as isolation. */
    alone,
    /** What meets it where it happens by then, by or to this level at least; null: nothing does, it is told. */
    event: z.enum(['HIGHER_DECISION', 'REPORT_SENT']).nullable().default(null),
    level: level.nullable().default(null),
    /** Whether it is raised too where one measure alone lasts so long, which no other rule looks at. */
    evenOfOne: z.boolean().default(false),
  }),
  /** A day this long locked in, with no more contact than this, has a decision on being alone that covers it. */
  z.strictObject({ type: z.literal('DE_FACTO'), lockedIn: some, contactUpTo: time, alone }),
  /** A day of the regime reaches this. */
  z.strictObject({
    type: z.literal('DAY_REACHES'),
    minutes: z.enum(['minutesOutOfCell', 'contactMinutesAccepted']),
    atLeast: some,
    /** Only the days of persons kept from company. */
    separatedOnly: z.boolean(),
  }),
  /** A pattern over many records; `limit` is its time, where it has one. */
  z.strictObject({
    type: z.literal('PATTERN'),
    pattern: z.enum([
      'NO_REPORTS',
      'NO_REASSESSMENTS',
      'NO_REGIME_DAYS',
      'SOURCE_LATE',
      'START_WITHOUT_STOP',
      'WRITTEN_LATE_IN_BATCHES',
      'JUSTIFICATION_REPEATED',
      'TWO_PLACES_AT_ONCE',
    ]),
    limit: some.nullable().default(null),
    /** How many make the pattern, where one does not. */
    times: z.int().min(2).nullable().default(null),
  }),
]);
export type Demands = z.infer<typeof demands>;
