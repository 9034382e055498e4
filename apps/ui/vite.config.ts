import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

// The API serves dist/ under `default-src 'self'` and `require-trusted-types-for 'script'`: no inlined assets (data: URLs),
// no preload helper, and templates built node by node instead of through innerHTML (`fragments: "tree"`).
export default defineConfig({
  plugins: [svelte({ compilerOptions: { fragments: "tree", css: "external" } })],
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: false, cssCodeSplit: false },
  server: { host: "127.0.0.1", proxy: { "/api": { target: "http://127.0.0.1:5401", ws: true } } },
});
