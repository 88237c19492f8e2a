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

/** Tests of processes and browsers, and those that register a region pack: each in a process of its own. */
const alone = [
  'test/journeys/**/*.test.ts',
  'test/faults/**/*.test.ts',
  'apps/server/src/{cli,backup}/**/*.test.ts',
  'apps/server/src/platform/postgres/**/*.test.ts',
  'apps/face/**/*.test.ts',
  '**/third-region.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['apps/server/src/platform/postgres/test-global-setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    pool: 'forks',
    sequence: { sequencer: LongOnesFirst },
    // one worker would leave the second core idle; tests wait for PostgreSQL and the browser much of the time
    maxWorkers: 2,
    // on a shared CI machine a browser or a killed server may lose a race for the processor; a real defect fails twice
    retry: process.env.CI ? 1 : 0,
    projects: [
      { extends: true, test: { name: 'alone', include: alone } },
      {
        extends: true,
        test: {
          name: 'together',
          include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'apps/**/*.test.tsx', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...alone],
          // loading the server once a file took a sixth of the whole: what a module remembers belongs to a platform
          isolate: false,
        },
      },
    ],
  },
})
