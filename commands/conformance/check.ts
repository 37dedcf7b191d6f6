import type { Language } from '../../schema/public-codes.ts';
import type { UnitClient } from './unit-client.ts';

/** Where a unit differs from the contract: what was expected there, and what came. */
export type Difference = { readonly about: string; readonly expected: unknown; readonly came: unknown };

/** What a check looks at, and what the contract says about it; `{subject}` stands for the check's subject. */
export type CheckText = {
  readonly title: Readonly<Record<Language, string>>;
  readonly rule: Readonly<Record<Language, string>>;
};

/** One promise of the contract. It is kept where no difference is found. */
export type Check = {
  readonly code: string;
  readonly text: CheckText;
  readonly subject?: string;
  run(unit: UnitClient): Promise<readonly Difference[]>;
};

/** The unit's answer cannot be used at all, so the check that asked ends here. */
export class UnusableAnswer extends Error {
  readonly difference: Difference;

  constructor(difference: Difference) {
    super(difference.about);
    this.difference = difference;
  }
}

/** Runs a check to its end; an answer that cannot be used is a difference like any other. */
export async function differencesFound(check: Check, unit: UnitClient): Promise<readonly Difference[]> {
  try {
    return await check.run(unit);
  } catch (error) {
    if (error instanceof UnusableAnswer) return [error.difference];
    throw error;
  }
}

/** Every place where what came is not what was expected. Of an object only the expected fields count. */
export function compare(about: string, expected: unknown, came: unknown): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(came)) return [{ about, expected, came }];
    if (came.length !== expected.length)
      return [{ about: `${about}.length`, expected: expected.length, came: came.length }];
    return expected.flatMap((item, index) => compare(`${about}[${index}]`, item, came[index]));
  }
  if (isObject(expected)) {
    if (!isObject(came)) return [{ about, expected, came }];
    return Object.entries(expected).flatMap(([name, value]) =>
      compare(`${about}.${name}`, value, came[name]),
    );
  }
  return Object.is(expected, came) ? [] : [{ about, expected, came }];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
