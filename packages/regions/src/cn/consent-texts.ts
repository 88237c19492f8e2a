import type { AgeGroup, ConsentPurpose, LocalDate } from '@zhuxue/policy'

/** A consent in the plain words that a person reads before deciding. What was read is stored by its version. */
export interface ConsentText {
  readonly purpose: ConsentPurpose
  readonly version: string
  readonly title: string
  /** the question itself, one sentence */
  readonly ask: string
  /** what is used, what for, how long, who gets it */
  readonly points: readonly string[]
  /** what happens without it */
  readonly refusing: string
  /** label of the two answers */
  readonly yes: string
  readonly no: string | null
}

/** Whom a text speaks to, and about whom: a guardian reads about the child, everybody else about herself. */
interface Voice {
  readonly group: AgeGroup
  readonly guardian: boolean
  /** who reads and decides: 你 a child, 您 everybody else */
  readonly you: string
  /** whose data it is */
  readonly whose: string
}
const voice = (group: AgeGroup, reader: ConsentReader): Voice => {
  const guardian = reader === 'guardian'
  const you = group === 'under-14' && !guardian ? '你' : '您'
  return { group, guardian, you, whose: guardian ? '孩子' : you }
}

/** Who is asked: the student, or the guardian of a student under 14. */
export type ConsentReader = 'student' | 'guardian'

interface Version {
  readonly version: string
  readonly effectiveFrom: LocalDate
  readonly text: (v: Voice) => Omit<ConsentText, 'purpose' | 'version'>
}

const day = (d: string) => d as LocalDate
const child = ({ group, guardian }: Voice) => group === 'under-14' && !guardian

const guardianLine = (v: Voice): string[] => {
  if (v.guardian)
    return ['孩子未满14周岁，由您作为监护人决定（个人信息保护法第三十一条）。请和孩子一起读，也听听孩子愿意不愿意。']
  const { group } = v
  if (group === 'under-14')
    return ['你未满14周岁，要由爸爸妈妈或其他监护人看过并同意才算数。你有不愿意的地方，请告诉他们或班主任。']
  if (group === 'adult') return []
  return ['您未满18周岁，我们会发短信告诉您的监护人您同意了什么，他们也可以来问、来查。']
}

/**
 * Texts by purpose, newest first (个人信息保护法 14–17, 28–31；未成年人网络保护条例 32–36；人脸识别技术应用安全管理办法).
 * A changed text gets a new version; nobody's earlier answer is moved to it.
 */
