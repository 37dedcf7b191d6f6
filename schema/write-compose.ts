import { readFileSync, writeFileSync } from 'node:fs';
import { NODE_FLAGS } from './node-flags.ts';
import { GATEWAY, INMATES_SUBGRAPH, MEASURES_SUBGRAPH, PROGRAMS, SUBGRAPHS } from './units.ts';

/** Writes `docker-compose.yml` from the unit registry; with `--check` tells whether the committed file still fits. */
const target = new URL('../docker-compose.yml', import.meta.url);
const PORT = 4001;

const text = `# Written from schema/units.json by \`npm run compose\`; change it there.
name: samsyn
services:
  gateway:
    build: .
    command: ${command('gateway/main.ts')}
    environment:
      HOST: 0.0.0.0
      PORT: "4000"
      WORKERS: "\${WORKERS:-1}"
      ISSUERS: \${ISSUERS:?set ISSUERS}
      ASSERTION_KEY: \${ASSERTION_KEY:?set ASSERTION_KEY}
      SEAL_KEY: ${secretOf(GATEWAY, 'SEAL_KEY')}
      DATABASE_URL: ${databaseUrl(GATEWAY, 'samsyn_service')}
      DATABASE_OWNER_URL: ${databaseUrl(GATEWAY, 'samsyn')}
      EXPORT_KEY: \${EXPORT_KEY:?set EXPORT_KEY}
      EXPORT_FOLDER: /exports
      SUBGRAPH_URLS: '${JSON.stringify(Object.fromEntries(SUBGRAPHS.map((name) => [name, `http://${name}:${PORT}`])))}'
    ports: ["127.0.0.1:4000:4000"]
    volumes: ["gateway-exports:/exports"]
    networks: [federation, ${GATEWAY}-data]
    depends_on: { ${GATEWAY}-database: { condition: service_healthy }, measures: { condition: service_healthy } }
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    restart: unless-stopped
    healthcheck: { test: ["CMD", "node", "-e", "${probe(4000)}"], interval: 10s, timeout: 5s, retries: 12 }
${database(GATEWAY)}${SUBGRAPHS.map(service).join('')}networks:
  federation: { internal: false }
${PROGRAMS.map((name) => `  ${name}-data: { internal: true }\n`).join('')}volumes:
  gateway-exports: {}
${PROGRAMS.map((name) => `  ${name}-data: {}\n`).join('')}`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write('docker-compose.yml is out of date: run `npm run compose`.\n');
  process.exitCode = 1;
}

function service(name: string): string {
  const folder = name === INMATES_SUBGRAPH || name === MEASURES_SUBGRAPH ? name : 'unit';
  return `  ${name}:
    build: .
    command: ${command(`subgraphs/${folder}/main.ts`)}
    environment:
      HOST: 0.0.0.0
      PORT: "${PORT}"
      UNIT: ${folder === 'unit' ? name : '""'}
      ISSUERS: \${ISSUERS:?set ISSUERS}
      ASSERTION_PUBLIC_KEY: \${ASSERTION_PUBLIC_KEY:?set ASSERTION_PUBLIC_KEY}
      SEAL_KEY: ${secretOf(name, 'SEAL_KEY')}
      DATABASE_URL: ${databaseUrl(name, 'samsyn_service')}
      DATABASE_OWNER_URL: ${databaseUrl(name, 'samsyn')}
${name === INMATES_SUBGRAPH ? '      PSEUDONYM_KEY: ${PSEUDONYM_KEY:?set PSEUDONYM_KEY}\n' : ''}${name === MEASURES_SUBGRAPH ? '      GATEWAY_URL: http://gateway:4000\n      SAMSYN_TOKEN: ${SERVICE_TOKEN:?set SERVICE_TOKEN}\n' : ''}    networks: [federation, ${name}-data]
    depends_on: { ${name}-database: { condition: service_healthy } }
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    restart: unless-stopped
    healthcheck: { test: ["CMD", "node", "-e", "${probe(PORT)}"], interval: 10s, timeout: 5s, retries: 12 }
${database(name)}`;
}

function database(name: string): string {
  return `  ${name}-database:
    image: postgres:18
    environment:
      POSTGRES_USER: samsyn
      POSTGRES_DB: samsyn
      POSTGRES_PASSWORD: ${passwordOf(name)}
    volumes:
      - ${name}-data:/var/lib/postgresql
      - ./schema/database-roles.sh:/docker-entrypoint-initdb.d/roles.sh:ro
    networks: [${name}-data]
    restart: unless-stopped
    healthcheck: { test: ["CMD-SHELL", "pg_isready -U samsyn"], interval: 5s, timeout: 5s, retries: 12 }
`;
}

function databaseUrl(name: string, role: string): string {
  return `postgres://${role}:${passwordOf(name)}@${name}-database:5432/samsyn`;
}

function passwordOf(name: string): string {
  return secretOf(name, 'DATABASE_PASSWORD');
}

/** A secret of one program alone. */
function secretOf(name: string, what: string): string {
  const secret = `${name.replaceAll('-', '_').toUpperCase()}_${what}`;
  return `\${${secret}:?set ${secret}}`;
}

function command(program: string): string {
  return `[${['node', ...NODE_FLAGS, program].map((word) => JSON.stringify(word)).join(', ')}]`;
}

function probe(port: number): string {
  return `fetch('http://127.0.0.1:${port}/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))`;
}
