import assert from "node:assert/strict";
import { test } from "node:test";
import jsQR from "jsqr";
import { encodeQr } from "../src/devices/qr_code";

const QUIET = 4;
const SCALE = 3;

/** What a scanner sees. */
function scan(modules: boolean[][]): string | undefined {
  const side = (modules.length + 2 * QUIET) * SCALE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const dark = modules[Math.floor(y / SCALE) - QUIET]?.[Math.floor(x / SCALE) - QUIET];
      if (dark) pixels.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return jsQR(pixels, side, side)?.data;
}

test("a scanner reads what was written, in every version", () => {
  const sizes = new Set<number>();
  for (let length = 1; length <= 640; length += length < 120 ? 6 : 24) {
    const text = Array.from({ length }, (_, at) => "Fieldcast {:/+}"[(at * 7) % 15]).join("");
    const modules = encodeQr(text);
    sizes.add(modules.length);
    assert.equal(scan(modules), text, `${length} bytes`);
  }
  assert.equal(sizes.size, 20);
});

test("signs beyond ASCII are UTF-8", () => {
  assert.equal(scan(encodeQr("Wetter im Gärtchen, 21 °C")), "Wetter im Gärtchen, 21 °C");
});

test("what does not fit is refused", () => {
  assert.throws(() => encodeQr("x".repeat(700)), RangeError);
});
