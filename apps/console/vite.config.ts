import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Console build: served by the API server under /console/; during development the API is proxied. */
export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false, reportCompressedSize: false },
  server: { proxy: { '/api': process.env.API_ORIGIN ?? 'http://localhost:8080' } },
})
