import { ASSERTION_HEADER } from '../../schema/access/assertion.ts';
import { forRole } from '../../commands/conformance/vouching.ts';
import { deviationFeed } from '../../schema/deviations/feed.ts';
import type { DeviationNotice } from '../../schema/deviations/feed.ts';
import { UNITS } from '../../schema/units.ts';
import { asService, testSigner } from './access.ts';

const OFFICER = forRole(
  'officer',
  UNITS.map(({ code }) => code),
);
const SERVICE = forRole('service', []);

/** Sends records, or any other JSON, to a unit as its own officer. */
export async function postToUnit(url: string, body: object): Promise<any> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', [ASSERTION_HEADER]: await testSigner(OFFICER) },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** All a feed has to tell after a position: at a unit, or at the gateway. */
export async function readFeed(url: string, from = 0): Promise<DeviationNotice[]> {
  const headers = { ...asService, [ASSERTION_HEADER]: await testSigner(SERVICE) };
  const notices: DeviationNotice[] = [];
  for (let after = from, more = true; more;) {
    const response = await fetch(`${url}?after=${after}&first=200`, { headers });
    const page = deviationFeed.parse(await response.json());
    notices.push(...page.notices);
    ({ next: after, more } = page);
  }
  return notices;
}
