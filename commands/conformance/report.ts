import { LANGUAGE, message } from '../../schema/messages.ts';
import type { Check, Difference } from './check.ts';

const LONGEST_VALUE = 200;

/** A check as one line, and where it failed a sentence: what was expected, what came, what the contract says. */
export function lineOf(check: Check, differences: readonly Difference[]): string {
  const title = fill(check.text.title[LANGUAGE], check);
  const [first] = differences;
  if (first === undefined) return `${message('checkPassed').padEnd(WIDTH)}${check.code}  ${title}\n`;
  const { about, expected, came } = first;
  const sentence = message('checkDifference', { about, expected: plain(expected), came: plain(came) });
  const rule = message('contractSays', { rule: fill(check.text.rule[LANGUAGE], check) });
  const more =
    differences.length > 1 ? ` ${message('moreDifferences', { count: differences.length - 1 })}` : '';
  return `${message('checkFailed').padEnd(WIDTH)}${check.code}  ${title}\n    ${sentence} ${rule}${more}\n`;
}

const WIDTH = Math.max(message('checkPassed').length, message('checkFailed').length) + 2;

function fill(text: string, { subject = '' }: Check): string {
  return text.replaceAll('{subject}', subject);
}

function plain(value: unknown): string {
  if (value === undefined) return message('nothingCame');
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim().replaceAll('\n', ' ');
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)} …` : text;
}
