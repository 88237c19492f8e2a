export const fileTexts = {
  title: '请选择查看原因',
  intro: '这名学生未满18周岁。按规定，查看未成年人档案须有原因并留下记录：学生本人看得到是谁、什么时候、为什么查看。',
  reason: '查看原因',
  keep: '今天查看其他学生也用这个原因',
  keepHelp: '每次查看仍单独记录，可在档案页更换。',
  open: '查看档案',
  used: (reason: string) => `查看原因：${reason}（每次查看均已记录，学生可见）`,
  change: '更换原因',
} as const
