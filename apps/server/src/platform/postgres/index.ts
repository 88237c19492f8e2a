export { type Connected, connectOrStart } from './connect.ts'
export { PostgresError } from './errors.ts'
export { placeForData } from './layout.ts'
export { testCluster } from './test-cluster.ts'
