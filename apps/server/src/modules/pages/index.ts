/** 公共页面: home, notices and objections for everybody without log-in, and the built web apps under their addresses. */
import type { ServerModule } from '../../platform/index.ts'
import { serveApps } from './apps.ts'
import { bindPages } from './routes.ts'

export const pagesModule: ServerModule = {
  name: 'pages',
  // a context of its own: its forms, error pages and headers are not the API's
  web: async (app, platform, server) => {
    await app.register(async (web) => {
      bindPages(web, platform, server)
      await serveApps(web)
    })
  },
}
