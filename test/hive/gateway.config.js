import process from 'node:process';
// The flag alone only warns and takes Hive's other planner where this package cannot be loaded.
import '@graphql-hive/router-runtime';
import { ASSERTION_HEADER, assertionSigner } from '../../schema/access/assertion.ts';
import { ANYBODY } from '../harness/anybody.ts';

// Hive ends with the test that started it, however that ends.
process.on('disconnect', () => process.exit());

const locations = Object.entries(JSON.parse(process.env['SUBGRAPH_URLS']));

// Without a word, Hive's default: fetches in flight are shared, whole operations are not.
const sharing = process.env['SHARING'];
const options = sharing === undefined ? {} : { deduplicateInflightRequests: sharing === 'on' };

// What every gateway before these subgraphs owes them: for whom it asks, signed.
const sign = assertionSigner(JSON.parse(process.env['ASSERTION_KEY']));
const vouching = {
  onFetch: async ({ options, setOptions }) => {
    setOptions({ ...options, headers: { ...options.headers, [ASSERTION_HEADER]: await sign(ANYBODY) } });
  },
};

export const gatewayConfig = {
  plugins: () => [vouching],
  inboundInflightRequestDeduplication: sharing === 'on',
  transportEntries: Object.fromEntries(
    locations.map(([name, url]) => [name, { location: `${url}/graphql`, options }]),
  ),
};
