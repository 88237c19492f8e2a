import {
  activation,
  applications,
  campus,
  cards,
  catalogue,
  disbursement,
  face,
  factors,
  hardship,
  office,
  outreach,
  type Permission,
  programmes,
  publicity,
  type Route,
  roll,
  staff,
} from '@zhuxue/contracts'
import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { createBrowserRouter, Navigate, Outlet, RouterProvider } from 'react-router'
import { DemoBar } from './shell/demo-bar.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { Gate, NotAllowed } from './shell/gate.tsx'
import { Layout } from './shell/layout.tsx'
import { useCan } from './shell/me.tsx'
import { shellTexts as t } from './shell/texts.ts'
import { LinkButton } from './ui/link-button.tsx'
import { Page } from './ui/page.tsx'
import { Empty } from './ui/states.tsx'

type Screen = LazyExoticComponent<ComponentType>

function Guard({ permission, screen: Shown }: { permission: Permission | undefined; screen: Screen }) {
  const can = useCan()
  return can(permission) ? <Shown /> : <NotAllowed />
}

function NotFound() {
  return (
    <Page title={t.notFound}>
      <div className="card">
        <Empty title={t.notFoundHelp}>
          <LinkButton to="/work">{t.backToWork}</LinkButton>
        </Empty>
      </div>
    </Page>
  )
}

const page = (path: string, route: Route, load: () => Promise<{ default: ComponentType }>) => ({
  path,
  element: <Guard permission={route.permission} screen={lazy(load)} />,
})

/** Addresses of the console; the server's work-list links use the same ones (with or without /console in front). */
export const router = createBrowserRouter(
  [
    {
      element: (
        <ErrorBoundary>
          <DemoBar />
          <Gate>
            <Outlet />
          </Gate>
        </ErrorBoundary>
      ),
      children: [
        {
          element: <Layout />,
          children: [
            { index: true, element: <Navigate to="/work" replace /> },
            page('work', office.workList, () => import('./features/work/work-page.tsx')),
            page('students', roll.listStudents, () => import('./features/students/students-page.tsx')),
            page('students/:id', roll.getStudent, () => import('./features/students/student-page.tsx')),
            page('slips', roll.printSlips, () => import('./features/students/slips-page.tsx')),
            page('activation', activation.progress, () => import('./features/activation/progress-page.tsx')),
            page('paper-consents', activation.listPaperConsents, () => import('./features/activation/papers-page.tsx')),
            page('activation-alerts', activation.listAlerts, () => import('./features/activation/alerts-page.tsx')),
            page('roll-reports', activation.listRollReports, () => import('./features/activation/reports-page.tsx')),
            page('roll-changes', roll.listRollChanges, () => import('./features/roll-changes/roll-changes-page.tsx')),
            page('face-cases', face.listCases, () => import('./features/face/cases-page.tsx')),
            page('hardship-thresholds', hardship.thresholds, () => import('./features/hardship/thresholds-page.tsx')),
            page('face-settings', face.settings, () => import('./features/face/settings-page.tsx')),
            page('catalogue', catalogue.listProgrammes, () => import('./features/catalogue/catalogue-page.tsx')),
            page('catalogue/compare', catalogue.getVersion, () => import('./features/catalogue/compare-page.tsx')),
            page('catalogue/drafts/:id', catalogue.getDraft, () => import('./features/catalogue/draft-page.tsx')),
            page('outreach', outreach.outreachCounts, () => import('./features/outreach/outreach-page.tsx')),
            page('fact-changes', outreach.factChanges, () => import('./features/outreach/changes-page.tsx')),
            page('campus', campus.listCampusRounds, () => import('./features/campus/campus-page.tsx')),
            page('campus/:id', campus.listCampusRounds, () => import('./features/campus/round-page.tsx')),
            page('campus/:id/list', campus.campusList, () => import('./features/campus/list-page.tsx')),
            page(
              'campus-applications/:id',
              campus.getCampusApplication,
              () => import('./features/campus/application-page.tsx'),
            ),
            page('handouts', campus.listHandouts, () => import('./features/campus/handouts-page.tsx')),
            page('rounds', programmes.listRounds, () => import('./features/rounds/rounds-page.tsx')),
            page(
              'applications',
              applications.listApplications,
              () => import('./features/applications/applications-page.tsx'),
            ),
            page(
              'applications/:id',
              applications.getApplication,
              () => import('./features/applications/application-page.tsx'),
            ),
            page('hardship', applications.listHardship, () => import('./features/hardship/hardship-page.tsx')),
            page(
              'committee',
              applications.committeeList,
              () => import('./features/committee/committee-index-page.tsx'),
            ),
            page(
              'rounds/:id/committee/:programme',
              applications.committeeList,
              () => import('./features/committee/committee-page.tsx'),
            ),
            page('notices', publicity.listNotices, () => import('./features/notices/notices-page.tsx')),
            page('notices/:id', publicity.getNotice, () => import('./features/notices/notice-page.tsx')),
            page('county-reviews', applications.countyReview, () => import('./features/county/county-page.tsx')),
            page('cards', cards.listCards, () => import('./features/cards/cards-page.tsx')),
            page('cards/missing', cards.cardsMissing, () => import('./features/cards/missing-page.tsx')),
            page('cards/reports', cards.listCardReports, () => import('./features/cards/reports-page.tsx')),
            page('cards/import', cards.importCards, () => import('./features/cards/import-page.tsx')),
            page('funds', disbursement.fundSummary, () => import('./features/funds/funds-page.tsx')),
            page('runs', disbursement.listRuns, () => import('./features/runs/runs-page.tsx')),
            page('runs/new', disbursement.buildRun, () => import('./features/runs/new-run-page.tsx')),
            page('runs/:id', disbursement.getRun, () => import('./features/runs/run-page.tsx')),
            page('staff', office.listStaff, () => import('./features/staff/staff-page.tsx')),
            page('grant-requests', staff.listGrantRequests, () => import('./features/staff/requests-page.tsx')),
            page('security-policy', staff.securityPolicy, () => import('./features/staff/policy-page.tsx')),
            page('handovers', staff.listHandovers, () => import('./features/handovers/handovers-page.tsx')),
            page('handovers/:id', staff.getHandover, () => import('./features/handovers/handover-page.tsx')),
            page('audit', office.auditSearch, () => import('./features/audit/audit-page.tsx')),
            page('reveals', staff.revealReport, () => import('./features/system/reveals-page.tsx')),
            page('system', staff.systemStatus, () => import('./features/system/system-page.tsx')),
            page('account', factors.account, () => import('./features/account/account-page.tsx')),
            { path: '*', element: <NotFound /> },
          ],
        },
      ],
    },
  ],
  { basename: '/console' },
)

export const AppRouter = () => <RouterProvider router={router} />
