import { defineConfig } from 'vite';

/** The page: one script and one style sheet, beside the server that serves them. */
export default defineConfig({
  root: 'src/visualizer/ui',
  base: '/',
  publicDir: false,
  logLevel: 'warn',
  build: {
    outDir: '../../../dist/visualizer/ui',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
