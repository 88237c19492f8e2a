import { majorKind } from '@zhuxue/regions'
import type { LineProblem, Tx } from '../../../platform/index.ts'
import { addClass, classesOf, type School, type SchoolClass } from '../../organisations/index.ts'
import type { RosterPerson } from './types.ts'

export interface Placed {
  readonly classes: ReadonlyMap<string, SchoolClass>
  readonly added: readonly string[]
  readonly problems: readonly LineProblem[]
}

/** Academic year in which somebody entered: those of the spring belong to the year that began the autumn before. */
const entryYearOf = (p: RosterPerson): number =>
  Number(p.enteredOn.slice(0, 4)) - (p.enteredOn.slice(5, 7) < '07' ? 1 : 0)

/**
 * The class of every line. A class that the school does not have is made from its first line, if its major is in the
 * catalogue; otherwise a person has to say whether the major is agricultural, because a guess could cost aid.
 */
export async function placeInClasses(tx: Tx, school: School, people: readonly RosterPerson[]): Promise<Placed> {
  const classes = new Map((await classesOf(tx, school.id)).map((c) => [c.name, c]))
  const added: string[] = []
  const problems: LineProblem[] = []
  for (const p of people) {
    const there = classes.get(p.className)
    if (there) {
      if (there.majorName !== p.majorName) {
        const text = `班级“${there.name}”的专业是“${there.majorName}”，与本行“${p.majorName.slice(0, 20)}”不同，请核对。`
        problems.push({ line: p.line, column: '专业简称', text })
      }
      continue
    }
    const kind = majorKind(p.majorName)
    if (!kind) {
      const text = `专业“${p.majorName.slice(0, 20)}”不在专业目录中，无法判断是否涉农。请先用 zhuxue school class 建立班级“${p.className.slice(0, 20)}”并写明，再导入这些行。`
      problems.push({ line: p.line, column: '专业简称', text })
      continue
    }
    const made = await addClass(tx, school, {
      name: p.className,
      entryYear: entryYearOf(p),
      stage: p.stage,
      majorName: p.majorName,
      majorCode: null,
      ...kind,
    })
    classes.set(made.name, made)
    added.push(made.name)
  }
  return { classes, added, problems }
}
