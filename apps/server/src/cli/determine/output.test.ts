import { expect, test, vi } from 'vitest'
import { screenOutput } from './output.ts'

test('what stands on the screen cannot be taken back: whoever gives up midway must say so', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockImplementation(((_: string, done: () => void) => {
    done()
    return true
  }) as never)
  const nothing = screenOutput()
  await nothing.write('')
  const some = screenOutput()
  await some.write('{"studentId":"S1"}\n')
  const taken = [nothing.discard(), some.discard()]
  written.mockRestore()
  expect(taken).toEqual([false, true])
})
