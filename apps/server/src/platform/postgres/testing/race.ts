// Tries to take the lock of argv[2] at the moment given in argv[3] (epoch ms), says whether it did, and waits for stdin to end.
import { setTimeout as sleep } from 'node:timers/promises'
import { takeLock } from '../lock.ts'
import { systemMillis } from '../process-info.ts'

await sleep(Math.max(0, Number(process.argv[3]) - systemMillis()))
const result = await takeLock(process.argv[2] ?? '')
process.stdout.write('held' in result ? 'held\n' : `refused ${result.holder.pid}\n`)
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
