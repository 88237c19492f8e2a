import type { ReplyOf, staff } from '@zhuxue/contracts'
import type { Platform } from '../../platform/index.ts'
import { LOCK } from './attempts.ts'
import { ABSOLUTE_HOURS, CONCURRENT, IDLE_MINUTES, PENDING_MINUTES } from './session-store.ts'
import { PASSWORD_DAYS, PASSWORD_HISTORY } from './steps.ts'

const DJ = '等保三级 身份鉴别（GB/T 22239-2019）'

/** The rules in force, read from the values that the code itself uses. */
export function securityPolicy(platform: Platform): ReplyOf<typeof staff.securityPolicy> {
  const { config } = platform
  const rule = (area: string, title: string, value: string, source: string) => ({ area, title, value, source })
  return {
    rules: [
      rule('密码', '工作人员密码', '至少 10 位，大写字母、小写字母、数字、符号至少三类', DJ),
      rule('密码', '学生密码', '至少 8 位，字母和数字', DJ),
      rule('密码', '定期更换', `工作人员每 ${PASSWORD_DAYS} 天`, DJ),
      rule('密码', '不得重复', `最近 ${PASSWORD_HISTORY} 次`, DJ),
      rule('密码', '初始密码', '随机生成，只显示一次，首次登录须修改', DJ),
      rule('登录', '第二重验证', '工作人员每次登录：通行密钥或动态码，恢复码备用', `${DJ}：两种以上鉴别技术`),
      rule('登录', '失败锁定', `连续 ${LOCK.tries} 次（密码与第二重验证合计），锁定 ${LOCK.minutes} 分钟`, DJ),
      rule('登录', '新地点提醒', '浏览器、系统或网络第一次出现时提醒本人并记审计', '本系统规定'),
      rule('登录', '外部统一身份', config.oidc ? `已启用：${config.oidc.name}` : '未启用', '部署设置'),
      rule('会话', '无操作退出', `工作人员 ${IDLE_MINUTES.staff} 分钟，学生 ${IDLE_MINUTES.student} 分钟`, DJ),
      rule('会话', '最长时间', `${ABSOLUTE_HOURS} 小时；等待第二重验证 ${PENDING_MINUTES} 分钟`, DJ),
      rule('会话', '同时登录', `工作人员 ${CONCURRENT.staff} 处，学生 ${CONCURRENT.student} 处`, DJ),
      rule('会话', '传输', config.secureCookies ? '只走加密连接' : '未限定加密连接（仅供内网试用）', '部署设置'),
      rule('授权', '两人授权', '增加角色须由另一位安全管理员确认；收回一人即可，立即生效', '等保三级 安全管理'),
      rule('授权', '三员分立', '系统、安全、审计管理员互斥，且不承担业务', '等保三级 集中管控'),
      rule(
        '授权',
        '不相容岗位',
        '同一学校：经办与审核、经办与财务、学籍登记与审核不得为同一人',
        '学校学生资助工作指南 七',
      ),
      rule('授权', '岗位交接', '清点未办事项，接收人接收后原角色收回，无其他角色的账号停用', '学校学生资助工作指南 七'),
      rule(
        '查看',
        '完整证件号码、手机号、住址',
        '逐次选择理由，学生可见，年度报告交审计管理员',
        '未成年人网络保护条例 第三十六条',
      ),
    ],
  }
}
