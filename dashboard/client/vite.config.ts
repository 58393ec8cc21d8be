import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

const server = process.env.IPM_SERVER ?? 'http://127.0.0.1:5080'

export default defineConfig({
  // The files find each other wherever a proxy serves them.
  base: './',
  plugins: [
    vue(),
    // sw.js keeps the files of one build for paired screens, which register it
    // (dashboard/client/src/features/screens/screenWorker.ts).
    VitePWA({
      manifest: false,
      injectRegister: null,
      workbox: {
        cacheId: 'ipm',
        inlineWorkboxRuntime: true,
        globPatterns: ['*.{html,js,svg}', 'assets/*.{js,css}'],
        // The page activates a waiting worker between two scenes and reloads.
        skipWaiting: false,
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        // `/` is read from the server, to compare its build.
        directoryIndex: null,
        navigateFallback: 'index.html',
        navigateFallbackAllowlist: [/\/screens(?:[/?]|$)/],
        // The subsets of the fallback font are many, and few are in use.
        runtimeCaching: [
          { urlPattern: /\/assets\/[^/]+\.woff2$/, handler: 'CacheFirst', options: { cacheName: 'ipm-fonts' } },
        ],
      },
    }),
  ],
  define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false, __VUE_OPTIONS_API__: false },
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // Shared by the debug and release builds.
    outDir: fileURLToPath(new URL('../../artifacts/client', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy allows files of this site only (dashboard/Security/SecurityHeaders.cs).
    assetsInlineLimit: 0,
    // ECharts is one chunk that is loaded on demand.
    chunkSizeWarningLimit: 600,
  },
  // The server refuses other origins, so the proxy keeps the Host header.
  server: {
    proxy: {
      '/api': { target: server, changeOrigin: false },
      '/hubs': { target: server, ws: true, changeOrigin: false },
    },
  },
  test: { include: ['src/**/*.test.ts'], environment: 'node', pool: 'threads' },
})
