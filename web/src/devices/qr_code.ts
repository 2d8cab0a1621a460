/** QR codes (ISO/IEC 18004): bytes, error correction M, versions 1 to 20. Pure. */

/** Of each version, for level M: check bytes of a block, and blocks. */
const CHECK_BYTES = [
  10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];
const VERSIONS = BLOCKS.length;

const sizeOf = (version: number) => 17 + 4 * version;

/** Centres of the alignment patterns, along one side. */
function alignments(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const last = sizeOf(version) - 7;
  return [6, ...Array.from({ length: count - 1 }, (_, index) => last - (count - 2 - index) * step)];
}

/** Data and check bytes together: what the function patterns leave free. */
function capacity(version: number): number {
  const side = alignments(version).length;
  const patterns = side ? (25 * side - 10) * side - 55 : 0;
  const versionBits = version >= 7 ? 36 : 0;
  return ((16 * version + 128) * version + 64 - patterns - versionBits) >> 3;
}

const dataCapacity = (version: number) =>
  capacity(version) - CHECK_BYTES[version - 1]! * BLOCKS[version - 1]!;

/** The field of 256 elements with the polynomial x⁸ + x⁴ + x³ + x² + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** The divisor of Reed and Solomon's code for so many check bytes. */
function divisor(degree: number): number[] {
  const result = [...Array<number>(degree - 1).fill(0), 1];
  let root = 1;
  for (let i = 0; i < degree; i++) {
    for (let j = 0; j < degree; j++) result[j] = multiply(result[j]!, root) ^ (result[j + 1] ?? 0);
    root = multiply(root, 2);
  }
  return result;
}

function checkBytes(data: number[], by: number[]): number[] {
  const rest = by.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    by.forEach((coefficient, index) => (rest[index]! ^= multiply(coefficient, factor)));
  }
  return rest;
}

/** Mode, length, the bytes, and padding up to what the version holds. */
function dataBytes(bytes: Uint8Array, version: number): number[] {
  const bits: number[] = [];
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.push((value >> bit) & 1);
  };
  put(0b0100, 4);
  put(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, dataCapacity(version) * 8 - bits.length));
  put(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < dataCapacity(version) * 8; pad ^= 0xec ^ 0x11) put(pad, 8);
  return Array.from({ length: bits.length / 8 }, (_, index) =>
    bits.slice(index * 8, index * 8 + 8).reduce((byte, bit) => (byte << 1) | bit, 0),
  );
}

/** The bytes in the order in which they are drawn: of all blocks the first, the second … */
function interleaved(data: number[], version: number): number[] {
  const blocks = BLOCKS[version - 1]!;
  const by = divisor(CHECK_BYTES[version - 1]!);
  const short = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  let at = 0;
  const parts = Array.from({ length: blocks }, (_, index) => {
    const block = data.slice(at, (at += short + (index >= blocks - longer ? 1 : 0)));
    return { block, check: checkBytes(block, by) };
  });
  const result: number[] = [];
  for (let i = 0; i <= short; i++)
    for (const { block } of parts) if (i < block.length) result.push(block[i]!);
  for (let i = 0; i < by.length; i++) for (const { check } of parts) result.push(check[i]!);
  return result;
}

/** Appends the check bits of a BCH code. */
function withCheck(value: number, generator: number, length: number): number {
  let rest = value;
  for (let i = 0; i < length; i++) rest = (rest << 1) ^ ((rest >> (length - 1)) * generator);
  return (value << length) | rest;
}

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** Modules that are drawn row by row: true is dark, undefined is free for data. */
class Drawing {
  readonly size: number;
  readonly modules: (boolean | undefined)[][];

  constructor(readonly version: number) {
    this.size = sizeOf(version);
    this.modules = Array.from({ length: this.size }, () =>
      Array<boolean | undefined>(this.size).fill(undefined),
    );
    this.drawFinders();
    this.drawAlignments();
    for (let i = 8; i < this.size - 8; i++) this.modules[6]![i] = this.modules[i]![6] = i % 2 === 0;
    this.drawVersion();
    this.drawFormat(0);
  }

  private set(x: number, y: number, dark: boolean): void {
    if (x >= 0 && y >= 0 && x < this.size && y < this.size) this.modules[y]![x] = dark;
  }

