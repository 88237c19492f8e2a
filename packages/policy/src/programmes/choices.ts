import type { ProgrammeCode, ProgrammeVersion } from './definition.ts'

/** Two programmes that one person may not hold together, with the sentence and clause that say so. */
export type ExclusiveChoice = {
  readonly programmes: readonly [ProgrammeCode, ProgrammeCode]
  readonly titles: readonly [string, string]
  readonly text: string
  readonly source: string
}

/**
 * The choices among programmes within reach: each pair that excludes one another once, in the order of `versions`,
 * whichever of the two names the other.
 */
export function exclusiveChoices(versions: readonly ProgrammeVersion[]): ExclusiveChoice[] {
  const choices: ExclusiveChoice[] = []
  for (const version of versions) {
    for (const { programme, text, source } of version.excludes) {
      const other = versions.find((v) => v.programme === programme)
      if (other === undefined) continue
      const known = choices.some(
        ({ programmes: [a, b] }) =>
          (a === programme && b === version.programme) || (a === version.programme && b === programme),
      )
      if (!known) {
        choices.push({
          programmes: [version.programme, programme],
          titles: [version.title, other.title],
          text,
          source,
        })
      }
    }
  }
  return choices
}
