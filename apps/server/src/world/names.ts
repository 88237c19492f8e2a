import type { SeededRandom } from './random.ts'

const surnames: [string, number][] = [
  ['李', 90],
  ['王', 72],
  ['张', 70],
  ['杨', 68],
  ['赵', 30],
  ['陈', 36],
  ['刘', 38],
  ['周', 22],
  ['马', 26],
  ['普', 14],
  ['毕', 8],
  ['罗', 18],
  ['朱', 14],
  ['何', 16],
  ['段', 12],
  ['董', 10],
  ['和', 9],
  ['木', 3],
  ['纳', 4],
  ['保', 4],
  ['龙', 9],
  ['陶', 8],
  ['熊', 8],
  ['韩', 6],
  ['余', 8],
  ['孙', 10],
  ['徐', 12],
  ['高', 10],
  ['胡', 12],
  ['郭', 10],
  ['鲁', 6],
  ['白', 8],
  ['刀', 3],
  ['岩', 2],
  ['沙', 3],
  ['欧阳', 2],
  ['司马', 1],
]
const female = [
  '晓燕',
  '美玲',
  '春梅',
  '秀英',
  '丽娟',
  '雨欣',
  '思琪',
  '佳怡',
  '慧敏',
  '静怡',
  '婷婷',
  '艳红',
  '金凤',
  '彩云',
  '丽萍',
  '梦洁',
  '语嫣',
  '紫涵',
  '玉兰',
  '小凤',
  '春燕',
  '雪梅',
  '欣悦',
  '倩',
  '琳',
  '娜',
  '芳',
  '莹',
]
const male = [
  '建国',
  '志强',
  '家豪',
  '明轩',
  '俊杰',
  '文博',
  '浩然',
  '子轩',
  '永刚',
  '国栋',
  '天佑',
  '建平',
  '云飞',
  '志远',
  '光明',
  '春生',
  '宇航',
  '嘉伟',
  '晓东',
  '立新',
  '海涛',
  '龙',
  '涛',
  '磊',
  '鑫',
  '勇',
  '斌',
]
const bridged = ['阿依·吐尔逊', '买买提·艾力', '扎西·多吉', '卓玛·央金']

/** A plausible Chinese name; a few with compound surnames or a middle dot, because lists must cope with them. */
export function studentName(random: SeededRandom, gender: 'female' | 'male'): string {
  if (random.chance(0.002)) return random.pick(bridged)
  return `${random.weighted(surnames)}${random.pick(gender === 'female' ? female : male)}`
}

export const guardianName = (random: SeededRandom, child: string): string =>
  `${surnameOf(child)}${random.pick(['建华', '成林', '国华', '正明', '玉珍', '兴发', '文英'])}`

/** The surname of a made-up name; two of them have two characters. */
export const surnameOf = (name: string): string =>
  name.slice(0, name.startsWith('欧阳') || name.startsWith('司马') ? 2 : 1)

/** Ethnicity by weight of the place. */
export function ethnicity(random: SeededRandom, county: string): string {
  const local: Record<string, [string, number][]> = {
    '530126': [
      ['彝族', 60],
      ['汉族', 60],
    ],
    '530128': [
      ['彝族', 40],
      ['苗族', 15],
      ['汉族', 70],
    ],
    '530129': [
      ['回族', 25],
      ['彝族', 20],
      ['汉族', 90],
    ],
    '532301': [
      ['彝族', 50],
      ['汉族', 80],
    ],
  }
  return random.weighted(
    local[county] ?? [
      ['汉族', 85],
      ['彝族', 8],
      ['白族', 3],
      ['回族', 3],
      ['哈尼族', 2],
      ['傣族', 1],
    ],
  )
}
