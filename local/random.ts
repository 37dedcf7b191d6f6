/** A seeded stream of random numbers: the same on every machine and at every run. */
export type Random = {
  /** At least 0, below 1. */
  next(): number;
  between(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(weighted: readonly (readonly [T, number])[]): T;
  one<T>(among: readonly [T, ...T[]]): T;
  exponential(mean: number): number;
  lognormal(mu: number, sigma: number): number;
};

/** The stream of this number under this seed; sfc32 (PractRand), whose streams do not overlap in practice. */
export function createRandom(seed: number, stream = 0): Random {
  const next = sfc32(seed | 0, stream | 0);
  // Marsaglia's polar method, since sine and cosine may differ between machines.
  const normal = (): number => {
    for (;;) {
      const across = 2 * next() - 1;
      const up = 2 * next() - 1;
      const square = across * across + up * up;
      if (square > 0 && square < 1) return across * Math.sqrt((-2 * logarithm(square)) / square);
    }
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    chance: (probability) => next() < probability,
    pick: (weighted) => pickWeighted(weighted, next()),
    one: (among) => among[Math.floor(next() * among.length)] ?? among[0],
    exponential: (mean) => -mean * logarithm(1 - next()),
    lognormal: (mu, sigma) => exponential(mu + sigma * normal()),
  };
}

function sfc32(seed: number, stream: number): () => number {
  let [a, b, c, counter] = [seed, stream, 0x9e3779b9 | 0, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 15; round += 1) next();
  return next;
}

function pickWeighted<T>(weighted: readonly (readonly [T, number])[], share: number): T {
  let sum = 0;
  for (const [, weight] of weighted) sum += weight;
  let left = share * sum;
  const found = weighted.find(([, weight]) => (left -= weight) < 0) ?? weighted.at(-1);
  if (found === undefined) throw new RangeError('Nothing to pick from');
  return found[0];
}

// Math.log and Math.exp are not exact by ECMAScript; these use only operations IEEE 754 rounds exactly.

function logarithm(value: number): number {
  let mantissa = value;
  let exponent = 0;
  for (; mantissa < Math.SQRT1_2; exponent -= 1) mantissa *= 2;
  for (; mantissa > Math.SQRT2; exponent += 1) mantissa /= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let odd = 23; odd >= 1; odd -= 2) sum = sum * ratio * ratio + 1 / odd;
  return exponent * Math.LN2 + 2 * ratio * sum;
}

function exponential(power: number): number {
  const doublings = Math.round(power / Math.LN2);
  const rest = power - doublings * Math.LN2;
  let result = 1;
  for (let term = 16; term >= 1; term -= 1) result = 1 + (rest / term) * result;
  for (let done = 0; done < Math.abs(doublings); done += 1) result *= doublings > 0 ? 2 : 0.5;
  return result;
}
