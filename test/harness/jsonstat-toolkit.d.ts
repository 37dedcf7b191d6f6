/** What the tests use of the toolkit, which brings no types. */
declare module 'jsonstat-toolkit' {
  type Cell = { readonly value: unknown; readonly status: unknown };
  type Dataset = {
    readonly class: string;
    readonly id: readonly string[];
    readonly size: readonly number[];
    Data(at: Readonly<Record<string, unknown>>): Cell;
  };
  export default function JSONstat(answer: unknown): Dataset;
}
