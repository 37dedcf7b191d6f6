import { assertionSigner, assertionVerifier } from '../../schema/access/assertion.ts';
import { issuer } from '../../schema/access/issuers.ts';
import { tokenVerifier } from '../../schema/access/verify-token.ts';
import { EVERY_OWNER, machineAccess, publicPart } from '../../local/access.ts';
import type { Grant, MachineAccess } from '../../local/access.ts';
import { SUBGRAPHS } from '../../schema/units.ts';

/** Keys every test shares; nothing outside of tests knows them. */
export const TEST_SECRETS = {
  assertion_key: 'for tests and nothing else',
  token_key: 'for tests and nothing else either',
};
const access = machineAccess(TEST_SECRETS);
export const testAccess: MachineAccess = {
  ...access,
  // All of a test's questions come from a few callers.
  gatewayEnvironment: {
    ...access.gatewayEnvironment,
    LIMITS: JSON.stringify({ requestsIn10Seconds: 1_000_000, atOnce: 10_000 }),
  },
};
export const testSigner = assertionSigner(testAccess.assertionKey);

/** What a subgraph under test believes. */
export const testTrust = {
  verifyAssertion: assertionVerifier(publicPart(testAccess.assertionKey)),
  verifyToken: tokenVerifier(
    issuer.array().parse(JSON.parse(testAccess.subgraphEnvironment['ISSUERS'] ?? '[]')),
  ),
};

export function tokenFor(grant: Grant, seconds = 3600): Promise<string> {
  return testAccess.writeToken(grant, { seconds });
}

/** Sees everything there is to see, persons included. */
const CONTROLLER: Grant = { sub: 'test', role: 'controller', persons: true };
const controllerToken = await tokenFor(CONTROLLER);
/** Brings in records of every owner. */
export const systemToken = await tokenFor(EVERY_OWNER);
/** Deals with the quarantine of every owner. */
export const officerToken = await tokenFor({
  sub: 'test',
  role: 'officer',
  units: [...SUBGRAPHS],
  persons: true,
});

/** Headers of a caller who may see everything. */
export const asController = { authorization: `Bearer ${controllerToken}`, 'samsyn-purpose': 'test' };
/** The service that follows deviations up. */
export const serviceToken = await tokenFor({ sub: 'measures', role: 'service' });
export const asService = { authorization: `Bearer ${serviceToken}` };
export const asOfficer = { authorization: `Bearer ${officerToken}`, 'samsyn-purpose': 'test' };
export const asSystem = { authorization: `Bearer ${systemToken}` };
