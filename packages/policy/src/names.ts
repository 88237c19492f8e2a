/** Two-character surnames in use (复姓). */
const COMPOUND_SURNAMES: readonly string[] = (
  '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 ' +
  '太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 ' +
  '漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五'
).split(' ')

/** The surname of a Chinese name: a compound one when the name has at least three characters, else the first. */
export function surnameOf(name: string): string {
  const characters = Array.from(name.trim())
  const firstTwo = characters.slice(0, 2).join('')
  if (characters.length >= 3 && COMPOUND_SURNAMES.indexOf(firstTwo) >= 0) return firstTwo
  return characters[0] ?? ''
}

/** '李同学'; names joined by '·' use the first part. For messages that others may see on a locked screen. */
export function studentCall(name: string): string {
  const dot = name.indexOf('·')
  const call = dot > 0 ? Array.from(name.slice(0, dot)).slice(0, 6).join('') : surnameOf(name)
  return `${call}同学`
}
