/** What the aid rules ask of a major (专业). */
export interface MajorKind {
  readonly agriculture: boolean
  readonly performing: boolean
  readonly opera: boolean
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean)

/** 农林牧渔大类 (61) of 职业教育专业目录（2021年） at secondary level, and the agricultural majors of 技工院校. */
export const AGRICULTURE = words(`
  种子生产技术 作物生产技术 循环农业与再生资源利用 家庭农场生产经营 园艺技术 植物保护 茶叶生产与加工 中草药栽培 烟草栽培与加工
  饲草栽培与加工 农村电气技术 设施农业生产技术 农机设备应用与维修 农产品加工与质量检测 农产品贮藏与加工 农产品营销与储运
  棉花加工与检验 休闲农业生产与经营 农资营销与服务 林业生产技术 园林技术 园林绿化 森林资源保护与管理 木业产品加工技术
  畜禽生产技术 特种动物养殖 宠物养护与经营 蚕桑生产与经营 淡水养殖 海水养殖 航海捕捞 现代农艺技术 畜牧兽医 果蔬花卉生产技术
  农业机械使用与维护 现代林业技术 观光农业经营 农业与农村用水 农村经济综合管理`)

/** 涉农 by rule though outside that class of the catalogue (国家助学金申请指南 2013). */
export const AGRICULTURE_BY_RULE = words('粮油饲料加工技术 粮油储运与检验技术 农村医学')

/** 戏曲表演: the one performing art whose students the Tuition Waiver leaves in. */
export const OPERA = words('戏曲表演 戏曲音乐')

export const PERFORMING = words(`
  音乐表演 舞蹈表演 戏剧表演 曲艺表演 杂技与魔术表演 木偶与皮影表演及制作 歌舞表演 流行音乐 社会文化艺术 服装表演 时装表演`)

/** Majors in wide use that are neither. Not the whole catalogue: a name that stands nowhere is asked about, never guessed. */
const OTHER = words(`
  计算机应用 计算机网络技术 计算机平面设计 数字媒体技术应用 软件与信息服务 网络信息安全 物联网技术应用 大数据技术应用 移动应用技术与服务
  电子信息技术 电子技术应用 通信系统工程安装与维护 护理 药剂 中医护理 中药 医学检验技术 医学影像技术 口腔修复工艺 康复技术 助产
  中医康复技术 婴幼儿托育 智慧健康养老服务 幼儿保育 会计事务 会计 金融事务 统计事务 纳税事务 电子商务 跨境电子商务 市场营销
  物流服务与管理 连锁经营与管理 直播电商服务 客户信息服务 商务英语 商务日语 商务泰语 旅游服务与管理 导游服务 高星级饭店运营与管理 茶艺与茶营销
  中餐烹饪 西餐烹饪 中西面点 汽车运用与维修 汽车维修 汽车车身修复 汽车制造与检测 新能源汽车运用与维修 新能源汽车检测与维修 汽车服务与营销
  机械制造技术 机械加工技术 数控技术应用 数控加工 模具制造技术 机电技术应用 机电设备安装与维修 机电一体化技术 工业机器人技术应用
  智能制造技术 焊接技术应用 焊接加工 钳加工 电气设备运行与控制 电气运行与控制 电气自动化设备安装与维修 电气技术应用 制冷和空调设备运行与维护
  电梯安装与维修保养 电机电器制造与维修 建筑工程施工 建筑工程造价 建筑装饰技术 建筑智能化设备安装与运维 工程测量技术 道路与桥梁工程施工
  给排水工程施工与运行 水利水电工程施工 供用电技术 发电厂及变电站运行与维护 光伏工程技术与应用 化学工艺 分析检验技术 食品加工与检验 食品加工工艺
  生物制药工艺 环境监测技术 铁道运输服务 铁道车辆运用与检修 城市轨道交通运营服务 城市轨道交通车辆运用与检修 航空服务 民航安全技术管理
  公路养护与管理 交通运营服务 艺术设计与制作 美术绘画 动漫与游戏设计 动漫与游戏制作 工艺美术 服装设计与工艺 服装制作与生产管理 室内设计
  民族工艺品设计与制作 民族美术 首饰设计与制作 广播影视节目制作 影像与影视技术 播音与主持 美发与形象设计 美容美体艺术 文秘 行政事务助理
  人力资源管理事务 社会工作事务 法律事务 安全保卫服务 家政服务与管理 运动训练 休闲体育服务与管理 体育设施管理与经营 民族音乐与舞蹈教育`)

const kinds = new Map<string, MajorKind>([
  ...OTHER.map((name) => [name, { agriculture: false, performing: false, opera: false }] as const),
  ...[...AGRICULTURE, ...AGRICULTURE_BY_RULE].map(
    (name) => [name, { agriculture: true, performing: false, opera: false }] as const,
  ),
  ...PERFORMING.map((name) => [name, { agriculture: false, performing: true, opera: false }] as const),
  ...OPERA.map((name) => [name, { agriculture: false, performing: true, opera: true }] as const),
])

/**
 * Whether a major is agricultural or a performing art, by its name in the catalogue; remarks in brackets do not matter.
 * undefined = not in our list: a person must say, because a guess could cost a student her aid.
 */
export function majorKind(name: string): MajorKind | undefined {
  return kinds.get(name.replace(/[（(][^）)]*[）)]/g, '').replace(/\s/g, ''))
}
