import process from 'node:process';
// The flag alone only warns and takes Hive's other planner where this package cannot be loaded.
import '@graphql-hive/router-runtime';

// Hive ends with the test that started it, however that ends.
process.on('disconnect', () => process.exit());

const locations = Object.entries(JSON.parse(process.env['SUBGRAPH_URLS']));

export const gatewayConfig = {
  transportEntries: Object.fromEntries(
    locations.map(([name, url]) => [name, { location: `${url}/graphql` }]),
  ),
};
