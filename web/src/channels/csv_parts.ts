/** Cuts a CSV text of any length into parts that the server takes, between rows. Pure. */

export interface CsvPart {
  text: string;
  /** The row of the whole file at which the part's first own row stands; rows count from 1. */
  firstRow: number;
  /** The file's header was put in front. */
  hasRepeatedHeader: boolean;
}

/** The server's rule for a file that begins with the names of its columns. */
export const isHeader = (row: string) => /^[^,;]*(create|date)/i.test(row);

/** Where rows end in `text`, behind the line feed; one in quotes ends none. */
export function rowEnds(text: string): number[] {
  const ends: number[] = [];
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 10 && !quoted) ends.push(at + 1);
  }
  return ends;
}

/** No row is longer: a quote that nothing closes must not swallow the file. */
const ROW_MAX = 1 << 20;

/** Rows as pieces of the file arrive, many at once; the last may lack its line feed. */
async function* rowsOf(pieces: AsyncIterable<string>): AsyncGenerator<string[]> {
  let rest = "";
  for await (const piece of pieces) {
    const text = rest + piece;
    // Quotes are counted from the unfinished row's beginning again: rows are short.
    const ends = rowEnds(text);
    const rows = ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
    rest = text.slice(ends.at(-1) ?? 0);
    if (rest.length > ROW_MAX) {
      rows.push(rest);
      rest = "";
    }
    yield rows;
  }
  if (rest) yield [rest];
}

/** What one part may have; its header counts too. */
export interface PartLimits {
  bytesMax: number;
  rowsMax: number;
}

export async function* csvParts(
  pieces: AsyncIterable<string>,
  { bytesMax, rowsMax }: PartLimits,
): AsyncGenerator<CsvPart> {
  const encoder = new TextEncoder();
  let header: string | null = null;
  let part: CsvPart | null = null;
  let rows: string[] = [];
  let bytes = 0;
  let row = 0;
  for await (const batch of rowsOf(pieces)) {
    for (const text of batch) {
      row++;
      if (row === 1 && isHeader(text)) header = text;
      const size = encoder.encode(text).length;
      if (part && (bytes + size > bytesMax || rows.length >= rowsMax)) {
        yield { ...part, text: rows.join("") };
        part = null;
      }
      if (!part) {
        const repeated: string | null = row > 1 ? header : null;
        part = { text: "", firstRow: row, hasRepeatedHeader: repeated !== null };
        rows = repeated === null ? [] : [repeated];
        bytes = repeated === null ? 0 : encoder.encode(repeated).length;
      }
      rows.push(text);
      bytes += size;
    }
  }
  if (part) yield { ...part, text: rows.join("") };
}

/** The row of the whole file that `row` of the part is. */
export function rowInFile(part: CsvPart, row: number): number {
  return part.firstRow + row - 1 - (part.hasRepeatedHeader ? 1 : 0);
}
