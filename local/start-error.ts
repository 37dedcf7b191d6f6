/** Something the person at the terminal can act on: its message is the one sentence to print. */
export class StartError extends Error {}
