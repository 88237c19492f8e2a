import { evaluateCommand } from './evaluate.ts'
import { serveCommand } from './serve.ts'

const HELP = `用法: zhuxue face <命令>

  serve          启动人脸核验服务（只在本机可用）
  evaluate 目录  用自己的照片检验识别效果：每人一个文件夹

每个命令加 --help 查看选项。
`

/** `zhuxue face …` */
export async function faceCommand(args: string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === 'serve') return serveCommand(rest)
  if (name === 'evaluate') return evaluateCommand(rest)
  process.stdout.write(HELP)
  return name === '--help' ? 0 : 2
}
