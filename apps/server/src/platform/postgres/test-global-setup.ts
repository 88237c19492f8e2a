import { testCluster } from './test-cluster.ts'

/** vitest `globalSetup`: the cluster lives as long as the runner, however many workers come and go. */
export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await testCluster()
  return () => cluster.release()
}
