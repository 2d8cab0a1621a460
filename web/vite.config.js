import { defineConfig } from "vite";

// While developing (`npm run dev`), a running server answers everything that is not the page.
const server = process.env.FIELDCAST_URL ?? "http://localhost:8080";

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact", legalComments: "none" },
  build: {
    outDir: "../build/web/dist",
    emptyOutDir: true,
    target: "es2021",
    // The page's policy allows no inline script and needs none.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ["index.html", "embed.html"],
      output: {
        // Both documents need it; in pieces each file that draws something would name one more.
        manualChunks: (id) => (/\/@?preact\//.test(id) ? "preact" : undefined),
        // Files of a few hundred bytes cost more requests than they save.
        experimentalMinChunkSize: 1500,
      },
    },
  },
  server: {
    proxy: {
      "/api": server,
      "/mqtt": { target: server, ws: true },
      "^/channels/\\d+/.*\\.(json|csv)": server,
      "/ca.pem": server,
    },
  },
});
