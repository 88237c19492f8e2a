import pg from 'pg'

/** A superuser connection that survives the death of its server: it only fails the next query. */
export async function connectOwner(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
