export { type Connected, type ConnectOptions, connectOrStart } from './connect.ts'
export { PostgresError, type PostgresErrorCode } from './errors.ts'
export { type RunningPostgres, type StartOptions, startPostgres } from './supervisor.ts'
export { testCluster } from './test-cluster.ts'
