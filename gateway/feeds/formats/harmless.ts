/**
 * What a spreadsheet may take for a formula when a file of text is opened, the wide forms of East Asian keyboards
 * included (OWASP, CSV injection).
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Text that no spreadsheet computes: an apostrophe before what looks like a formula. Whoever wants it back takes the apostrophe off. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
