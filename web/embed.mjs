// Makes source text of the built page, so that the program holds it: node embed.mjs DIST OUT writes
// OUT/assets.cc, the table behind src/page/assets.h, and OUT/assets.S, which takes in the files'
// compressed bytes from OUT/gzip.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

const contentTypes = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
};

const [dist, out] = process.argv.slice(2);

function filesIn(folder) {
  const files = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  );
  return files.sort();
}

function assetOf(file, index) {
  const bytes = readFileSync(file);
  const path = "/" + relative(dist, file).split(sep).join("/");
  const contentType = contentTypes[extname(file)];
  if (!contentType) throw new Error(`${path}: add the content type of its extension to embed.mjs`);
  const packed = join(out, "gzip", `${index}.gz`);
  writeFileSync(packed, gzipSync(bytes, { level: 9 }));
  const etag = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  return { path, contentType, packed, etag, isImmutable: path.startsWith("/assets/") };
}

function assembly(assets) {
  const parts = assets.map(
    (asset, i) =>
      `# ${asset.path} ${asset.etag}\n` +
      `.global fieldcast_asset_${i}\nfieldcast_asset_${i}:\n.incbin "${asset.packed}"\n` +
      `.global fieldcast_asset_${i}_end\nfieldcast_asset_${i}_end:\n`,
  );
  return `.section .rodata\n${parts.join("")}.section .note.GNU-stack,"",%progbits\n`;
}

function table(assets) {
  const declarations = assets.map(
    (_, i) => `extern const char fieldcast_asset_${i}[], fieldcast_asset_${i}_end[];`,
  );
  const rows = assets.map(
    (asset, i) =>
      `    {"${asset.path}", "${asset.contentType}", "\\"${asset.etag}\\"", ` +
      `{fieldcast_asset_${i}, fieldcast_asset_${i}_end}, ${asset.isImmutable}},`,
  );
  return `#include <algorithm>
#include <iterator>

#include "page/assets.h"

extern "C" {
${declarations.join("\n")}
}

namespace fieldcast::page {

const Asset* find_asset(std::string_view path) {
    static const Asset assets[] = {
${rows.join("\n")}
    };
    const auto* const found = std::ranges::find(assets, path, &Asset::path);
    return found == std::end(assets) ? nullptr : found;
}

}  // namespace fieldcast::page
`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "gzip"), { recursive: true });
const assets = filesIn(dist).map(assetOf);
writeFileSync(join(out, "assets.S"), assembly(assets));
writeFileSync(join(out, "assets.cc"), table(assets));
