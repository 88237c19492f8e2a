import type { RosterStage } from './types.ts'

/** 学生类别 of the national template → stage of training. */
export const STAGES: Readonly<Record<string, RosterStage>> = {
  调整后中职学生: 'secondary-specialised',
  普通中专学生: 'secondary-specialised',
  职业高中学生: 'vocational-high',
  成人中专学生: 'adult-secondary',
  技工学校学生: 'technical-school',
}

/** Documents that carry the 18-digit resident number, whose check character can be tested. */
export const RESIDENT_DOCUMENTS = ['居民身份证', '户口簿', '港澳台居民居住证', '临时居民身份证'] as const

export const OTHER_DOCUMENTS = [
  '护照',
  '港澳居民来往内地通行证',
  '台湾居民来往大陆通行证',
  '香港特区护照/身份证明',
  '澳门特区护照/身份证明',
  '境外永久居住证',
  '外国人永久居留身份证',
  '其他',
] as const

/** 学生居住地类型 → kind of household place. 县镇 may be a county seat or a town: it stays unknown. */
export const AREAS: Readonly<Record<string, 'urban' | 'county-seat' | 'town' | 'rural' | null>> = {
  城市: 'urban',
  城区: 'urban',
  县城: 'county-seat',
  县镇: null,
  城镇: null,
  镇: 'town',
  镇区: 'town',
  乡镇: null,
  农村: 'rural',
  乡村: 'rural',
}

/** 国籍/地区 in Chinese → ISO 3166 alpha-2; null when no country has this name. */
export function nationalityOf(text: string): string | null {
  const name = text.replace(/\s/g, '')
  const own: Record<string, string> = {
    中国: 'CN',
    中华人民共和国: 'CN',
    香港: 'HK',
    中国香港: 'HK',
    澳门: 'MO',
    中国澳门: 'MO',
    台湾: 'TW',
    中国台湾: 'TW',
  }
  if (/^[A-Z]{2}$/.test(name)) return name
  return own[name] ?? countries().get(name) ?? null
}

let held: Map<string, string> | undefined
function countries(): Map<string, string> {
  if (held) return held
  const names = new Intl.DisplayNames('zh-CN', { type: 'region', fallback: 'none' })
  held = new Map()
  for (let a = 65; a <= 90; a += 1) {
    for (let b = 65; b <= 90; b += 1) {
      const code = String.fromCharCode(a, b)
      const name = names.of(code)
      if (name && !held.has(name)) held.set(name, code)
    }
  }
  return held
}
