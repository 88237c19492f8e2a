/** flatMap, which browsers of 2018 do not have. */
export function gather<T, R>(items: readonly T[], each: (item: T, index: number) => readonly R[]): R[] {
  const result: R[] = []
  items.forEach((item, index) => {
    result.push(...each(item, index))
  })
  return result
}