  private drawFinders(): void {
    for (const [cx, cy] of [
      [3, 3],
      [this.size - 4, 3],
      [3, this.size - 4],
    ] as const) {
      for (let dy = -4; dy <= 4; dy++) {
        for (let dx = -4; dx <= 4; dx++) {
          const ring = Math.max(Math.abs(dx), Math.abs(dy));
          this.set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
        }
      }
    }
  }

  private drawAlignments(): void {
    const centres = alignments(this.version);
    const last = centres.length - 1;
    centres.forEach((cx, i) =>
      centres.forEach((cy, j) => {
        const isFinder = (i === 0 && (j === 0 || j === last)) || (i === last && j === 0);
        if (isFinder) return;
        for (let dy = -2; dy <= 2; dy++) {
          for (let dx = -2; dx <= 2; dx++)
            this.set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
        }
      }),
    );
  }

  private drawVersion(): void {
    if (this.version < 7) return;
    const bits = withCheck(this.version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const dark = ((bits >> i) & 1) === 1;
      const along = this.size - 11 + (i % 3);
      const across = Math.floor(i / 3);
      this.set(along, across, dark);
      this.set(across, along, dark);
    }
  }

  /** The format says level and mask; level M is 0. */
  drawFormat(mask: number): void {
    const bits = withCheck(mask, 0x537, 10) ^ 0x5412;
    const dark = (i: number) => ((bits >> i) & 1) === 1;
    for (let i = 0; i <= 5; i++) this.set(8, i, dark(i));
    this.set(8, 7, dark(6));
    this.set(8, 8, dark(7));
    this.set(7, 8, dark(8));
    for (let i = 9; i < 15; i++) this.set(14 - i, 8, dark(i));
    for (let i = 0; i < 8; i++) this.set(this.size - 1 - i, 8, dark(i));
    for (let i = 8; i < 15; i++) this.set(8, this.size - 15 + i, dark(i));
    this.set(8, this.size - 8, true);
  }

  /** Where data goes: up and down in columns of two, from the right, round the timing pattern. */
  freePlaces(): [number, number][] {
    const places: [number, number][] = [];
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      const upward = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.size; step++) {
        const y = upward ? this.size - 1 - step : step;
        for (const x of [right, right - 1])
          if (this.modules[y]![x] === undefined) places.push([x, y]);
      }
    }
    return places;
  }
}

/** How much a pattern resembles what scanners look for, or tires them. */
function penalty(modules: boolean[][]): number {
  const size = modules.length;
  const columns = modules.map((_, x) => modules.map((row) => row[x]!));
  let sum = 0;
  for (const line of [...modules, ...columns]) {
    const text = line.map((dark) => (dark ? "1" : "0")).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    for (const finder of ["10111010000", "00001011101"])
      sum += 40 * (text.split(finder).length - 1);
  }
  for (let y = 1; y < size; y++) {
    for (let x = 1; x < size; x++) {
      const [a, b] = [modules[y]!, modules[y - 1]!];
      if (a[x] === a[x - 1] && a[x] === b[x] && a[x] === b[x - 1]) sum += 3;
    }
  }
  const dark = modules.flat().filter(Boolean).length / (size * size);
  return sum + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}

function masked(
  drawing: Drawing,
  places: [number, number][],
  bytes: number[],
  mask: number,
): boolean[][] {
  drawing.drawFormat(mask);
  const modules = drawing.modules.map((row) => row.map((dark) => dark === true));
  places.forEach(([x, y], index) => {
    const bit = ((bytes[index >> 3] ?? 0) >> (7 - (index & 7))) & 1;
    modules[y]![x] = (bit === 1) !== MASKS[mask]!(x, y);
  });
  return modules;
}

/** The code's modules, row by row, without the quiet zone around them; true is dark. */
export function encodeQr(text: string): boolean[][] {
  const bytes = new TextEncoder().encode(text);
  let version = 1;
  const headBytes = () => (version < 10 ? 2 : 3);
  while (version < VERSIONS && dataCapacity(version) < bytes.length + headBytes()) version++;
  if (dataCapacity(version) < bytes.length + headBytes())
    throw new RangeError("too long for a QR code");
  const drawing = new Drawing(version);
  const places = drawing.freePlaces();
  const drawn = interleaved(dataBytes(bytes, version), version);
  const all = MASKS.map((_, mask) => masked(drawing, places, drawn, mask));
  return all.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}
