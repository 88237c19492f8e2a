import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Journeys, kills and matrices take minutes: begun last, they would leave the second worker idle at the end. */
class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = (f: TestSpecification) =>
      /\/test\/[^/]+\/|\/src\/(backup|cli)\//.test(f.moduleId.slice(import.meta.dirname.length))
    const sorted = await super.sort(files)
    return [...sorted.filter(isLong), ...sorted.filter((f) => !isLong(f))]
  }
}

export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/**/*.test.tsx', 'test/**/*.test.ts'],
    globalSetup: ['apps/server/src/platform/postgres/test-global-setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    sequence: { sequencer: LongOnesFirst },
    // one worker would leave the second core idle; tests wait for PostgreSQL and the browser much of the time
    maxWorkers: 2,
    // on a shared CI machine a browser or a killed server may lose a race for the processor; a real defect fails twice
    retry: process.env.CI ? 1 : 0,
  },
})
