import type { GraphQLFormattedError } from 'graphql';
import type { PublicCode } from '../../schema/public-codes.ts';

/** So many ids stand in an entry; how many there were is told besides. */
const MOST_IDS = 1000;

const REFUSALS = ['NOT_PERMITTED', 'UNITS_NOT_PERMITTED', 'PURPOSE_MISSING'] as const satisfies PublicCode[];

function isRefusal(code: unknown): code is (typeof REFUSALS)[number] {
  return REFUSALS.some((refusal) => refusal === code);
}

/** Gathers what one answer shows: which units, records and persons it is about, and what was refused. */
export class Look {
  readonly #units = new Set<string>();
  readonly #records = new Set<string>();
  readonly #persons = new Set<string>();
  #counted = 0;
  #empty = false;
  #refused: PublicCode | null = null;

  at(unit: string): void {
    this.#units.add(unit);
  }

  record(id: string): void {
    this.#records.add(id);
  }

  /** Records given whose ids are too many to note, each told of once. */
  shows(records: number): void {
    this.#counted += records;
  }

  person(pseudonym: string | null | undefined): void {
    if (pseudonym != null) this.#persons.add(pseudonym);
  }

  /** The answer is without content: nothing is put on record. */
  showsNothing(): void {
    this.#empty = true;
  }

  get isEmpty(): boolean {
    return this.#empty;
  }

  /** Some of what was asked was not shown. */
  refuse(code: PublicCode): void {
    this.#refused ??= code;
  }

  /** The same, where an error of the answer says so. */
  noteRefusals(errors: readonly GraphQLFormattedError[] | undefined): void {
    const code = errors?.map(({ extensions }) => extensions?.['code']).find(isRefusal);
    if (code !== undefined) this.refuse(code);
  }

  /** The same of an answer's text, which may have been computed for somebody else and shared. */
  noteRefusalsIn(body: Buffer): void {
    const code = REFUSALS.find((refusal) => body.includes(`"code":"${refusal}"`));
    if (code !== undefined) this.refuse(code);
  }

  get refused(): PublicCode | null {
    return this.#refused;
  }

  told() {
    return {
      units: [...this.#units].toSorted(),
      records: [...this.#records].slice(0, MOST_IDS),
      persons: [...this.#persons].slice(0, MOST_IDS),
      record_count: this.#records.size + this.#counted,
      person_count: this.#persons.size,
    };
  }
}
