import process from 'node:process';

/** @apollo/gateway reports home unless told otherwise before it is loaded. */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