const VERSIONS: Readonly<Record<ConsentPurpose, readonly Version[]>> = {
  'data-processing': [
    {
      version: 'data-processing/2026-1',
      effectiveFrom: day('2026-01-01'),
      text: (v) => ({
        title: '个人信息处理告知',
        ask: child(v)
          ? '学校要用你的学籍信息办理助学金和免学费，可以吗？'
          : v.guardian
            ? '为孩子办理学籍和资助，学校要处理孩子的个人信息，请您阅读后替孩子决定。'
            : '为您办理学籍和资助，我们要处理您的个人信息，请阅读后决定。',
        points: [
          `用到什么：${v.whose}的姓名、证件号码、学籍、户籍所在地、家庭成员、手机号码、银行卡后四位，以及${v.whose}申请资助时填写和上传的内容。`,
          ...(v.guardian ? ['也会用到您的姓名、与孩子的关系和手机号码，只用来联系您和记录您的决定。'] : []),
          '用来做什么：核对学籍、判断能享受哪些资助、评审、公示、发放到卡、接受检查。不作其他用途，不做广告。',
          `谁能看到：班主任看本班，学校资助和学籍人员看本校，县市省资助管理中心看辖区。谁看过完整号码、为什么看，都会记下来给${v.whose}看。`,
          '公示只写姓名（困难认定会隐去部分）、学校、班级等，不写证件号、电话、住址和困难原因。',
          '保存多久：资助档案在离校后保存10年，会计凭证按会计档案规定保存，到期删除。',
          v.guardian
            ? '孩子登录后可以随时查看、下载、要求更正自己的信息；您可以让孩子登录撤回同意，也可以到学校查看、更正、撤回。'
            : `${v.you}可以随时查看、下载、要求更正自己的信息，也可以撤回同意。`,
          ...guardianLine(v),
        ],
        refusing: `不同意${v.guardian ? '，孩子' : ''}就不能使用本系统，但不影响上学。资助可以改为到学校用纸质材料办理，请联系班主任。`,
        yes: '我已阅读，同意',
        no: null,
      }),
    },
  ],
  'department-matching': [
    {
      version: 'department-matching/2026-1',
      effectiveFrom: day('2026-01-01'),
      text: (v) => ({
        title: '与有关部门核对家庭情况',
        ask: `是否同意把${v.whose}的姓名和证件号码交给民政、乡村振兴、残联核对家庭情况？`,
        points: [
          '交什么：姓名和证件号码。对方只回答“在不在名单上”和类别代码。',
          '用来做什么：确认是否属于低保、脱贫、残疾等家庭，符合的不用再交证明。',
          '保存多久：比对结果用于当学年，留作认定依据，与资助档案一起到期删除。',
          ...guardianLine(v),
        ],
        refusing: `不同意也可以申请资助，只是需要${v.guardian ? '您和孩子' : v.you}自己提交证明材料。`,
        yes: '同意核对',
        no: v.guardian ? '不同意，自己交材料' : '不同意，我自己交材料',
      }),
    },
  ],
  face: [
    {
      version: 'face/2026-1',
      effectiveFrom: day('2026-01-01'),
      text: (v) => ({
        title: '人脸识别',
        ask: `是否同意用${v.whose}的人脸来核对是不是本人？`,
        points: [
          '怎么做：用手机前置摄像头拍几张照片，上传到本系统的服务器计算。照片算完就丢弃，不保存。',
          `留下什么：一组由照片算出的数字（特征值），加密保存，只用来和${v.whose}以后拍的照片比对。它不能还原成照片。`,
          '用在哪里：换新手机登录、提交申请、修改手机号或银行卡、在校核验时确认是本人。',
          `为什么有必要：防止别人冒用账号领走${v.whose}的资助。它只是基本的核对，不会单独决定能不能享受资助，没通过的由学校的人来看。`,
          '保存多久：撤回同意立即删除；离校后30日内删除。',
          `对${v.whose}的影响：人脸是敏感个人信息，泄露后难以更换，请${v.guardian ? '您' : ''}想好再决定。`,
          ...guardianLine(v),
        ],
        refusing: '不同意没有任何影响：改由两位老师当面核对，或者班主任当面核对加手机验证码，效力一样，资助一分不少。',
        yes: '同意使用人脸核对',
        no: '不用人脸，改为老师当面核对',
      }),
    },
  ],
  sms: [
    {
      version: 'sms/2026-1',
      effectiveFrom: day('2026-01-01'),
      text: (v) => ({
        title: '短信提醒',
        ask: `是否同意给${v.whose}的手机发短信提醒？`,
        points: [
          '发什么：申请受理、退回补正、公示、审核结果、发放到账、核验提醒。不含证件号码，银行卡只写后四位。',
          '谁来发：由学校或资助中心委托的短信平台发送，平台只拿到手机号和短信内容。',
          '短信里不会索要密码和验证码。',
          ...guardianLine(v),
        ],
        refusing: `不同意就不发提醒短信，重要事项请${v.guardian ? '孩子' : v.you}自己登录查看“消息”。登录和核对身份用的验证码仍会发送。`,
        yes: '同意接收短信',
        no: '不接收短信',
      }),
    },
  ],
}

/**
 * The text in force on a day, in the words for this age and this reader. The version is the same for all of them: the
 * record keeps age group and way (`guardian-link`) beside it, so that what was read can be shown again.
 */
export function consentText(
  purpose: ConsentPurpose,
  group: AgeGroup,
  today: LocalDate,
  reader: ConsentReader = 'student',
): ConsentText {
  const versions = VERSIONS[purpose]
  const v = versions.find((x) => x.effectiveFrom <= today) ?? (versions[versions.length - 1] as Version)
  return { purpose, version: v.version, ...v.text(voice(group, reader)) }
}
