export type Period = { readonly from: string; readonly to: string };

const DAY = 86_400_000;

export function lastDay({ to }: Period): string {
  return new Date(Date.parse(to) - DAY).toISOString().slice(0, 10);
}
