import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { readConfiguration } from '../../gateway/configuration.ts';
import { buildGateway } from '../../gateway/server.ts';
import { ROLE_NAMES } from '../../schema/access/roles.ts';
import type { Role } from '../../schema/access/roles.ts';
import { GATEWAY, SUBGRAPHS } from '../../schema/units.ts';
import { testAccess } from './access.ts';
import { createDatabases } from './databases.ts';
import { signToken, startIssuer } from './issuer.ts';

const AUDIENCE = 'https://samsyn.example';

/** The gateway as it runs in production, over real HTTP, with an issuer of tokens that grants each role by its name. */
export type ProductionGateway = {
  readonly url: string;
  token(role: Role, subject?: string): Promise<string>;
  close(): Promise<void>;
};

export async function startProductionGateway(
  options: {
    readonly urls?: Readonly<Record<string, string>>;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<ProductionGateway> {
  const directory = await startIssuer();
  const key = await directory.rotate('ES256');
  const databases = await createDatabases(randomBytes(5).toString('hex'), [GATEWAY]);
  const unreachable = Object.fromEntries(SUBGRAPHS.map((name) => [name, 'http://127.0.0.1:9']));
  const configuration = readConfiguration({
    LOG_LEVEL: 'silent',
    DATABASE_URL: databases.get(GATEWAY) ?? '',
    ASSERTION_KEY: testAccess.gatewayEnvironment['ASSERTION_KEY'] ?? '',
    SEAL_KEY: testAccess.gatewayEnvironment['SEAL_KEY'] ?? '',
    SUBGRAPH_URLS: JSON.stringify(options.urls ?? unreachable),
    ISSUERS: JSON.stringify([
      {
        issuer: directory.issuer,
        jwksUri: directory.jwksUri,
        audience: AUDIENCE,
        algorithms: ['ES256'],
        viewers: {
          kind: 'DIRECTORY',
          grants: ROLE_NAMES.map((role) => ({ value: role, role, units: ['oslo'] })),
        },
      },
    ]),
    ...options.environment,
  });
  if (configuration.kind === 'invalid') throw new Error(configuration.message);
  const app = await buildGateway(configuration.settings);
  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    token: (role, subject = role) => {
      const exp = Math.floor(Date.now() / 1000) + 3600;
      return signToken(key, { iss: directory.issuer, aud: AUDIENCE, sub: subject, roles: [role], exp });
    },
    close: async () => {
      await app.close();
      await directory.close();
    },
  };
}
