export const workTexts = {
  title: '待办',
  hello: (name: string, day: string) => `${name}，今天是 ${day}`,
  sum: (n: number, late: number) => (late > 0 ? `共 ${n} 件待办，其中 ${late} 件已超期，请先处理` : `共 ${n} 件待办`),
  start: '从第一件开始处理',
  group: (title: string, n: number) => `${title}（${n}）`,
  late: (n: number) => `${n} 件超期`,
  all: '查看全部',
  more: (n: number) => `另有 ${n} 件`,
  emptyTitle: '没有待办',
  emptyHelp: '有新事项时会出现在这里。您也可以从菜单查看各项业务的进度。',
  keys: '按 J / K 选择，Enter 打开，? 查看全部快捷键',
} as const
