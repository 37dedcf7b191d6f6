const NEWLINE = 10;

/** The whole lines of a file as it comes, many at a time, without their ends. */
export async function* wholeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest: readonly Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end === -1) rest = [...rest, chunk];
    else {
      yield Buffer.concat([...rest, chunk.subarray(0, end)])
        .toString('utf8')
        .split('\n');
      rest = [Buffer.from(chunk.subarray(end + 1))];
    }
  }
  if (rest.some(({ length }) => length > 0)) throw new Error('the last line has no end');
}
