/** The face service as a process: `node apps/face/src/main.ts [--port N | --socket PATH] [--children N]`. */
import { serveCommand } from './cli/serve.ts'

// the channel to a parent would keep the process alive
process.exit(await serveCommand(process.argv.slice(2)))
