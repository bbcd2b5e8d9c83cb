/** How the page is built, served while it is being written, and tested. */
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';

const API_PATHS = ['/auth', '/admin', '/super', '/local', '/health', '/webhook', '/media'];

export default defineConfig(({ mode }) => {
  const api = loadEnv(mode, '.', 'PROSA_').PROSA_API_URL ?? 'http://127.0.0.1:8000';
  const proxy = Object.fromEntries(API_PATHS.map((path) => [path, { target: api, changeOrigin: false }]));
  return {
    plugins: [react(), tailwindcss()],
    resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
    server: { host: '127.0.0.1', proxy },
    preview: { host: '127.0.0.1', proxy },
    build: { manifest: true, target: ['chrome111', 'safari16.4', 'firefox128'], assetsInlineLimit: 0 },
    test: { include: ['src/**/*.test.{ts,tsx}'] },
  };
});
