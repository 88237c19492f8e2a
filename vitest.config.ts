import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/**/*.test.tsx', 'test/**/*.test.ts'],
    globalSetup: ['apps/server/src/platform/postgres/test-global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // one worker would leave the second core idle; tests wait for PostgreSQL and the browser much of the time
    maxWorkers: 2,
  },
})
