/**
 * Mutation check of the rules. `node test/engine/mutation.ts [rules|generator] [step]`: changes every threshold, list,
 * operator, amount, share, route and period of every pack, and every operator of the generator, one at a time, and says
 * which changes no test notices. Takes some minutes; a sample runs in the suite (mutation.test.ts).
 */
import { FACT_PATHS, factsRelation, readFact } from '@zhuxue/policy'
import pg from 'pg'
import { testCluster } from '../../apps/server/src/platform/postgres/index.ts'
import { mutationStudents, tryGenerator } from './mutation-generator.ts'
import { tryPacks } from './mutation-rules.ts'

const [part = 'all', step = '1'] = process.argv.slice(2)
if (part !== 'generator') {
  const { tried, byBehaviour, byText, survivors } = tryPacks(Number(step))
  console.log(
    `rules: ${tried} tried, ${byBehaviour} killed by worked cases or the check of a version, ${byText} by the approved text, ${survivors.length} survived`,
  )
  for (const survivor of survivors) console.log(`  ${survivor}`)
}
if (part !== 'rules') {
  const cluster = await testCluster()
  const client = new pg.Client({ connectionString: cluster.ownerUrl })
  await client.connect()
  await client.query(`create temp table facts (student_id int, ${factsRelation().join(', ')})`)
  const names = factsRelation().map((column) => column.split(' ')[0] as string)
  const rows = mutationStudents.map((facts, i) => ({
    student_id: i,
    ...Object.fromEntries(FACT_PATHS.map((path, n) => [names[n], readFact(facts, path)])),
  }))
  await client.query(
    `insert into facts select * from jsonb_to_recordset($1) as f(student_id int, ${factsRelation().join(', ')})`,
    [JSON.stringify(rows)],
  )
  const { tried, harmless, survivors } = await tryGenerator(client, Number(step))
  const killed = tried - harmless - survivors.length
  console.log(
    `generator: ${tried} tried, ${killed} killed, ${harmless} known to change nothing (equivalents.ts), ${survivors.length} survived`,
  )
  for (const survivor of survivors) console.log(`  ${survivor}`)
  await client.end()
  await cluster.release()
}
process.exit(0)
