/** A table, numbers to the right. Texts of people's own cannot break it. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  const rule = titles.map((_, column) => (rows.every((row) => isNumber(row[column] ?? '')) ? '---:' : '---'));
  return [line(titles), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${oneLine(item)}`).join('\n');
}

function cell(text: string): string {
  return oneLine(text).replaceAll('|', '\\|');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function isNumber(text: string): boolean {
  return /^(–|[+−]?\d[\d\s., ]*%?)$/u.test(text);
}
