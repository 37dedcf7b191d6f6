/**
 * How Node keeps the memory of every program small, wherever it is started: left to itself V8 lets the young
 * generation and the heap grow, by what is not collected yet, to several times of what is in use, and keeps four
 * helper threads for each of fifteen programs that wait most of the time. `npm run bench -- import` and
 * `-- memory` show what it comes to.
 */
export const NODE_FLAGS = [
  '--max-semi-space-size=2',
  '--heap-growing-percent=20',
  '--v8-pool-size=1',
] as const;
