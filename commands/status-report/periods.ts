export type Period = { readonly from: string; readonly to: string };

const DAY = 86_400_000;

/** The period as long just before; whole months have as many whole months before them. */
export function periodBefore({ from, to }: Period): Period {
  if (from.endsWith('-01') && to.endsWith('-01')) {
    const months = monthsOf(to) - monthsOf(from);
    return { from: firstOf(monthsOf(from) - months), to: from };
  }
  const length = Date.parse(to) - Date.parse(from);
  return { from: new Date(Date.parse(from) - length).toISOString().slice(0, 10), to: from };
}

export function lastDay({ to }: Period): string {
  return new Date(Date.parse(to) - DAY).toISOString().slice(0, 10);
}

function monthsOf(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstOf(months: number): string {
  return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}
