import assert from "node:assert/strict";
import { test } from "node:test";
import { csvParts, isHeader, rowInFile, type CsvPart } from "../src/channels/csv_parts";

async function* inPieces(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function partsOf(
  text: string,
  bytesMax: number,
  size = 7,
  rowsMax = 1000,
): Promise<CsvPart[]> {
  const parts: CsvPart[] = [];
  const limits = { bytesMax, rowsMax };
  for await (const part of csvParts(inPieces(text, size), limits)) parts.push(part);
  return parts;
}

const FILE = "created_at,field1\n2026-01-01,1\n2026-01-02,2\n2026-01-03,3\n";

test("a small file is one part, as it is", async () => {
  assert.deepEqual(await partsOf(FILE, 1000), [
    { text: FILE, firstRow: 1, hasRepeatedHeader: false },
  ]);
});

test("every part begins with the header", async () => {
  const parts = await partsOf(FILE, 48);
  assert.deepEqual(
    parts.map((part) => part.text),
    ["created_at,field1\n2026-01-01,1\n2026-01-02,2\n", "created_at,field1\n2026-01-03,3\n"],
  );
});

test("a part has no more rows than the server takes", async () => {
  const parts = await partsOf(FILE, 1000, 7, 2);
  assert.deepEqual(
    parts.map((part) => part.text.split("\n").length - 1),
    [2, 2, 2],
  );
  assert.equal(rowInFile(parts[2]!, 2), 4);
});

test("a row of a part is named by its place in the file", async () => {
  const [first, second] = await partsOf(FILE, 48);
  assert.deepEqual([rowInFile(first!, 2), rowInFile(first!, 3), rowInFile(second!, 2)], [2, 3, 4]);
});

test("a file without a header is cut without one", async () => {
  const parts = await partsOf("2026-01-01,1\n2026-01-02,2", 14);
  assert.deepEqual(parts, [
    { text: "2026-01-01,1\n", firstRow: 1, hasRepeatedHeader: false },
    { text: "2026-01-02,2", firstRow: 2, hasRepeatedHeader: false },
  ]);
  assert.equal(rowInFile(parts[1]!, 1), 2);
});

test("a line feed in quotes ends no row", async () => {
  const text = 'created_at,status\n2026-01-01,"one\ntwo"\n2026-01-02,x\n';
  for (const size of [1, 5, 100]) {
    const parts = await partsOf(text, 20, size);
    assert.deepEqual(
      parts.map((part) => part.text.replace("created_at,status\n", "")),
      ["", '2026-01-01,"one\ntwo"\n', "2026-01-02,x\n"],
    );
  }
});

test("the size of a part is counted in bytes", async () => {
  const parts = await partsOf("2026-01-01,ä\n2026-01-02,ä\n", 27);
  assert.equal(parts.length, 2);
});

test("a header is told by its first column", () => {
  assert.deepEqual(
    ["created_at,field1", "Date,x", "datetime", "2026-01-01,created"].map(isHeader),
    [true, true, true, false],
  );
});
