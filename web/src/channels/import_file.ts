/** Imports a file of any size: all of it is checked before any of it is stored. */
import { importCsv, type BadRow } from "../api/feeds";
import { ApiError } from "../api/http";
import { csvParts, rowInFile, type CsvPart } from "./csv_parts";

/** Below the server's limit for one request, so that progress is seen. */
const PART_LIMITS = { bytesMax: 4 * 2 ** 20, rowsMax: 100_000 };

export interface Progress {
  step: "check" | "import";
  /** Between 0 and 1. */
  share: number;
}

/** Rows that the server does not take; nothing was imported. */
export class BadRows extends Error {
  constructor(
    readonly rows: BadRow[],
    details: string,
  ) {
    super(details);
  }
}

async function* piecesOf(file: File, onRead: (bytes: number) => void): AsyncGenerator<string> {
  const reader = file.stream().getReader();
  const decoder = new TextDecoder();
  let read = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value.length;
    onRead(read);
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

async function send(channel: number, part: CsvPart, check: boolean): Promise<number> {
  try {
    return (await importCsv(channel, part.text, check)).rows;
  } catch (error) {
    const rows =
      error instanceof ApiError ? (error.body as { rows?: BadRow[] } | null)?.rows : undefined;
    if (!rows) throw error;
    const inFile = rows.map(({ row, details }) => ({ row: rowInFile(part, row), details }));
    throw new BadRows(inFile, (error as ApiError).details);
  }
}

/** The number of rows imported. Rejects with `BadRows` where the file is not right. */
export async function importFile(
  channel: number,
  file: File,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  let rows = 0;
  for (const step of ["check", "import"] as const) {
    rows = 0;
    onProgress({ step, share: 0 });
    let read = 0;
    for await (const part of csvParts(
      piecesOf(file, (bytes) => (read = bytes)),
      PART_LIMITS,
    )) {
      rows += await send(channel, part, step === "check");
      onProgress({ step, share: file.size ? read / file.size : 1 });
    }
  }
  return rows;
}
